//! `cargo xtask bench`: measurements, by the program `kurier-bench`, of the release build.

use crate::profile::Profile;
use crate::progress::Progress;
use crate::server;
use crate::workspace::Workspace;
use crate::{browser, cargo, packages, process, setup};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Builds what is measured and what measures, then becomes `kurier-bench NAME ARGUMENTS`.
pub fn run(workspace: &Workspace, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
    setup::to_measure(workspace)?;
    let kurier = server::build(workspace, Profile::Release)?;
    if name == "clicks" {
        return browser::clicks(workspace, &kurier);
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
