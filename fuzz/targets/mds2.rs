#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("mds2"), |data: &[u8]| dtm_fuzz::run("mds2", data));
