//! A directory that disappears, and ports that nobody else has.

use std::{
    fs,
    net::TcpListener,
    ops::Range,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::{Context as _, Result};

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A directory with a short path (Unix sockets allow 107 bytes), readable by everybody because the servers in it run as
/// another user than the tests. Removed on drop, unless `KURIER_TESTBED_KEEP` is set.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(word: &str) -> Result<Self> {
        let mut home = std::env::temp_dir();
        if home.as_os_str().len() > 40 {
            home = PathBuf::from("/tmp");
        }
        let turn = COUNTER.fetch_add(1, Ordering::Relaxed);
        let salt: u16 = rand::random();
        let path = home.join(format!("kt-{word}-{}-{turn}-{salt:04x}", process::id()));
        fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if std::env::var_os("KURIER_TESTBED_KEEP").is_some() {
            eprintln!("kept: {}", self.0.display());
        } else {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// A TCP port on 127.0.0.1 that is free now, and that nobody else who asks here is given as long as this process lives. It is
/// none of those that the system gives to whoever connects somewhere (`ip_local_port_range`): somebody would have it before the
/// server that it is for listens there.
pub fn free_port() -> Result<u16> {
    let given = std::env::temp_dir().join("kurier-test-ports");
    fs::create_dir_all(&given)?;
    for _ in 0..1_000 {
        let port = rand::random_range(PORTS);
        let file = fs::File::create(given.join(port.to_string()))?;
        if file.try_lock().is_ok() && TcpListener::bind(("127.0.0.1", port)).is_ok() {
            GIVEN.lock().unwrap_or_else(PoisonError::into_inner).push(file);
            return Ok(port);
        }
    }
    anyhow::bail!("no free port on 127.0.0.1")
}

const PORTS: Range<u16> = 10_000..28_000;
/// Locks on ports that this process was given; the system takes them away when it ends, however it ends.
static GIVEN: Mutex<Vec<fs::File>> = Mutex::new(Vec::new());
