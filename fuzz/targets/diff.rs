#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("diff"), |data: &[u8]| dtm_fuzz::run("diff", data));
