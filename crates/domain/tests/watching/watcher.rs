//! A worker with one mailbox: it watches, keeps its lease, and is woken by what Postgres tells.

use anyhow::{Context, Result};
use kurier_domain::sync::{Ended, Lease};
use kurier_domain::{Kurier, WorkerChannel};
use kurier_model::MailboxId;
use sqlx::postgres::PgListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Leases are renewed this often; they last three times as long.
pub const RENEW: Duration = Duration::from_secs(5);

static TURN: AtomicU32 = AtomicU32::new(0);

/// A watch that runs. Dropped, it ends as a process that is killed does: its lease stays.
pub struct Watcher {
    kurier: Kurier,
    lease: Lease,
    stop: CancellationToken,
    watch: JoinHandle<kurier_domain::Result<Ended>>,
    around: Vec<JoinHandle<()>>,
}

impl Watcher {
    /// Takes the mailbox and begins.
    pub async fn begin(kurier: &Kurier, mailbox: MailboxId) -> Result<Self> {
        let holder = format!("worker {}", TURN.fetch_add(1, Ordering::Relaxed));
        let lease = kurier.sync().claim_one(&holder, mailbox).await?.context("nobody else watches it")?;
        let (woken, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let mut listener = PgListener::connect_with(kurier.db().pool()).await?;
        listener.listen(WorkerChannel::Mailbox.as_str()).await?;
        let hearing = tokio::spawn({
            let woken = Arc::clone(&woken);
            async move {
                while let Ok(heard) = listener.recv().await {
                    if heard.payload() == mailbox.to_string() {
                        woken.notify_one();
                    }
                }
            }
        });
        let renewing = tokio::spawn({
            let (kurier, holder) = (kurier.clone(), holder.clone());
            async move {
                loop {
                    tokio::time::sleep(RENEW).await;
                    let _ = kurier.sync().renew(&holder).await;
                }
            }
        });
        let watch = tokio::spawn({
            let (kurier, lease, stop) = (kurier.clone(), lease.clone(), stop.clone());
            async move { kurier.sync().watch(&lease, woken, stop).await }
        });
        Ok(Self { kurier: kurier.clone(), lease, stop, watch, around: vec![hearing, renewing] })
    }

    /// Whether it watches no more.
    pub fn has_ended(&self) -> bool {
        self.watch.is_finished()
    }

    /// Waits for its end, at most so long, and gives the lease back.
    pub async fn ended(mut self, limit: Duration) -> Result<Ended> {
        let ended = tokio::time::timeout(limit, &mut self.watch).await.context("it goes on watching")??;
        self.kurier.sync().release(&self.lease).await?;
        Ok(ended?)
    }

    /// Tells it to end, and gives the lease back.
    pub async fn stop(self) -> Result<Ended> {
        self.stop.cancel();
        self.ended(Duration::from_secs(20)).await
    }

    /// As `kill -9`: it ends in the middle of whatever it does. Somebody finds out that the process is dead.
    pub async fn kill(mut self) -> Result<()> {
        self.watch.abort();
        let _ = (&mut self.watch).await;
        self.kurier.sync().release_all(&self.lease.holder).await?;
        Ok(())
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.watch.abort();
        for task in &self.around {
            task.abort();
        }
    }
}
