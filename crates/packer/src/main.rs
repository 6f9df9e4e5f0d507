//! Turns the compiled WebAssembly module into the files that a browser loads.
//!
//! A program of its own, apart from `xtask`, because its dependencies take over a minute to compile: `cargo xtask` answers at once.
//!
//! - `kurier-packer bind MODULE FOLDER NAME`: splits the lazily loaded pages off and writes the JavaScript around them;
//!   prints the table "lazy page → files" as JSON.
//! - `kurier-packer compress FOLDER`: writes `FILE.br` beside each file for which that saves anything.

mod bind;
mod compress;

use anyhow::bail;
use std::path::Path;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["bind", module, folder, name] => bind::bind(Path::new(module), Path::new(folder), name),
        ["compress", folder] => compress::compress_folder(Path::new(folder)),
        _ => bail!("usage: kurier-packer bind MODULE FOLDER NAME | kurier-packer compress FOLDER"),
    }
}
