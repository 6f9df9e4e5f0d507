//! Installing what is missing.

use crate::packages::{self, TO_MEASURE, TO_RUN, TO_TEST};
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::{npm, toolchain};

/// `cargo xtask setup`: everything that any command needs.
pub fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let mut progress = Progress::new(3);
    progress
        .step("System packages", || packages::ensure(TO_RUN.iter().chain(&TO_TEST).chain(&TO_MEASURE)))?;
    progress.step("Compiler for WebAssembly", || toolchain::ensure(workspace))?;
    progress.step("npm packages", || {
        npm::ensure(&workspace.root)?;
        npm::ensure(&workspace.path("end2end"))
    })
}

/// What `run` and `build` need.
pub fn to_run(workspace: &Workspace) -> anyhow::Result<()> {
    packages::ensure(&TO_RUN)?;
    toolchain::ensure(workspace)?;
    npm::ensure(&workspace.root)
}

/// What `test` needs.
pub fn to_test(workspace: &Workspace) -> anyhow::Result<()> {
    packages::ensure(TO_RUN.iter().chain(&TO_TEST))?;
    packages::prefer_headless_shell();
    toolchain::ensure(workspace)?;
    npm::ensure(&workspace.root)?;
    npm::ensure(&workspace.path("end2end"))
}

/// What `bench` needs.
pub fn to_measure(workspace: &Workspace) -> anyhow::Result<()> {
    packages::ensure(TO_RUN.iter().chain(&TO_TEST).chain(&TO_MEASURE))?;
    toolchain::ensure(workspace)?;
    npm::ensure(&workspace.root)
}
