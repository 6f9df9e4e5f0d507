//! Notifications that wake workers: hints only, so that a lost one costs a moment and nothing else.

use kurier_domain::{Kurier, WorkerChannel};
use kurier_model::MailboxId;
use sqlx::postgres::PgListener;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Who is woken by what.
#[derive(Clone, Debug, Default)]
pub struct Wakes {
    /// There may be a mailbox that nobody watches.
    pub mailboxes: Arc<Notify>,
    watched: Arc<Mutex<HashMap<MailboxId, Arc<Notify>>>>,
}

impl Wakes {
    /// What wakes the watcher of one mailbox.
    pub fn watch(&self, mailbox: MailboxId) -> Arc<Notify> {
        let woken = Arc::new(Notify::new());
        self.watched.lock().unwrap_or_else(PoisonError::into_inner).insert(mailbox, Arc::clone(&woken));
        woken
    }

    /// The mailbox is not watched here any more.
    pub fn forget(&self, mailbox: MailboxId) {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner).remove(&mailbox);
    }

    /// Hears Postgres until `shutdown`, and again after it was gone.
    pub async fn listen(self, kurier: Kurier, shutdown: CancellationToken) {
        while let Some(Err(error)) = shutdown.run_until_cancelled(self.hear(&kurier)).await {
            tracing::warn!(%error, "wake-ups interrupted; listening again");
            shutdown.run_until_cancelled(tokio::time::sleep(Duration::from_secs(1))).await;
        }
    }

    async fn hear(&self, kurier: &Kurier) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(kurier.db().pool()).await?;
        listener.eager_reconnect(false);
        listener.listen(WorkerChannel::Mailbox.as_str()).await?;
        // What happened while nobody listened.
        self.wake_all();
        while let Some(notification) = listener.try_recv().await? {
            let known = notification.payload().parse().ok().and_then(|mailbox: MailboxId| {
                self.watched.lock().unwrap_or_else(PoisonError::into_inner).get(&mailbox).cloned()
            });
            match known {
                Some(woken) => woken.notify_one(),
                None => self.mailboxes.notify_one(),
            }
        }
        Err(sqlx::Error::WorkerCrashed)
    }

    fn wake_all(&self) {
        self.mailboxes.notify_one();
        for woken in self.watched.lock().unwrap_or_else(PoisonError::into_inner).values() {
            woken.notify_one();
        }
    }
}
