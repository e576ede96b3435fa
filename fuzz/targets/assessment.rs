#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("assessment"), |data: &[u8]| dtm_fuzz::run("assessment", data));
