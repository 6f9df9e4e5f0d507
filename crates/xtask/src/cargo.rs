//! Calling cargo, always in the same way, so that nothing is compiled twice.

use crate::toolchain;
use crate::workspace::Workspace;
use std::process::Command;

/// All crates that are compiled for the machine itself. One selection everywhere keeps cargo's features, and so its
/// compiled dependencies, the same.
pub const HOST: [&str; 3] = ["--workspace", "--exclude", "kurier-frontend"];

/// `cargo VERB` with everything that all our calls have in common. `VERB` may be of two words: "nextest run".
pub fn command(workspace: &Workspace, verb: &str) -> Command {
    let mut command = toolchain::cargo(workspace);
    command
        .current_dir(&workspace.root)
        .args(verb.split(' '))
        .env("CARGO_TARGET_DIR", &workspace.target)
        // SQL is checked against the committed .sqlx; only `sqlx_data` asks a database.
        .env("SQLX_OFFLINE", "true");
    if verb != "fmt" {
        // mail-parser declares a newer compiler than it needs.
        command.arg("--ignore-rust-version");
    }
    command
}
