//! Where the cluster and its socket lie.

use super::account::Account;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Longest folder that still leaves room for `/.s.PGSQL.5432` in a socket address (`sun_path` has 104 bytes on some systems).
const LONGEST_SOCKET_DIR: usize = 80;

/// The folder that holds the cluster: `postgres` below the data directory. When Postgres must run as another account that
/// cannot walk there (a data directory below `/root`), it is kept in `/var/lib/kurier`, and `postgres` is a link to it.
///
/// # Errors
/// When the folders cannot be made.
pub fn cluster_dir(data_dir: &Path, account: Option<Account>) -> Result<PathBuf> {
    let inside = data_dir.join("postgres");
    let Some(account) = account else { return Ok(inside) };
    if let Ok(linked) = fs::read_link(&inside) {
        return Ok(linked);
    }
    if inside.exists() || can_enter(account, data_dir) {
        return Ok(inside);
    }
    let parent = Path::new("/var/lib/kurier");
    fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    if !can_enter(account, parent) {
        bail!(
            "Postgres cannot run as root, and the user it runs as can enter neither {} nor {}: set KURIER_DATA_DIR to a \
             folder that other users may enter",
            data_dir.display(),
            parent.display()
        );
    }
    let outside = parent.join(format!("postgres-{}", short_digest(data_dir)));
    std::os::unix::fs::symlink(&outside, &inside)
        .with_context(|| format!("cannot make {}", inside.display()))?;
    Ok(outside)
}

/// A folder for the socket that only Postgres' account (and root) may enter, with a path short enough for a socket.
///
/// # Errors
/// When it cannot be made, or somebody else's folder stands in its place.
pub fn socket_dir(cluster: &Path, account: Option<Account>) -> Result<PathBuf> {
    let inside = beside(cluster, "socket");
    let near = inside.as_os_str().len() <= LONGEST_SOCKET_DIR
        && account.is_none_or(|account| inside.parent().is_some_and(|parent| can_enter(account, parent)));
    let folder =
        if near { inside } else { Path::new("/tmp").join(format!("kurier-{}", short_digest(cluster))) };
    match DirBuilder::new().mode(0o700).create(&folder) {
        Ok(()) => give(&folder, account)?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| format!("cannot make {}", folder.display())),
    }
    let found =
        fs::symlink_metadata(&folder).with_context(|| format!("cannot look at {}", folder.display()))?;
    let ours = account.map_or_else(|| rustix::process::geteuid().as_raw(), |account| account.uid);
    if !found.is_dir() || found.uid() != ours || found.mode() & 0o077 != 0 {
        bail!(
            "{} is in the way: it must be a folder with mode 0700 that belongs to user {ours}",
            folder.display()
        );
    }
    Ok(folder)
}

/// A neighbour of the cluster's folder with an ending to its name.
pub fn beside(cluster: &Path, ending: &str) -> PathBuf {
    let mut name = cluster.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Makes `folder` (which exists) the account's own, for nobody else.
///
/// # Errors
/// When the owner or the mode cannot be changed.
pub fn give(folder: &Path, account: Option<Account>) -> Result<()> {
    fs::set_permissions(folder, Permissions::from_mode(0o700))
        .and_then(|()| match account {
            Some(account) => std::os::unix::fs::chown(folder, Some(account.uid), Some(account.gid)),
            None => Ok(()),
        })
        .with_context(|| format!("cannot give {} to Postgres' user", folder.display()))
}

/// May the account walk through every folder down to `path`? (Access lists are not looked at.)
fn can_enter(account: Account, path: &Path) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    path.ancestors().all(|folder| {
        fs::metadata(folder).is_ok_and(|found| {
            let bit = if found.uid() == account.uid {
                0o100
            } else if found.gid() == account.gid {
                0o010
            } else {
                0o001
            };
            found.mode() & bit != 0
        })
    })
}

fn short_digest(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    Sha256::digest(path.as_os_str().as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
