//! News for open pages: one listener a process, fanned out to whoever may know.

mod store;

use crate::{Actor, Db, Kurier, Result};
use futures::Stream;
use kurier_model::{
    MailboxId, WorkspaceId,
    live::{News, Position},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// The channel on which Postgres carries news between processes.
pub const CHANNEL: &str = "kurier_live";
/// How often a subscriber's view of which mailboxes it may see is read again.
const SIGHT: Duration = Duration::from_secs(30);
/// So much of what was told is kept, and so far behind a subscriber may be.
const KEPT: usize = 1_024;

/// What travels through Postgres.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Announcement {
    pub workspace: WorkspaceId,
    pub news: News,
}

/// An announcement and how far whoever has heard it has heard.
#[derive(Clone, Debug)]
struct Numbered {
    at: Position,
    /// `None`: a gap.
    announcement: Option<Announcement>,
}

/// The fan-out of one process, and what it has told of late: for pages that were drawn a moment ago.
#[derive(Clone, Debug)]
pub struct Live {
    sender: broadcast::Sender<Numbered>,
    told: Arc<Mutex<Told>>,
}

#[derive(Debug)]
struct Told {
    /// After the latest announcement.
    at: Position,
    recent: VecDeque<Numbered>,
}

impl Default for Live {
    fn default() -> Self {
        let at = Position { run: rand::random(), number: 0 };
        let told = Told { at, recent: VecDeque::with_capacity(KEPT) };
        Self { sender: broadcast::channel(KEPT).0, told: Arc::new(Mutex::new(told)) }
    }
}

impl Live {
    /// Listens until `shutdown`; connects again when the database goes away, and then tells everybody to read again.
    pub async fn listen(&self, db: Db, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            let hear = |announcement| self.tell(announcement);
            let heard = shutdown.run_until_cancelled(store::listen(&db, || self.begin(), hear));
            if let Some(Err(error)) = heard.await {
                tracing::warn!(%error, "live news interrupted; listening again");
                shutdown.run_until_cancelled(tokio::time::sleep(Duration::from_secs(1))).await;
            }
        }
    }

    /// What was told while nobody listened is lost: a new run, and everybody reads again.
    fn begin(&self) {
        let mut told = self.told();
        told.at = Position { run: rand::random(), number: 0 };
        told.recent.clear();
        // Nobody listening is no trouble.
        let _ = self.sender.send(Numbered { at: told.at, announcement: None });
    }

    fn tell(&self, announcement: Announcement) {
        let mut told = self.told();
        told.at.number += 1;
        let numbered = Numbered { at: told.at, announcement: Some(announcement) };
        if told.recent.len() == KEPT {
            told.recent.pop_front();
        }
        told.recent.push_back(numbered.clone());
        let _ = self.sender.send(numbered);
    }

    /// What comes from now on, what was told since `since`, and how far that is; `None` when not all of it is known any more.
    fn since(
        &self,
        since: Option<Position>,
    ) -> (broadcast::Receiver<Numbered>, Option<Vec<Numbered>>, Position) {
        let told = self.told();
        let oldest = told.at.number - u64::try_from(told.recent.len()).unwrap_or(0);
        let since = since.filter(|since| since.run == told.at.run && since.number >= oldest);
        let missed = since.map(|since| {
            told.recent.iter().filter(|numbered| numbered.at.number > since.number).cloned().collect()
        });
        (self.sender.subscribe(), missed, told.at)
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// How far the news are now: who reads something hereafter has read what was told until then.
    #[must_use]
    pub fn position(&self) -> Position {
        self.kurier.parts().live.told().at
    }

    /// What the actor may know, from `since` on, with how far it goes. Every gap is a [`News::Resync`], also the one before a
    /// beginning that is not known any more.
    ///
    /// # Errors
    /// Those of the database, when the actor's mailboxes are read first.
    pub async fn subscribe(
        &self,
        actor: &Actor,
        since: Option<Position>,
    ) -> Result<impl Stream<Item = (Position, News)> + Send + 'static + use<>> {
        let kurier = self.kurier.clone();
        let actor = actor.clone();
        let (receiver, missed, at) = kurier.parts().live.since(since);
        let mailboxes = store::visible_mailboxes(&kurier.parts().db, &actor).await?;
        let state = Subscription {
            kurier,
            actor,
            receiver,
            mailboxes,
            seen_at: std::time::Instant::now(),
            at,
            has_gap: missed.is_none(),
            missed: missed.unwrap_or_default().into(),
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
    receiver: broadcast::Receiver<Numbered>,
    mailboxes: HashSet<MailboxId>,
    seen_at: std::time::Instant,
    /// How far it has heard.
    at: Position,
    has_gap: bool,
    /// Told before it came, and not yet handed on.
    missed: VecDeque<Numbered>,
}

impl Subscription {
    async fn next(&mut self) -> Option<(Position, News)> {
        loop {
            if std::mem::take(&mut self.has_gap) {
                return Some((self.at, News::Resync));
            }
            let Numbered { at, announcement } = match self.missed.pop_front() {
                Some(numbered) => numbered,
                None => match self.receiver.recv().await {
                    Ok(numbered) => numbered,
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        self.at = self.kurier.live().position();
                        self.has_gap = true;
                        continue;
                    }
                    Err(broadcast::error::RecvError::Closed) => return None,
                },
            };
            self.at = at;
            let Some(announcement) = announcement else {
                self.has_gap = true;
                continue;
            };
            if announcement.workspace == self.actor.workspace && self.may_know(&announcement.news).await {
                return Some((at, announcement.news));
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
