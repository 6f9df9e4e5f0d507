//! What is done in the browser with a release build, beside testing it.

use crate::profile::Profile;
use crate::server;
use crate::workspace::Workspace;
use crate::{cargo, packages, process, setup};
use std::path::Path;
use std::process::Command;

/// Measures what a person waits for (`end2end/bench`).
pub fn clicks(workspace: &Workspace, kurier: &Path) -> anyhow::Result<()> {
    setup::to_test(workspace)?;
    play(workspace, kurier, "bench.config.ts")
}

/// Takes the README's pictures anew (`end2end/docs`, into `docs`).
pub fn pictures(workspace: &Workspace) -> anyhow::Result<()> {
    setup::to_test(workspace)?;
    let kurier = server::build(workspace, Profile::Release)?;
    play(workspace, &kurier, "docs.config.ts")
}

fn play(workspace: &Workspace, kurier: &Path, config: &str) -> anyhow::Result<()> {
    process::run(cargo::command(workspace, "build").args(["--package", "kurier-testbed", "--bins"]))?;
    let folder = workspace.path("end2end");
    let mut command = Command::new(folder.join("node_modules/.bin/playwright"));
    command.current_dir(&folder).args(["test", "--config", config, "--reporter=line"]);
    command
        .env("CARGO_TARGET_DIR", &workspace.target)
        .env("KURIER_BIN", kurier)
        .env_remove("KURIER_SITE_ROOT");
    if let Some(chromium) = packages::chromium() {
        command.env("KURIER_CHROMIUM", chromium);
    }
    process::run(&mut command)
}
