//! What the server must know of the site: its index, and the list of files to include in a release binary.

use crate::fingerprint::{Fingerprint, files};
use crate::wasm::Parts;
use std::fmt::Write;
use std::path::Path;

/// Digits of the hash that stand in addresses.
const VERSION_LENGTH: usize = 16;

/// Writes `site.json` and `table.rs` for the site in `folder`, which will be moved to `final_folder`.
pub fn write(folder: &Path, final_folder: &Path, parts: &Parts) -> anyhow::Result<()> {
    let mut version = Fingerprint::default();
    version.add(&folder.join("pkg"))?;
    let version: String = version.hex().chars().take(VERSION_LENGTH).collect();
    let index = serde_json::json!({ "version": version, "split": parts });
    std::fs::write(folder.join("site.json"), index.to_string())?;
    let mut table = String::from("&[\n");
    for file in files(folder)? {
        let relative = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        if relative.ends_with(".br") {
            continue;
        }
        let at = final_folder.join(&relative);
        let at = at.to_string_lossy();
        let brotli = if folder.join(format!("{relative}.br")).is_file() {
            format!("Some(include_bytes!({:?}))", format!("{at}.br"))
        } else {
            "None".to_owned()
        };
        writeln!(
            table,
            "    EmbeddedFile {{ path: {relative:?}, plain: include_bytes!({at:?}), brotli: {brotli} }},"
        )?;
    }
    table.push_str("]\n");
    Ok(std::fs::write(folder.join("table.rs"), table)?)
}
