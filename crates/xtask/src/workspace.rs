//! Where things lie.

use anyhow::Context;
use std::path::{Path, PathBuf};

/// The checkout and the folder that builds go to.
pub struct Workspace {
    /// The folder with the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Workspace {
    /// Finds the checkout that this program was compiled from.
    ///
    /// Builds go to `CARGO_TARGET_DIR`, or in CI to a cache in the home folder, which outlives the checkout, or to `target`.
    pub fn find() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("xtask lies two folders below the workspace")?
            .to_owned();
        let target = match (std::env::var_os("CARGO_TARGET_DIR"), std::env::var_os("HOME")) {
            (Some(folder), _) => std::path::absolute(PathBuf::from(folder))?,
            (None, Some(home)) if std::env::var("CI").is_ok_and(|ci| ci == "true") => {
                PathBuf::from(home).join(".cache/kurier/target")
            }
            _ => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// A path in the checkout.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}
