#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("matrix"), |data: &[u8]| dtm_fuzz::run("matrix", data));
