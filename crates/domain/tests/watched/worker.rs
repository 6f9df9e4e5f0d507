//! A worker process, as a task: takes mailboxes, watches them, hears wake-ups, renews its leases. It can die.

use anyhow::Result;
use kurier_domain::sync::Lease;
use kurier_domain::{Kurier, WorkerChannel};
use kurier_model::MailboxId;
use sqlx::postgres::PgListener;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

/// As short as a test likes it; the product's is five seconds.
const ROUND: Duration = Duration::from_millis(500);

pub struct Worker {
    kurier: Kurier,
    holder: String,
    task: JoinHandle<()>,
}

impl Worker {
    /// Begins to work on whatever nobody watches.
    pub fn start(kurier: &Kurier, holder: &str) -> Self {
        let (kurier, holder) = (kurier.clone(), holder.to_owned());
        let task = tokio::spawn(work(kurier.clone(), holder.clone()));
        Self { kurier, holder, task }
    }

    /// Dies in the middle of whatever it does. Its leases stay until they run out.
    pub fn kill(&self) {
        self.task.abort();
    }

    /// Dies, and somebody who knows that ends its leases.
    pub async fn kill_and_bury(&self) -> Result<()> {
        self.kill();
        Ok(self.kurier.sync().bury(&self.holder).await?)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn work(kurier: Kurier, holder: String) {
    // Dropped with this task, and the watches with it.
    let mut watches = JoinSet::new();
    let mut wakes: HashMap<MailboxId, Arc<Notify>> = HashMap::new();
    let Ok(mut listener) = PgListener::connect_with(kurier.db().pool()).await else { return };
    if listener.listen(WorkerChannel::Mailbox.as_str()).await.is_err() {
        return;
    }
    loop {
        let _ = kurier.sync().renew(&holder).await;
        for lease in kurier.sync().claim(&holder, 50).await.unwrap_or_default() {
            let woken = Arc::new(Notify::new());
            wakes.insert(lease.mailbox, Arc::clone(&woken));
            watches.spawn(watch(kurier.clone(), lease, woken));
        }
        while watches.try_join_next().is_some() {}
        let round = tokio::time::sleep(ROUND);
        tokio::pin!(round);
        loop {
            tokio::select! {
                () = &mut round => break,
                Ok(notification) = listener.recv() => {
                    let known = notification.payload().parse().ok();
                    match known.and_then(|mailbox: MailboxId| wakes.get(&mailbox)) {
                        Some(woken) => woken.notify_one(),
                        None => break,
                    }
                }
            }
        }
    }
}

async fn watch(kurier: Kurier, lease: Lease, woken: Arc<Notify>) {
    let _ = kurier.sync().watch(&lease, woken, CancellationToken::new()).await;
    let _ = kurier.sync().release(&lease).await;
}
