//! News for open pages: one listener a process, fanned out to whoever may know.

mod store;

use crate::{Actor, Db, Kurier, Result};
use futures::Stream;
use kurier_model::{MailboxId, WorkspaceId, live::News};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, time::Duration};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// The channel on which Postgres carries news between processes.
pub const CHANNEL: &str = "kurier_live";
/// How often a subscriber's view of which mailboxes it may see is read again.
const SIGHT: Duration = Duration::from_secs(30);

/// What travels through Postgres.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Announcement {
    pub workspace: WorkspaceId,
    pub news: News,
}

/// The fan-out of one process.
#[derive(Clone, Debug)]
pub struct Live {
    sender: broadcast::Sender<Announcement>,
}

impl Default for Live {
    fn default() -> Self {
        Self { sender: broadcast::channel(1_024).0 }
    }
}

impl Live {
    /// Listens until `shutdown`; connects again when the database goes away, and then tells everybody to read again.
    pub async fn listen(&self, db: Db, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            let heard = shutdown.run_until_cancelled(store::listen(&db, |announcement| {
                // Nobody listening is no trouble.
                let _ = self.sender.send(announcement);
            }));
            if let Some(Err(error)) = heard.await {
                tracing::warn!(%error, "live news interrupted; listening again");
                shutdown.run_until_cancelled(tokio::time::sleep(Duration::from_secs(1))).await;
            }
        }
    }
}

/// Verbs about live news.
#[derive(Debug)]
pub struct LiveNews<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Live news for open pages.
    #[must_use]
    pub const fn live(&self) -> LiveNews<'_> {
        LiveNews { kurier: self }
    }
}

impl LiveNews<'_> {
    /// What the actor may know, from now on. Starts with [`News::Resync`]; so does every gap.
    ///
    /// # Errors
    /// Those of the database, when the actor's mailboxes are read first.
    pub async fn subscribe(
        &self,
        actor: &Actor,
    ) -> Result<impl Stream<Item = News> + Send + 'static + use<>> {
        let kurier = self.kurier.clone();
        let actor = actor.clone();
        let receiver = kurier.parts().live.sender.subscribe();
        let mailboxes = store::visible_mailboxes(&kurier.parts().db, &actor).await?;
        let state = Subscription {
            kurier,
            actor,
            receiver,
            mailboxes,
            seen_at: std::time::Instant::now(),
            first: true,
        };
        Ok(futures::stream::unfold(state, |mut state| async move {
            let news = state.next().await?;
            Some((news, state))
        }))
    }
}

struct Subscription {
    kurier: Kurier,
    actor: Actor,
    receiver: broadcast::Receiver<Announcement>,
    mailboxes: HashSet<MailboxId>,
    seen_at: std::time::Instant,
    first: bool,
}

impl Subscription {
    async fn next(&mut self) -> Option<News> {
        if std::mem::take(&mut self.first) {
            return Some(News::Resync);
        }
        loop {
            let announcement = match self.receiver.recv().await {
                Ok(announcement) => announcement,
                Err(broadcast::error::RecvError::Lagged(_)) => return Some(News::Resync),
                Err(broadcast::error::RecvError::Closed) => return None,
            };
            if announcement.workspace == self.actor.workspace && self.may_know(&announcement.news).await {
                return Some(announcement.news);
            }
        }
    }

    async fn may_know(&mut self, news: &News) -> bool {
        let mailbox = match news {
            News::Threads { mailbox, .. } | News::Mailbox { mailbox } => mailbox,
            // Its mailbox is not in the news; whoever may know reads it now anyhow.
            News::Outbox { outgoing } => {
                return self.kurier.outbox().get(&self.actor, *outgoing).await.is_ok();
            }
            News::Ready | News::Lead { .. } | News::Resync => return true,
        };
        if !self.mailboxes.contains(mailbox) || self.seen_at.elapsed() > SIGHT {
            let Ok(mailboxes) = store::visible_mailboxes(&self.kurier.parts().db, &self.actor).await else {
                return false;
            };
            self.mailboxes = mailboxes;
            self.seen_at = std::time::Instant::now();
        }
        self.mailboxes.contains(mailbox)
    }
}
