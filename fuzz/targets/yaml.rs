#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("yaml"), |data: &[u8]| dtm_fuzz::run("yaml", data));
