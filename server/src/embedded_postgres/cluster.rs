//! Makes, starts and stops the cluster.

use super::account::Account;
use super::{ROLE, binaries, place};
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Settings for a machine of two cores that Postgres shares with Kurier. Durability is not traded away.
const SETTINGS: &str = "\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
synchronous_commit = on
wal_compression = on
max_wal_size = 4GB
min_wal_size = 512MB
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 1
autovacuum_naptime = 20s
autovacuum_vacuum_cost_limit = 2000
log_destination = stderr
logging_collector = off
";

/// The cluster's folders and programs.
pub struct Cluster {
    dir: PathBuf,
    socket_dir: PathBuf,
    log: PathBuf,
    door: PathBuf,
    programs: PathBuf,
    account: Option<Account>,
}

impl Cluster {
    /// The cluster that belongs to the data directory.
    ///
    /// # Errors
    /// When there are no Postgres programs that fit, or the folders cannot be made.
    pub fn at(data_dir: &Path, account: Option<Account>) -> Result<Self> {
        let dir = place::cluster_dir(data_dir, account)?;
        let door = data_dir.join("postgres.door");
        let made_by =
            fs::read_to_string(dir.join("PG_VERSION")).ok().and_then(|text| text.trim().parse().ok());
        let programs = binaries::find(made_by)?;
        let socket_dir = place::socket_dir(&dir, account)?;
        let log = dir.join("postgres.log");
        Ok(Self { dir, socket_dir, log, door, programs, account })
    }

    /// The folder with the socket.
    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// The file that is locked while the cluster is started or stopped.
    pub fn door(&self) -> PathBuf {
        self.door.clone()
    }

    /// Makes the cluster beside its place and moves it there when it is whole, so that a crash leaves nothing half made.
    ///
    /// # Errors
    /// When `initdb` fails.
    pub fn make_sure_it_exists(&self) -> Result<()> {
        if self.dir.join("PG_VERSION").exists() {
            return Ok(());
        }
        tracing::info!("making a private Postgres cluster in {}", self.dir.display());
        let work = place::beside(&self.dir, "new");
        let parent = work.parent().context("the data directory has no parent")?;
        if work.exists() {
            fs::remove_dir_all(&work).with_context(|| format!("cannot remove {}", work.display()))?;
        }
        fs::create_dir_all(parent)?;
        fs::create_dir(&work).with_context(|| format!("cannot make {}", work.display()))?;
        place::give(&work, self.account)?;
        let init = |locale: &str| {
            self.command("initdb")
                .arg("--pgdata")
                .arg(&work)
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"])
                .arg(format!("--locale={locale}"))
                .output()
        };
        let mut output = init("C.UTF-8").context("cannot run initdb")?;
        if !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("locale") {
            output = init("C").context("cannot run initdb")?;
        }
        check("initdb", &output)?;
        self.found_database(&work)?;
        if self.dir.exists() {
            fs::remove_dir(&self.dir).with_context(|| format!("{} is in the way", self.dir.display()))?;
        }
        fs::rename(&work, &self.dir).context("cannot move the new cluster to its place")
    }

    /// Makes role and database without a running server.
    fn found_database(&self, work: &Path) -> Result<()> {
        let mut child = self
            .command("postgres")
            .args(["--single", "-D"])
            .arg(work)
            .arg("postgres")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot run postgres --single")?;
        let statements =
            format!("CREATE ROLE {ROLE} LOGIN CREATEROLE\nCREATE DATABASE {ROLE} OWNER {ROLE}\n");
        child.stdin.take().context("no input to postgres --single")?.write_all(statements.as_bytes())?;
        let output = child.wait_with_output()?;
        check("postgres --single", &output)?;
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains("ERROR:") {
            bail!("Postgres did not make the database:\n{said}");
        }
        Ok(())
    }

    /// Starts the cluster unless it runs.
    ///
    /// # Errors
    /// When it does not start; the message has the end of its log.
    pub fn make_sure_it_runs(&self) -> Result<()> {
        if self.runs()? {
            tracing::debug!("the private Postgres cluster is running already");
            return Ok(());
        }
        let settings = format!(
            "{SETTINGS}unix_socket_directories = '{}'\n",
            self.socket_dir.display().to_string().replace('\'', "''")
        );
        let main = self.dir.join("postgresql.conf");
        let text = fs::read_to_string(&main).with_context(|| format!("cannot read {}", main.display()))?;
        if !text.contains("include_if_exists 'kurier.conf'") {
            fs::write(&main, format!("{text}\n# Written by Kurier\ninclude_if_exists 'kurier.conf'\n"))?;
        }
        let ours = self.dir.join("kurier.conf");
        fs::write(&ours, settings).with_context(|| format!("cannot write {}", ours.display()))?;
        if let Some(account) = self.account {
            std::os::unix::fs::chown(&ours, Some(account.uid), Some(account.gid))?;
        }
        let started = self.start()? || {
            // After a kill the old server's children need a moment to notice and to let go of its memory.
            std::thread::sleep(std::time::Duration::from_secs(2));
            self.start()?
        };
        if !started {
            bail!("Postgres did not start. The end of {}:\n{}", self.log.display(), self.last_words());
        }
        Ok(())
    }

    fn start(&self) -> Result<bool> {
        let status = self
            .pg_ctl("start")
            .args(["--wait", "--timeout=120", "--silent"])
            .arg("--log")
            .arg(&self.log)
            // Without files for its output, the server would keep our pipes open and we would wait for it for ever.
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("cannot run pg_ctl")?;
        Ok(status.success())
    }

    /// Stops the cluster; open transactions are rolled back.
    ///
    /// # Errors
    /// When it is still running a minute later.
    pub fn stop(&self) -> Result<()> {
        if !self.runs()? {
            return Ok(());
        }
        let output = self
            .pg_ctl("stop")
            .args(["--mode=fast", "--wait", "--timeout=60"])
            .output()
            .context("cannot run pg_ctl")?;
        check("pg_ctl stop", &output)
    }

    /// `pg_ctl status`: 0 is running, 3 is not; a stale pid file after a crash counts as not running.
    fn runs(&self) -> Result<bool> {
        let output = self.pg_ctl("status").output().context("cannot run pg_ctl")?;
        match output.status.code() {
            Some(0) => Ok(true),
            Some(3) => Ok(false),
            _ => {
                check("pg_ctl status", &output)?;
                Ok(false)
            }
        }
    }

    fn pg_ctl(&self, verb: &str) -> Command {
        let mut command = self.command("pg_ctl");
        command.arg(verb).arg("--pgdata").arg(&self.dir);
        command
    }

    fn command(&self, program: &str) -> Command {
        Account::command(self.account, &self.programs.join(program))
    }

    fn last_words(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().rev().take(12).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

fn check(what: &str, output: &Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    bail!(
        "{what} failed ({}):\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
