//! A private Postgres cluster: made, started and stopped by us, reachable only from this machine.

use crate::process::{self, capture};
use crate::throwaway::{self, Throwaway};
use anyhow::{Context, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Superuser and database of our clusters.
pub const NAME: &str = "kurier";
/// What only makes sense for data that may be lost: nothing waits for the disk.
const SETTINGS: [&str; 7] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "log_min_messages=fatal",
];
/// Temporary clusters lie under this name in a throw-away folder.
const CLUSTER: &str = "postgres";
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running cluster that disappears when this value is dropped.
pub struct Postgres {
    server: Child,
    port: u16,
    throwaway: Throwaway,
}

impl Postgres {
    /// Makes and starts an empty cluster in a throw-away folder.
    pub fn start() -> anyhow::Result<Self> {
        sweep();
        let throwaway = Throwaway::new()?;
        let folder = throwaway.path().join(CLUSTER);
        std::fs::create_dir(&folder)?;
        let data = folder.join("data");
        initialise(&folder, &data)?;
        let port = free_port()?;
        let server = unprivileged(&binaries()?.join("postgres"))?
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string()])
            .args(SETTINGS.iter().flat_map(|setting| ["-c", setting]))
            .current_dir(&folder)
            // Ctrl-C is for us: we stop the server when its users are gone.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let postgres = Self { server, port, throwaway };
        wait_until_ready(port)?;
        ensure_database(port)?;
        Ok(postgres)
    }

    /// Address of the cluster's database, for a superuser.
    pub fn url(&self) -> String {
        url(self.port)
    }

    /// The folder that disappears with the cluster; it has room for other things too.
    pub fn throwaway(&self) -> &Path {
        self.throwaway.path()
    }

    /// TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // The data is thrown away, so nothing needs to be written; a failure leaves nothing to do.
        drop(process::stop(&self.server, Signal::SIGQUIT));
        drop(self.server.wait());
    }
}

/// The folder with Postgres' programs: of the newest version that Debian's packages put there, or on the PATH.
pub fn binaries() -> anyhow::Result<PathBuf> {
    let packaged = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = packaged
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_string_lossy().parse().ok()?;
            let folder = entry.path().join("bin");
            folder.join("postgres").is_file().then_some((version, folder))
        })
        .max();
    if let Some((_, folder)) = newest {
        return Ok(folder);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|folder| folder.join("postgres").is_file() && folder.join("initdb").is_file())
        .context("no PostgreSQL server programs found")
}

/// Makes an empty cluster in `data`, below `folder`, which exists and is handed to the unprivileged user.
pub fn initialise(folder: &Path, data: &Path) -> anyhow::Result<()> {
    if let Some(user) = server_user()? {
        chown(folder, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
    }
    capture(
        unprivileged(&binaries()?.join("initdb"))?
            .arg("-D")
            .arg(data)
            .args(["-U", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
            .current_dir(folder),
    )
    .map(drop)
}

/// A program run by a user whom Postgres accepts: it refuses to work for root.
pub fn unprivileged(program: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(program);
    if let Some(user) = server_user()? {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
    Ok(command)
}

/// `psql` on one of our clusters, stopping at the first error.
pub fn psql(port: u16, database: &str) -> anyhow::Result<Command> {
    let mut command = Command::new(binaries()?.join("psql"));
    command.args(["-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", &port.to_string()]);
    command.args(["-U", NAME, "-d", database]);
    Ok(command)
}

/// Address of the database of a cluster on `port`.
pub fn url(port: u16) -> String {
    format!("postgres://{NAME}@127.0.0.1:{port}/{NAME}")
}

/// Makes the database if there is none.
pub fn ensure_database(port: u16) -> anyhow::Result<()> {
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{NAME}'");
    let found = capture(psql(port, "postgres")?.args(["-c", &sql]))?;
    if found.trim().is_empty() { recreate_database(port) } else { Ok(()) }
}

/// Makes the database anew.
pub fn recreate_database(port: u16) -> anyhow::Result<()> {
    for sql in [format!("DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"), format!("CREATE DATABASE {NAME}")] {
        capture(psql(port, "postgres")?.args(["-c", &sql]))?;
    }
    Ok(())
}

/// A TCP port on 127.0.0.1 that nobody uses at the moment.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Waits until a cluster answers.
pub fn wait_until_ready(port: u16) -> anyhow::Result<()> {
    let start = Instant::now();
    while start.elapsed() < START_LIMIT {
        if capture(psql(port, "postgres")?.args(["-c", "SELECT 1"])).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("Postgres did not start within {} s", START_LIMIT.as_secs())
}

/// Stops the clusters of runs that were killed, and removes what they left.
fn sweep() {
    for folder in throwaway::abandoned() {
        if let Some(server) = server_of(&folder.join(CLUSTER)) {
            // It may have ended by itself since; its files go in any case.
            kill(server, Signal::SIGQUIT).ok();
        }
        drop(std::fs::remove_dir_all(&folder));
    }
}

/// The server that works in `folder`, if the process of that number is indeed one.
fn server_of(folder: &Path) -> Option<Pid> {
    let text = std::fs::read_to_string(folder.join("data/postmaster.pid")).ok()?;
    let process: i32 = text.lines().next()?.trim().parse().ok()?;
    let command = std::fs::read(format!("/proc/{process}/cmdline")).ok()?;
    let command = String::from_utf8_lossy(&command).into_owned();
    command.contains(&*folder.to_string_lossy()).then(|| Pid::from_raw(process))
}

fn server_user() -> anyhow::Result<Option<User>> {
    if !process::is_root() {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let Some(user) = User::from_name(name)? {
            return Ok(Some(user));
        }
    }
    bail!("Postgres refuses to run as root, and there is neither a user `postgres` nor `nobody`")
}
