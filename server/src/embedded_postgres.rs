//! A private Postgres cluster below the data directory, for whoever has set no `DATABASE_URL`.
//!
//! Several processes (a server and commands beside it) share one cluster: the first starts it, the last one out stops it,
//! and a cluster that a killed process left running is found and used again. It listens on a unix socket only, in a folder
//! that nobody else may enter.

mod account;
mod binaries;
mod cluster;
mod place;

use account::Account;
use anyhow::{Context, Result};
use cluster::Cluster;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often a running process looks whether the cluster still answers.
const WATCH_EVERY: Duration = Duration::from_secs(2);
/// So long whoever begins waits for its first answer, asking again and again.
const PATIENCE: Duration = Duration::from_secs(30);
const AGAIN: Duration = Duration::from_millis(100);

/// The role and the database that Kurier uses in its own cluster: owner of the tables, and no superuser, so that
/// row-level security holds it too.
const ROLE: &str = "kurier";

/// This process's share in the cluster. Call [`EmbeddedPostgres::leave`] at the end; a process that dies without it leaves the
/// cluster running for the next one.
pub struct EmbeddedPostgres {
    cluster: Arc<Cluster>,
    /// Held shared while the cluster is in use.
    users: File,
    /// Held exclusively while the cluster is started or stopped.
    door: File,
}

impl EmbeddedPostgres {
    /// Makes the cluster when there is none, starts it when it is not running, and counts this process as a user.
    ///
    /// # Errors
    /// When Postgres is not installed (the message says what to install), or does not start (the message has its last words).
    pub async fn join(data_dir: &Path) -> Result<Self> {
        let data_dir = data_dir.to_owned();
        tokio::task::spawn_blocking(move || Self::join_blocking(&data_dir))
            .await
            .context("starting Postgres")?
    }

    fn join_blocking(data_dir: &Path) -> Result<Self> {
        let account = Account::unprivileged()?;
        let cluster = Cluster::at(data_dir, account)?;
        let door = open_lock(&cluster.door())?;
        let users = open_lock(&data_dir.join("postgres.users"))?;
        door.lock().context("waiting for another process that starts or stops Postgres")?;
        cluster.make_sure_it_exists()?;
        cluster.make_sure_it_runs()?;
        users.lock_shared().context("locking postgres.users")?;
        door.unlock().context("unlocking postgres.door")?;
        Ok(Self { cluster: Arc::new(cluster), users, door })
    }

    /// How to connect to the cluster.
    #[must_use]
    pub fn options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass().socket(self.cluster.socket_dir()).username(ROLE).database(ROLE)
    }

    /// Starts the cluster again whenever it dies (killed, out of memory), until `shutdown`.
    pub fn keep_running(&self, shutdown: CancellationToken) -> impl Future<Output = ()> + Send + use<> {
        let cluster = Arc::clone(&self.cluster);
        async move {
            while shutdown.run_until_cancelled(tokio::time::sleep(WATCH_EVERY)).await.is_some() {
                if tokio::net::UnixStream::connect(cluster.socket_dir().join(".s.PGSQL.5432")).await.is_ok() {
                    continue;
                }
                let cluster = Arc::clone(&cluster);
                let restarted = tokio::task::spawn_blocking(move || {
                    let door = open_lock(&cluster.door())?;
                    door.lock()?;
                    cluster.make_sure_it_runs()
                });
                match restarted.await {
                    Ok(Ok(())) => {
                        tracing::warn!("the private Postgres cluster had stopped and was started again")
                    }
                    Ok(Err(error)) => tracing::error!("the private Postgres cluster does not run: {error:#}"),
                    Err(error) => tracing::error!("the watch over Postgres broke: {error}"),
                }
            }
        }
    }

    /// Does `work` while the cluster is kept running. A postmaster that was killed a moment ago still has a process, and is
    /// taken for a living one; whoever begins with it waits for a socket on which nobody listens.
    pub async fn while_running<T>(&self, work: impl Future<Output = T> + Send) -> T {
        let done = CancellationToken::new();
        let work = async {
            self.wait_for_answer().await;
            let outcome = work.await;
            done.cancel();
            outcome
        };
        tokio::join!(work, self.keep_running(done.clone())).0
    }

    /// What is left of a cluster that was killed may still take a connection and break it off.
    async fn wait_for_answer(&self) {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            match self.options().connect().await {
                Ok(connection) => {
                    // It answers; how this connection ends does not matter.
                    let _ = connection.close().await;
                    return;
                }
                Err(error) => tracing::debug!(%error, "the private Postgres cluster does not answer yet"),
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Ends this process's use of the cluster, and stops the cluster when nobody else uses it.
    ///
    /// # Errors
    /// When Postgres does not stop.
    pub async fn leave(self) -> Result<()> {
        tokio::task::spawn_blocking(move || self.leave_blocking()).await.context("stopping Postgres")?
    }

    fn leave_blocking(self) -> Result<()> {
        self.door.lock().context("locking postgres.door")?;
        self.users.unlock().context("unlocking postgres.users")?;
        match self.users.try_lock() {
            Ok(()) => self.cluster.stop(),
            Err(TryLockError::WouldBlock) => Ok(()),
            Err(TryLockError::Error(error)) => Err(error).context("locking postgres.users"),
        }
    }
}

fn open_lock(path: &Path) -> Result<File> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .with_context(|| format!("cannot open {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{Pid, Signal, kill_process};
    use sqlx::postgres::PgPoolOptions;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Child;

    /// The postmaster is killed, and the process that its pid file names is dead and not yet buried: `pg_ctl status` calls
    /// that running.
    #[tokio::test]
    async fn a_dying_postmaster_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let killed = EmbeddedPostgres::join(folder.path()).await.unwrap();
        let mut dying =
            Account::command(Account::unprivileged().unwrap(), Path::new("/bin/cat")).spawn().unwrap();
        dying.kill().unwrap();
        kill_postmaster(folder.path(), &dying);
        killed.users.unlock().unwrap();

        let embedded = EmbeddedPostgres::join(folder.path()).await.unwrap();
        let pool = PgPoolOptions::new().acquire_timeout(Duration::from_secs(30));
        let (connected, ()) =
            tokio::join!(embedded.while_running(pool.connect_with(embedded.options())), async {
                tokio::time::sleep(WATCH_EVERY).await;
                dying.wait().unwrap();
            });
        connected.unwrap().close().await;
        embedded.leave().await.unwrap();
    }

    /// `kill -9`; what is left behind names `heir`.
    fn kill_postmaster(data_dir: &Path, heir: &Child) {
        let file = data_dir.join("postgres/postmaster.pid");
        let left = fs::read_to_string(&file).unwrap();
        let (pid, rest) = left.split_once('\n').unwrap();
        kill_process(Pid::from_raw(pid.parse().unwrap()).unwrap(), Signal::KILL).unwrap();
        fs::write(file, format!("{}\n{rest}", heir.id())).unwrap();
    }
}
