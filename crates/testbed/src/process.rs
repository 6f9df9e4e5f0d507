//! Child processes: as whom they run, how they end.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::chown,
    path::Path,
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// The user that servers run as: ourselves, or `nobody` when we are root (Postgres refuses root, and Dovecot needs no
/// second user this way).
#[derive(Debug, Clone)]
pub struct Account {
    pub uid: u32,
    pub gid: u32,
    pub user: String,
    pub group: String,
    /// We are root and have to change over.
    pub drop: bool,
}

impl Account {
    pub fn unprivileged() -> Result<Self> {
        let drop = rustix::process::geteuid().is_root();
        let whom: &[&str] = if drop { &["nobody"] } else { &[] };
        let ask = |flag: &str| -> Result<String> {
            let answer = Command::new("id").arg(flag).args(whom).output().context("cannot run id")?;
            Ok(String::from_utf8(answer.stdout)?.trim().to_owned())
        };
        Ok(Self {
            uid: ask("-u")?.parse()?,
            gid: ask("-g")?.parse()?,
            user: ask("-un")?,
            group: ask("-gn")?,
            drop,
        })
    }

    /// A command that runs as this user.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new(program);
        if self.drop {
            command.uid(self.uid).gid(self.gid).env("HOME", "/");
        }
        command
    }

    /// Hands a file or directory over to this user.
    pub fn give(&self, path: &Path) -> Result<()> {
        if self.drop {
            chown(path, Some(self.uid), Some(self.gid))
                .with_context(|| format!("cannot hand over {}", path.display()))?;
        }
        Ok(())
    }
}

/// Runs to the end in a thread of its own; an error carries what the program said.
pub async fn run(mut command: Command) -> Result<String> {
    tokio::task::spawn_blocking(move || {
        let name = command.get_program().to_string_lossy().into_owned();
        let answer = command.output().with_context(|| format!("cannot run {name}"))?;
        let told = String::from_utf8_lossy(&answer.stdout).into_owned();
        if !answer.status.success() {
            bail!("{name}: {}: {told}{}", answer.status, String::from_utf8_lossy(&answer.stderr));
        }
        Ok(told)
    })
    .await?
}

/// Sends a signal to a process we started.
pub fn signal(child: &Child, signal: Signal) {
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}

/// Asks with `first`, waits up to `patience`, then kills.
pub fn end(child: &mut Child, first: Signal, patience: Duration) -> Option<ExitStatus> {
    if let Ok(Some(status)) = child.try_wait() {
        return Some(status);
    }
    signal(child, first);
    let until = Instant::now() + patience;
    while Instant::now() < until {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    child.wait().ok()
}

/// Waits until something listens on a port of 127.0.0.1.
pub async fn wait_for_port(port: u16, patience: Duration) -> Result<()> {
    let until = Instant::now() + patience;
    loop {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok(());
        }
        if Instant::now() > until {
            bail!("nothing listens on 127.0.0.1:{port} after {patience:?}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits for the end of a process in a way that can be given up.
pub async fn wait(child: &mut Child, patience: Duration) -> Result<ExitStatus> {
    let until = Instant::now() + patience;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Instant::now() > until {
            let _ = child.kill();
            bail!("still running after {patience:?}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// `kill -9` of all of them.
pub fn kill_all(pids: &[i32]) {
    for pid in pids.iter().filter_map(|pid| Pid::from_raw(*pid)) {
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// Process ids below `parent`, by `/proc`.
pub fn descendants(parent: u32) -> Vec<i32> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else {
            continue;
        };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // pid (name) state ppid …; the name may hold spaces and parentheses
        let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        if let Some(above) = after_name.split_whitespace().nth(1).and_then(|word| word.parse::<i32>().ok()) {
            parents.insert(pid, above);
        }
    }
    let mut family: Vec<i32> = i32::try_from(parent).into_iter().collect();
    let mut seen = 0;
    while let Some(&above) = family.get(seen) {
        family.extend(parents.iter().filter(|(_, parent)| **parent == above).map(|(pid, _)| *pid));
        seen += 1;
    }
    family.remove(0);
    family
}
