//! How a process ends: softly on the first SIGINT or SIGTERM, at once on the second.

use anyhow::{Context, Result, bail};
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long tasks get to finish after the first signal.
const PATIENCE: Duration = Duration::from_secs(20);

/// The tasks of a process and the wish to end.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    /// Cancelled when the process should end: finish what you are doing and return.
    pub shutdown: CancellationToken,
    /// Everything that has to be waited for.
    pub tasks: TaskTracker,
}

impl Lifecycle {
    /// Listens for signals from now on.
    ///
    /// # Errors
    /// When the signal handlers cannot be set.
    pub fn start() -> Result<Self> {
        let lifecycle = Self::default();
        let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
        let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
        let shutdown = lifecycle.shutdown.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                if shutdown.is_cancelled() {
                    tracing::warn!("second signal: ending at once");
                    std::process::exit(130);
                }
                tracing::info!("ending: finishing what is under way (a second signal ends at once)");
                shutdown.cancel();
            }
        });
        Ok(lifecycle)
    }

    /// Waits for the wish to end, then for the tasks, but not for ever.
    pub async fn finish(&self) {
        self.shutdown.cancelled().await;
        self.tasks.close();
        if tokio::time::timeout(PATIENCE, self.tasks.wait()).await.is_err() {
            tracing::warn!(
                "{} tasks did not finish in {} s and are left",
                self.tasks.len(),
                PATIENCE.as_secs()
            );
        }
    }
}

/// Proof that no other `kurier serve` runs on this data directory. Let go when dropped, or when the process dies.
#[derive(Debug)]
pub struct OnlyServer {
    _file: File,
}

impl OnlyServer {
    /// Takes the data directory's `serve.lock`.
    ///
    /// # Errors
    /// When another server has it; the message names its process.
    pub fn claim(data_dir: &Path) -> Result<Self> {
        let path = data_dir.join("serve.lock");
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                bail!(
                    "another `kurier serve` (process {}) already runs on the data directory {}",
                    holder.trim(),
                    data_dir.display()
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())?;
        Ok(Self { _file: file })
    }
}
