#![no_main]
libfuzzer_sys::fuzz_target!(init: dtm_fuzz::begin("lsp"), |data: &[u8]| dtm_fuzz::run("lsp", data));
