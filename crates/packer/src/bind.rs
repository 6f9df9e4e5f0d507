//! Splitting and binding: one module from the compiler, several for the browser.

use anyhow::{Context, anyhow};
use std::collections::BTreeMap;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// The script through which the main module loads the others; Leptos preloads it by this name.
const LOADER: &str = "./__wasm_split.js";

/// Writes `NAME.js`, `NAME_bg.wasm`, the loader and a module for each lazily loaded part into `folder`.
pub fn bind(module: &Path, folder: &Path, name: &str) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let input = std::fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let main_module = folder.join(format!("{name}_main.wasm"));
    let script = format!("./{name}.js");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &main_module;
    options.link_name = LOADER;
    options.main_module = &script;
    let split =
        wasm_split_cli_support::transform(options).map_err(|error| anyhow!("splitting: {error:#}"))?;
    Bindgen::new()
        .input_path(&main_module)
        .out_name(name)
        .web(true)?
        .typescript(false)
        // The split modules refer to exports of the main one by their symbols.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    std::fs::remove_file(&main_module)?;
    let parts: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    println!("{}", serde_json::to_string(&parts)?);
    Ok(())
}
