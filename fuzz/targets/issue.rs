#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("issue"), |data: &[u8]| dtm_fuzz::run("issue", data));
