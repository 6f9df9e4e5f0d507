//! The binary `kurier`: building and starting it.

use crate::profile::Profile;
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::{cargo, process, setup, site, wasm};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

/// Where the binary lies when it is built.
pub fn binary(workspace: &Workspace, profile: Profile) -> PathBuf {
    workspace.target.join(profile.folder()).join("kurier")
}

/// `cargo xtask build`: the client, then the binary.
pub fn build(workspace: &Workspace, profile: Profile) -> anyhow::Result<PathBuf> {
    let mut progress = Progress::new(5);
    progress.step("What is needed", || setup::to_run(workspace))?;
    progress.step("Packer", || wasm::compile_packer(workspace))?;
    let module = progress.step("Client", || wasm::compile(workspace, profile))?;
    let site = progress.step("Site", || site::assemble(workspace, profile, &module))?;
    progress.step("Server", || {
        let mut command = cargo::command(workspace, "build");
        command.args(["--package", "kurier"]);
        if profile == Profile::Release {
            command.arg("--release").env("KURIER_SITE_DIR", site);
        }
        process::run(&mut command)
    })?;
    let binary = binary(workspace, profile);
    println!("Built {}", binary.display());
    Ok(binary)
}

/// `cargo xtask run`: builds, then becomes `kurier serve`.
pub fn run(workspace: &Workspace, profile: Profile, arguments: &[&str]) -> anyhow::Result<()> {
    let binary = build(workspace, profile)?;
    // Only returns when the program could not be started.
    Err(Command::new(binary).current_dir(&workspace.root).arg("serve").args(arguments).exec().into())
}
