#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("atlas"), |data: &[u8]| dtm_fuzz::run("atlas", data));
