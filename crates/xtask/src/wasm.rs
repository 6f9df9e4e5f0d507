//! The client's WebAssembly module, and the files made from it.

use crate::cargo;
use crate::process::{capture, run};
use crate::profile::Profile;
use crate::toolchain::WASM;
use crate::workspace::Workspace;
use anyhow::Context;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What our compiler and the browsers that we support agree on. Not `--all-features`: browsers refuse such a module.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What of wasm-opt makes the modules smaller on the wire. Not `-Oz`: it takes a sixth of the bytes away and leaves what Brotli
/// can compress less, so that a tenth more is sent (measured: 368 kB instead of 347). `-O1` saves 3 kB of 393, what follows it 1.3.
const PASSES: [&str; 11] = [
    "--duplicate-function-elimination",
    "--remove-unused-module-elements",
    "--memory-packing",
    "--dce",
    "--vacuum",
    "-O1",
    "--rse",
    "--vacuum",
    "--duplicate-function-elimination",
    "--merge-blocks",
    "--remove-unused-names",
];

/// Lazily loaded part → names of the modules it needs.
pub type Parts = BTreeMap<String, Vec<String>>;

/// Compiles the client; cargo knows whether there is anything to do.
pub fn compile(workspace: &Workspace, profile: Profile) -> anyhow::Result<PathBuf> {
    let name = profile.wasm();
    let arguments = ["--package", "kurier-frontend", "--lib", "--target", WASM, "--profile", name];
    let mut build = cargo::command(workspace, "build");
    build.args(arguments);
    if profile == Profile::Release {
        build.arg("--config").arg(names_of_libraries());
    }
    run(&mut build)?;
    Ok(workspace.target.join(WASM).join(name).join("kurier_frontend.wasm"))
}

/// Libraries' files are called by their names in messages, not by the folders of whoever compiled them: that is nobody's
/// business.
fn names_of_libraries() -> String {
    let home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let sources = home.map(PathBuf::from).unwrap_or_default().join("registry/src");
    let registries = std::fs::read_dir(sources).into_iter().flatten().flatten();
    let prefixes = registries.map(|registry| format!("--remap-path-prefix={}/=", registry.path().display()));
    format!("target.{WASM}.rustflags={:?}", prefixes.collect::<Vec<_>>())
}

/// Compiles the program that packs the client, unless it is up to date.
pub fn compile_packer(workspace: &Workspace) -> anyhow::Result<()> {
    run(cargo::command(workspace, "build").args(["--package", "kurier-packer"]))
}

/// Where [`compile_packer`] puts it.
pub fn packer(workspace: &Workspace) -> PathBuf {
    workspace.target.join("debug/kurier-packer")
}

/// Splits the module and writes the scripts around it.
pub fn bind(workspace: &Workspace, module: &Path, folder: &Path) -> anyhow::Result<Parts> {
    let printed = capture(Command::new(packer(workspace)).arg("bind").args([module, folder]).arg("kurier"))?;
    let table = printed.lines().last().context("the packer prints the parts")?;
    Ok(serde_json::from_str(table)?)
}

/// Makes every module in a folder as small as it gets on the wire.
pub fn shrink(workspace: &Workspace, folder: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "wasm") {
            capture(
                Command::new(workspace.path("node_modules/.bin/wasm-opt"))
                    .args(PASSES)
                    .args(FEATURES)
                    .arg(&path)
                    .arg("-o")
                    .arg(&path),
            )?;
        }
    }
    Ok(())
}

/// Writes compressed copies beside the files of a folder.
pub fn compress(workspace: &Workspace, folder: &Path) -> anyhow::Result<()> {
    capture(Command::new(packer(workspace)).arg("compress").arg(folder)).map(drop)
}
