//! npm packages, by their lock files.

use crate::fingerprint::Fingerprint;
use crate::process::{capture, run};
use crate::workspace::Workspace;
use anyhow::Context;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Installs a folder's packages exactly as its lock file says, unless they are there already.
pub fn ensure(folder: &Path) -> anyhow::Result<()> {
    let mut fingerprint = Fingerprint::default();
    fingerprint.add(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.kurier-stamp");
    if fingerprint.matches(&stamp) {
        return Ok(());
    }
    println!("    npm ci in {}", folder.display());
    capture(
        Command::new("npm")
            .current_dir(folder)
            // The browser comes from the system's packages.
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
    )
    .context("npm packages")?;
    fingerprint.write(&stamp)
}

/// Runs a tool from the root folder's packages.
pub fn tool(workspace: &Workspace, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let program: PathBuf = workspace.path("node_modules/.bin").join(name);
    run(Command::new(program).current_dir(&workspace.root).args(arguments))
}
