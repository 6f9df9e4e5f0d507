//! The compiler: finds one that can make WebAssembly, or gets one.

use crate::packages;
use crate::process::{capture, exists, is_root, run};
use crate::workspace::Workspace;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target that browsers run.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Debian's compiler for the web, and the linker that goes with it.
const DEBIAN_PACKAGES: [&str; 6] =
    ["rustc-web", "cargo-web", "rust-web-src", "rustfmt-web", "rust-web-clippy", "lld-22"];
const DEBIAN_LINKER: &str = "wasm-ld-22";

/// Makes sure that a compiler for WebAssembly is there.
///
/// In this order: the one on the PATH, rustup's, Debian's.
pub fn ensure(workspace: &Workspace) -> anyhow::Result<()> {
    if chosen_debian(workspace) || has_wasm(&mut plain("rustc")) {
        return Ok(());
    }
    if exists("rustup") {
        println!("    rustup target add {WASM}");
        if run(Command::new("rustup").args(["target", "add", WASM])).is_ok() && has_wasm(&mut plain("rustc"))
        {
            return Ok(());
        }
    }
    if !packages::is_debian() {
        bail!("the compiler has no {WASM} target: install it with `rustup target add {WASM}`");
    }
    install_debian(workspace)
}

/// A cargo command with the compiler that [`ensure`] settled on.
pub fn cargo(workspace: &Workspace) -> Command {
    if !chosen_debian(workspace) {
        return plain("cargo");
    }
    debian("/usr/bin/cargo")
}

/// rustc or cargo as the person would call it in a shell, without what `cargo run` set for us.
fn plain(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "LD_LIBRARY_PATH"
        {
            command.env_remove(&*name);
        }
    }
    command
}

fn debian(program: &str) -> Command {
    let mut command = plain(program);
    for variable in ["RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "CARGO", "RUSTC", "RUSTDOC"] {
        command.env_remove(variable);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(PathBuf::from("/usr/bin")).chain(std::env::split_paths(&path));
    if let Ok(path) = std::env::join_paths(folders) {
        command.env("PATH", path);
    }
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER);
    command
}

fn has_wasm(rustc: &mut Command) -> bool {
    libraries(rustc).is_ok_and(|folder| {
        std::fs::read_dir(folder).is_ok_and(|mut files| {
            files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
        })
    })
}

fn libraries(rustc: &mut Command) -> anyhow::Result<PathBuf> {
    let printed = capture(rustc.args(["--print", "target-libdir", "--target", WASM]))?;
    Ok(PathBuf::from(printed.trim()))
}

/// Whether an earlier run settled on Debian's compiler. One compiler builds everything: their libraries do not mix.
fn chosen_debian(workspace: &Workspace) -> bool {
    marker(workspace).is_file()
}

fn marker(workspace: &Workspace) -> PathBuf {
    workspace.target.join("xtask/debian-compiler")
}

/// Installs Debian's compiler and compiles the standard library for WebAssembly with it, once.
fn install_debian(workspace: &Workspace) -> anyhow::Result<()> {
    packages::install(&DEBIAN_PACKAGES)?;
    if !has_wasm(&mut debian("/usr/bin/rustc")) {
        println!("    compiling the standard library for {WASM}, about a minute");
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("src"))?;
        std::fs::write(folder.path().join("src/lib.rs"), "")?;
        std::fs::write(
            folder.path().join("Cargo.toml"),
            "[package]\nname = \"std-for-the-web\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n[workspace]\n",
        )?;
        run(debian("/usr/bin/cargo")
            .current_dir(folder.path())
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", folder.path().join("target"))
            .args(["build", "--release", "--target", WASM, "-Zbuild-std=std,panic_abort"]))?;
        let built = folder.path().join(format!("target/{WASM}/release/deps"));
        copy_libraries(&built, &libraries(&mut debian("/usr/bin/rustc"))?)?;
    }
    let marker = marker(workspace);
    std::fs::create_dir_all(marker.parent().context("the marker lies in a folder")?)?;
    std::fs::write(marker, "Debian's rustc-web builds everything here\n")?;
    Ok(())
}

fn copy_libraries(from: &Path, to: &Path) -> anyhow::Result<()> {
    let mut rlibs = Vec::new();
    for file in std::fs::read_dir(from)? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "rlib") {
            rlibs.push(path);
        }
    }
    let as_root = |program: &str| {
        let mut command = Command::new(if is_root() { program } else { "sudo" });
        if !is_root() {
            command.args(["-n", program]);
        }
        command
    };
    run(as_root("mkdir").arg("-p").arg(to))?;
    run(as_root("cp").args(&rlibs).arg(to))
}
