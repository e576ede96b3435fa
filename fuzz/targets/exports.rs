#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("exports"), |data: &[u8]| dtm_fuzz::run("exports", data));
