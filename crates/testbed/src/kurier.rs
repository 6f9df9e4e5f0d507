//! The built binary, driven from outside: command line, environment, HTTP and `kill -9`, never its crates.

mod command_line;
mod reports;
mod visitor;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use rustix::process::Signal;

pub use self::command_line::MailServers;
pub(crate) use self::command_line::last_json;
pub use self::reports::{
    Doctor, Endpoint, EndpointKind, Exported, ExportedAttachment, FolderReport, MailboxReport, Outbox,
    SyncReport,
};
pub use self::visitor::{Answer, Listening, Visitor};
use crate::{
    process::{self, descendants, kill_all},
    scratch::{Scratch, free_port},
};

/// How a Kurier is started.
#[derive(Debug, Clone, Default)]
pub struct KurierOptions {
    /// Instead of the embedded Postgres.
    pub database_url: Option<String>,
    /// Instead of `KURIER_BIN` or the one in the target directory.
    pub binary: Option<PathBuf>,
    /// More environment: `KURIER_AI_URL` and the like.
    pub environment: Vec<(String, String)>,
}

/// A Kurier with a data directory of its own. Stopped, and its directory removed, on drop.
#[derive(Debug)]
pub struct Kurier {
    scratch: Scratch,
    binary: PathBuf,
    port: u16,
    options: KurierOptions,
    child: Option<Child>,
}

impl Kurier {
    /// A fresh data directory; nothing runs yet. The verbs of the command line work all the same.
    pub fn prepare(options: KurierOptions) -> Result<Self> {
        let binary = options.binary.clone().map_or_else(find_binary, Ok)?;
        Ok(Self { scratch: Scratch::new("ku")?, binary, port: free_port()?, options, child: None })
    }

    /// A fresh data directory and a running `kurier serve`.
    pub async fn start(options: KurierOptions) -> Result<Self> {
        let mut kurier = Self::prepare(options)?;
        kurier.serve().await?;
        Ok(kurier)
    }

    /// Starts `kurier serve` and waits until `/health` says 200.
    pub async fn serve(&mut self) -> Result<()> {
        let log = fs::File::options().create(true).append(true).open(self.log_file())?;
        let mut command = self.command(&["serve"]);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let mut child = command.spawn().with_context(|| format!("cannot start {}", self.binary.display()))?;
        let until = Instant::now() + Duration::from_secs(60);
        let health = format!("{}/health", self.base_url());
        loop {
            if let Some(status) = child.try_wait()? {
                bail!("kurier serve ended: {status}\n{}", self.log());
            }
            if reqwest::get(&health).await.is_ok_and(|answer| answer.status().is_success()) {
                self.child = Some(child);
                return Ok(());
            }
            if Instant::now() > until {
                process::end(&mut child, Signal::TERM, Duration::from_secs(5));
                bail!("{health} does not answer\n{}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn data_dir(&self) -> PathBuf {
        self.scratch.path().join("data")
    }

    /// Process id of `kurier serve`, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Everything `serve` has written so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Graceful: SIGTERM, up to 20 seconds.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            process::end(&mut child, Signal::TERM, Duration::from_secs(20));
        }
    }

    /// `kill -9` of the Kurier process alone; an embedded Postgres is left an orphan, as it would be.
    pub fn kill_nine(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// `kill -9` of Kurier and everything it started, as when the machine loses power.
    pub fn kill_nine_with_family(&mut self) {
        if let Some(mut child) = self.child.take() {
            let family = descendants(child.id());
            let _ = child.kill();
            let _ = child.wait();
            kill_all(&family);
        }
    }

    pub async fn restart(&mut self) -> Result<()> {
        self.stop();
        self.serve().await
    }

    /// A command of the binary with the environment of this instance.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("KURIER_") && name != "KURIER_SITE_ROOT"
                || name == "DATABASE_URL"
            {
                command.env_remove(name);
            }
        }
        command.args(arguments).current_dir(self.scratch.path());
        command.env("KURIER_DATA_DIR", self.data_dir());
        command.env("KURIER_LISTEN", format!("127.0.0.1:{}", self.port));
        command.env("KURIER_PUBLIC_URL", self.base_url());
        command.env("KURIER_ALLOWED_PRIVATE_NETWORKS", "127.0.0.0/8,::1/128");
        if let Some(url) = &self.options.database_url {
            command.env("DATABASE_URL", url);
        }
        command.envs(self.options.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    fn log_file(&self) -> PathBuf {
        self.scratch.path().join("kurier.log")
    }
}

impl Drop for Kurier {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let tail: Vec<&str> = log.lines().rev().take(40).collect();
            eprintln!("--- the end of Kurier's log");
            tail.iter().rev().for_each(|line| eprintln!("{line}"));
        }
        self.stop();
        stop_orphaned_postgres(&self.data_dir(), 3);
    }
}

/// An embedded Postgres whose Kurier was killed would outlive the test.
fn stop_orphaned_postgres(folder: &Path, depth: u8) {
    if let Ok(lines) = fs::read_to_string(folder.join("postmaster.pid")) {
        let pid = lines.lines().next().and_then(|line| line.trim().parse().ok());
        if let Some(pid) = pid.and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(pid, Signal::QUIT);
            std::thread::sleep(Duration::from_millis(300));
        }
        return;
    }
    if depth > 0 {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                stop_orphaned_postgres(&entry.path(), depth - 1);
            }
        }
    }
}

/// `KURIER_BIN`, else `kurier` beside the running test in the target directory.
fn find_binary() -> Result<PathBuf> {
    if let Some(binary) = env::var_os("KURIER_BIN") {
        let binary = PathBuf::from(binary);
        if !binary.exists() {
            bail!("KURIER_BIN names {}, which does not exist", binary.display());
        }
        return Ok(binary);
    }
    let here = env::current_exe()?;
    here.ancestors().skip(1).take(3).map(|folder| folder.join("kurier")).find(|file| file.is_file()).context(
        "there is no built kurier in the target directory: run `cargo xtask build`, or set KURIER_BIN",
    )
}
