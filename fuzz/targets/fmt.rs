#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("fmt"), |data: &[u8]| dtm_fuzz::run("fmt", data));
