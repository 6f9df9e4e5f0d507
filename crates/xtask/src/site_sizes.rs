//! How large the released client is, module by module.

use crate::fingerprint::files;
use std::path::Path;

/// Prints a line for each file of `pkg/`: bytes, and bytes on the wire.
pub fn print(site: &Path) -> anyhow::Result<()> {
    let pkg = site.join("pkg");
    for file in files(&pkg)? {
        if file.extension().is_some_and(|ending| ending == "br") {
            continue;
        }
        let mut compressed = file.clone().into_os_string();
        compressed.push(".br");
        let plain = file.metadata()?.len();
        let sent = std::fs::metadata(&compressed).map_or(plain, |compressed| compressed.len());
        let name = file.strip_prefix(&pkg)?.display();
        println!("    {name:24} {:>7} kB, {:>5} kB sent", kilobytes(plain), kilobytes(sent));
    }
    Ok(())
}

/// With one digit behind the point.
fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}
