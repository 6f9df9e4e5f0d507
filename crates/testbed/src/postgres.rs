//! A private Postgres cluster.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use rustix::process::Signal;

use crate::{
    process::{self, Account},
    scratch::{Scratch, free_port},
};

/// A cluster of its own in a scratch directory, on a loopback port, trusting every local user. Stopped on drop.
#[derive(Debug)]
pub struct Postgres {
    scratch: Scratch,
    account: Account,
    port: u16,
    durable: bool,
    child: Option<Child>,
}

impl Postgres {
    /// For tests: without fsync.
    pub async fn start() -> Result<Self> {
        Self::start_with(false).await
    }

    /// For measurements: every commit really reaches the disk.
    pub async fn start_durable() -> Result<Self> {
        Self::start_with(true).await
    }

    async fn start_with(durable: bool) -> Result<Self> {
        let scratch = Scratch::new("pg")?;
        let account = Account::unprivileged()?;
        account.give(scratch.path())?;
        let mut postgres = Self { scratch, account, port: free_port()?, durable, child: None };
        let mut initdb = postgres.account.command(program("initdb")?);
        initdb.arg("-D").arg(postgres.data()).args([
            "-U",
            "kurier",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]);
        if !durable {
            initdb.arg("--no-sync");
        }
        initdb.current_dir("/");
        process::run(initdb).await?;
        postgres.launch().await?;
        Ok(postgres)
    }

    /// Starts the cluster again after [`Self::stop`] or [`Self::kill_immediate`].
    pub async fn launch(&mut self) -> Result<()> {
        let log = fs::File::create(self.scratch.path().join("log"))?;
        let mut command = self.account.command(program("postgres")?);
        command.arg("-D").arg(self.data()).arg("-k").arg(self.scratch.path());
        command.args(["-h", "127.0.0.1", "-p"]).arg(self.port.to_string());
        command.args(["-c", "max_connections=100", "-c", "shared_buffers=128MB"]);
        if !self.durable {
            command.args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
        }
        command.current_dir("/").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.child = Some(command.spawn().context("cannot start postgres")?);
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let mut ready = self.account.command(program("psql")?);
            ready.args(["-q", "-d", &self.url(), "-c", "select 1"]);
            if process::run(ready).await.is_ok() {
                return Ok(());
            }
            if Instant::now() > until {
                bail!("postgres does not answer: {}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// `postgres://…` of the database `postgres` over TCP, as superuser.
    pub fn url(&self) -> String {
        format!("postgres://kurier@127.0.0.1:{}/postgres", self.port)
    }

    /// Creates an empty database and gives its URL.
    pub async fn database(&self, name: &str) -> Result<String> {
        let mut create = self.account.command(program("psql")?);
        create.args(["-q", "-d", &self.url(), "-c", &format!("create database \"{name}\"")]);
        process::run(create).await?;
        Ok(format!("postgres://kurier@127.0.0.1:{}/{name}", self.port))
    }

    /// Runs a statement as superuser in a database; gives what it answers, unadorned.
    pub async fn sql(&self, database_url: &str, statement: &str) -> Result<String> {
        let mut psql = self.account.command(program("psql")?);
        psql.args(["-q", "-A", "-t", "-d", database_url, "-c", statement]);
        Ok(process::run(psql).await?.trim().to_owned())
    }

    /// Runs statements, one after the other over one connection, as superuser.
    pub async fn script(&self, database_url: &str, statements: &str) -> Result<()> {
        let path = self.scratch.path().join("script.sql");
        fs::write(&path, statements)?;
        let mut psql = self.account.command(program("psql")?);
        psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-d", database_url, "-f"]).arg(&path);
        process::run(psql).await?;
        Ok(())
    }

    /// Process id of the postmaster, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// What the server has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.scratch.path().join("log")).unwrap_or_default()
    }

    /// Fast shutdown.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            process::end(&mut child, Signal::INT, Duration::from_secs(10));
        }
    }

    /// As `pg_ctl stop -m immediate`: no checkpoint, recovery at the next start.
    pub fn kill_immediate(&mut self) {
        if let Some(mut child) = self.child.take() {
            process::end(&mut child, Signal::QUIT, Duration::from_secs(10));
        }
    }

    fn data(&self) -> PathBuf {
        self.scratch.path().join("data")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Postgres' own programs are seldom on the path: Debian keeps them by version.
pub fn program(name: &str) -> Result<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.extend(["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"].map(PathBuf::from));
    folders
        .into_iter()
        .map(|folder| folder.join(name))
        .find(|file| file.exists())
        .with_context(|| format!("{name} was not found: install the Postgres server programs"))
}
