//! The folder of what a test run throws away: in memory where there is room. Hundreds of databases and mailboxes come and go,
//! and a file system on a disk spends a quarter of the tests' time on keeping them.

use nix::sys::statvfs::statvfs;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Folders of runs lie in [`home`] under this name …
const PREFIX: &str = "kurier-tests-";
/// … and hold a lock on this file as long as the run goes on, in whatever container.
const LOCK: &str = "lock";
/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";
/// A whole run was seen to have 0.6 GB of it.
const ROOM: u64 = 3 << 30;

/// Disappears when the value is dropped.
pub struct Throwaway {
    folder: TempDir,
    _lock: File,
}

impl Throwaway {
    pub fn new() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(home())?;
        let lock = File::create(folder.path().join(LOCK))?;
        lock.lock()?;
        // Servers in it run as other users.
        fs::set_permissions(&folder, Permissions::from_mode(0o755))?;
        Ok(Self { folder, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
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

/// Bytes that may still be taken: of the machine, and of the container when it has a limit.
fn free_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(free_in_container().map_or(kib * 1024, |free| free.min(kib * 1024)))
}

/// What the control group leaves (cgroups(7), version 2, then 1); `None` without a limit.
fn free_in_container() -> Option<u64> {
    let number = |path: &str| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let pair = |limit: &str, used: &str| Some(number(limit)?.saturating_sub(number(used)?));
    pair("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current").or_else(|| {
        pair("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes")
    })
}

/// Folders whose run was killed and could not tidy up: nobody holds their lock.
pub fn abandoned() -> Vec<PathBuf> {
    let places = [PathBuf::from(MEMORY), std::env::temp_dir()];
    let entries = places.iter().filter_map(|place| fs::read_dir(place).ok()).flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX))
        .map(|entry| entry.path())
        .filter(|folder| File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok()))
        .collect()
}
