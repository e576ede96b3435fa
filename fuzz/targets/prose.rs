#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("prose"), |data: &[u8]| dtm_fuzz::run("prose", data));
