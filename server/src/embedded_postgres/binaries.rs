//! Finds the Postgres programs of the system.

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// Oldest major version that Kurier's schema runs on.
const OLDEST: u32 = 14;

/// The folder that has `initdb`, `postgres` and `pg_ctl`, of the same major version as an existing cluster, or the newest.
///
/// # Errors
/// When there is none; the message says what to install.
pub fn find(cluster_version: Option<u32>) -> Result<PathBuf> {
    let mut found = candidates();
    if let Some(version) = cluster_version {
        found.retain(|(candidate, _)| *candidate == version);
    }
    found.retain(|(version, _)| *version >= OLDEST);
    found.sort_by_key(|(version, _)| *version);
    if let Some((_, folder)) = found.pop() {
        return Ok(folder);
    }
    match cluster_version {
        Some(version) => bail!(
            "the data directory was made by Postgres {version}, and its programs are not installed: install \
             `postgresql-{version}` (Debian, Ubuntu), or set DATABASE_URL to a server of your own"
        ),
        None => bail!(
            "the Postgres programs (initdb, postgres, pg_ctl) are not installed: install the package `postgresql` \
             (Debian, Ubuntu), `postgresql-server` (Fedora), `postgresql` (Arch, Alpine, Homebrew), or set DATABASE_URL \
             to a server of your own"
        ),
    }
}

fn candidates() -> Vec<(u32, PathBuf)> {
    let versioned = ["/usr/lib/postgresql", "/usr/local/lib/postgresql"]
        .iter()
        .filter_map(|parent| std::fs::read_dir(parent).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path().join("bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let homebrew = ["/opt/homebrew/bin", "/usr/local/bin", "/usr/pgsql/bin"].map(PathBuf::from);
    versioned
        .chain(std::env::split_paths(&path))
        .chain(homebrew)
        .filter(|folder| {
            ["initdb", "postgres", "pg_ctl"].iter().all(|program| folder.join(program).is_file())
        })
        .filter_map(|folder| Some((version_of(&folder)?, folder)))
        .collect()
}

/// Major version, as `postgres --version` says it (`postgres (PostgreSQL) 15.14 (Debian …)`).
fn version_of(folder: &Path) -> Option<u32> {
    let output = std::process::Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split(") ").nth(1)?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
