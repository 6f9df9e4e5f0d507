//! The folder of what a test run throws away: in memory where there is room. Hundreds of databases and mailboxes come and go,
//! and a file system on a disk spends a quarter of the tests' time on keeping them.

use crate::postgres;
use anyhow::Context;
use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::sys::statvfs::statvfs;
use nix::unistd::Pid;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Folders of runs lie in [`home`] under this name and the number of the process that they belong to.
const PREFIX: &str = "kurier-tests-";
/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";
/// A whole run has at most a third of it.
const ROOM: u64 = 3 << 30;

/// Disappears when the value is dropped.
pub struct Throwaway(PathBuf);

impl Throwaway {
    pub fn new() -> anyhow::Result<Self> {
        let home = home();
        for place in [&home, &std::env::temp_dir()] {
            sweep(place);
        }
        let folder = home.join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| folder.display().to_string())?;
        // Servers in it run as other users.
        fs::set_permissions(&folder, Permissions::from_mode(0o755))?;
        Ok(Self(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        // What cannot be removed is looked at again by the next run.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Where temporary things go: the folder that `TMPDIR` names, else memory when it has room, else the system's folder.
fn home() -> PathBuf {
    let named = std::env::var_os("TMPDIR").is_some();
    if !named && free_memory().is_some_and(|free| free.min(free_in(MEMORY)) > ROOM) {
        PathBuf::from(MEMORY)
    } else {
        std::env::temp_dir()
    }
}

/// Bytes that the file system still takes; none when there is no such folder.
fn free_in(folder: &str) -> u64 {
    statvfs(folder).map_or(0, |found| found.blocks_available() * found.fragment_size())
}

/// `MemAvailable` in `/proc/meminfo` (proc_meminfo(5)), in bytes.
fn free_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib * 1024)
}

/// Removes folders whose owner was killed and could not tidy up.
fn sweep(home: &Path) {
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|number| number.parse().ok()).map(Pid::from_raw);
        // Signal "none" only asks whether the process is there; any other answer is no reason to remove anything.
        // One of our own number is of a process that had it before.
        if owner.is_some_and(|owner| owner == Pid::this() || kill(owner, None) == Err(Errno::ESRCH)) {
            postgres::stop_abandoned(&entry.path());
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}
