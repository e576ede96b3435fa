#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("stix"), |data: &[u8]| dtm_fuzz::run("stix", data));
