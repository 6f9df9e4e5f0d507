//! Where Kurier keeps its things.

use super::secret_key;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

/// The data directory, the database and the secret key.
#[derive(Clone, Debug, Deserialize)]
pub struct Data {
    #[serde(default = "default_dir")]
    pub data_dir: PathBuf,
    /// `None`: the private cluster in the data directory.
    #[serde(default)]
    pub database_url: Option<String>,
    #[serde(default)]
    secret_key_file: Option<PathBuf>,
}

impl Data {
    /// Makes the data directory when it is missing, and its path absolute for everything that follows.
    pub(super) fn make_folder(&self) -> Result<()> {
        // Others may walk through (Postgres' own user has to), and read nothing: what is inside guards itself.
        DirBuilder::new()
            .recursive(true)
            .mode(0o711)
            .create(&self.data_dir)
            .with_context(|| format!("cannot make the data directory {}", self.data_dir.display()))
    }

    /// The data directory as an absolute path without links.
    ///
    /// # Errors
    /// When it has been removed.
    pub fn folder(&self) -> Result<PathBuf> {
        self.data_dir
            .canonicalize()
            .with_context(|| format!("cannot find the data directory {}", self.data_dir.display()))
    }

    /// The 32 bytes that encrypt mailbox passwords; made on first use.
    ///
    /// # Errors
    /// When the file cannot be read or made, is not a key, or may be read by others.
    pub fn secret_key(&self) -> Result<[u8; 32]> {
        let file = self.secret_key_file.clone().unwrap_or_else(|| self.data_dir.join("secret.key"));
        secret_key::read_or_make(&file)
    }
}

fn default_dir() -> PathBuf {
    if rustix::process::geteuid().is_root() {
        return PathBuf::from("/var/lib/kurier");
    }
    let home = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".local/share")));
    home.unwrap_or_else(|| PathBuf::from(".")).join("kurier")
}
