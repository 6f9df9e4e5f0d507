//! `cargo xtask bench`: measurements, by the program `kurier-bench`, of the release build.

use crate::profile::Profile;
use crate::progress::Progress;
use crate::server;
use crate::workspace::Workspace;
use crate::{cargo, packages, process, setup};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Builds what is measured and what measures, then becomes `kurier-bench NAME ARGUMENTS`.
pub fn run(workspace: &Workspace, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
    setup::to_measure(workspace)?;
    let kurier = server::build(workspace, Profile::Release)?;
    if name == "clicks" {
        return clicks(workspace, &kurier);
    }
    let mut progress = Progress::new(1);
    progress.step("Measuring program", || {
        let mut command = cargo::command(workspace, "build");
        process::run(command.args(["--release", "--package", "kurier-testbed", "--bin", "kurier-bench"]))
    })?;
    let mut bench = Command::new(workspace.target.join("release/kurier-bench"));
    bench.arg(name).args(arguments).current_dir(&workspace.root).env("KURIER_BIN", kurier);
    if let Some(chromium) = packages::chromium() {
        bench.env("KURIER_CHROMIUM", chromium);
    }
    // Only returns when the program could not be started.
    Err(bench.exec().into())
}

/// What a person waits for in the browser (`end2end/bench`), on the released build.
fn clicks(workspace: &Workspace, kurier: &Path) -> anyhow::Result<()> {
    setup::to_test(workspace)?;
    process::run(cargo::command(workspace, "build").args(["--package", "kurier-testbed", "--bins"]))?;
    let folder = workspace.path("end2end");
    let mut command = Command::new(folder.join("node_modules/.bin/playwright"));
    command.current_dir(&folder).args(["test", "--config", "bench.config.ts", "--reporter=line"]);
    command
        .env("CARGO_TARGET_DIR", &workspace.target)
        .env("KURIER_BIN", kurier)
        .env_remove("KURIER_SITE_ROOT");
    if let Some(chromium) = packages::chromium() {
        command.env("KURIER_CHROMIUM", chromium);
    }
    process::run(&mut command)
}
