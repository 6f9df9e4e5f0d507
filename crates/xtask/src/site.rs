//! The site: everything that the browser loads besides pages, laid out as the server expects it.
//!
//! ```text
//! site.json   hash of pkg/, and which modules each lazily loaded page needs
//! pkg/        kurier.js, kurier_bg.wasm, the split modules, kurier.css, later.css, editor.js
//! public/     copied from the checkout
//! table.rs    release only: the list of files for the binary to include
//! ```

use crate::fingerprint::{Fingerprint, files};
use crate::profile::Profile;
use crate::workspace::Workspace;
use crate::{npm, site_table, wasm};
use std::path::{Path, PathBuf};

/// Inputs besides the module, relative to the checkout.
const INPUTS: [&str; 4] = ["style", "public", "app/editor", "package-lock.json"];

/// Where the site of a profile lies: beside the binary, which looks for it there.
pub fn folder(workspace: &Workspace, profile: Profile) -> PathBuf {
    workspace.target.join(profile.folder()).join("site")
}

/// Lays the site out anew, unless nothing changed since the last time.
pub fn assemble(workspace: &Workspace, profile: Profile, module: &Path) -> anyhow::Result<PathBuf> {
    let done = folder(workspace, profile);
    let mut fingerprint = Fingerprint::default();
    fingerprint.add(module)?;
    fingerprint.add(&wasm::packer(workspace))?;
    for input in INPUTS {
        fingerprint.add_word(input);
        fingerprint.add(&workspace.path(input))?;
    }
    if fingerprint.matches(&done.join("stamp")) {
        println!("    up to date");
        return Ok(done);
    }
    let new = done.with_extension("new");
    remove(&new)?;
    let pkg = new.join("pkg");
    let parts = wasm::bind(workspace, module, &pkg)?;
    bundle(workspace, profile, "style/main.css", &pkg.join("kurier.css"))?;
    bundle(workspace, profile, "style/later.css", &pkg.join("later.css"))?;
    bundle(workspace, profile, "app/editor/editor.ts", &pkg.join("editor.js"))?;
    copy(&workspace.path("public"), &new.join("public"))?;
    if profile == Profile::Release {
        minify_scripts(workspace, &pkg)?;
        wasm::shrink(workspace, &pkg)?;
        wasm::compress(workspace, &new)?;
    }
    site_table::write(&new, &done, &parts)?;
    fingerprint.write(&new.join("stamp"))?;
    remove(&done)?;
    std::fs::rename(&new, &done)?;
    Ok(done)
}

/// Joins a style sheet or script with everything it imports.
fn bundle(workspace: &Workspace, profile: Profile, entry: &str, to: &Path) -> anyhow::Result<()> {
    if !workspace.path(entry).is_file() {
        return Ok(());
    }
    let to = format!("--outfile={}", to.display());
    let mut arguments = vec![entry, "--bundle", "--format=esm", "--log-level=warning", &to];
    // What a style sheet shows is inside it (data:), so nothing is left to be fetched.
    arguments.push("--target=chrome123,firefox121,safari17.5");
    if profile == Profile::Release {
        arguments.push("--minify");
    }
    npm::tool(workspace, "esbuild", &arguments)
}

fn minify_scripts(workspace: &Workspace, pkg: &Path) -> anyhow::Result<()> {
    for file in files(pkg)? {
        if file.extension().is_some_and(|ending| ending == "js") {
            let path = file.to_string_lossy().into_owned();
            let to = format!("--outfile={path}");
            let arguments = [
                path.as_str(),
                "--minify",
                "--format=esm",
                "--allow-overwrite",
                "--log-level=warning",
                // wasm-bindgen names a script once for each of its functions, always the same one.
                "--log-override:duplicate-object-key=silent",
                &to,
            ];
            npm::tool(workspace, "esbuild", &arguments)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::copy(&file, target)?;
    }
    Ok(())
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() { Ok(std::fs::remove_dir_all(folder)?) } else { Ok(()) }
}
