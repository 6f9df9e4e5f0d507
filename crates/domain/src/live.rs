//! News for open pages: what a process was told, handed on to whoever may know.

mod store;

use crate::{
    actor::Actor,
    announcements::{Announcement, Numbered},
    error::Result,
    kurier::Kurier,
};
use futures::Stream;
use kurier_model::{
    MailboxId,
    live::{News, Position},
};
use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};
use tokio::sync::broadcast;

/// How often a subscriber's view of which mailboxes it may see is read again.
const SIGHT: Duration = Duration::from_secs(30);

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
        self.kurier.parts().live.position()
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
            if announcement.workspace == self.actor.workspace && self.may_hear(&announcement).await {
                return Some((at, announcement.news));
            }
        }
    }

    async fn may_hear(&mut self, announcement: &Announcement) -> bool {
        if announcement.only.is_some_and(|person| self.actor.user != Some(person)) {
            return false;
        }
        match announcement.news {
            News::Record { record } if announcement.veiled => {
                store::sees_record(&self.kurier.parts().db, &self.actor, record).await.unwrap_or(false)
            }
            _ => self.may_know(&announcement.news).await,
        }
    }

    async fn may_know(&mut self, news: &News) -> bool {
        let mailbox = match news {
            News::Threads { mailbox, .. } | News::Mailbox { mailbox } => mailbox,
            // Its mailbox is not in the news; whoever may know reads it now anyhow.
            News::Outbox { outgoing } => {
                return self.kurier.outbox().get(&self.actor, *outgoing).await.is_ok();
            }
            News::Notified { person } => return self.actor.user == Some(*person),
            News::Import { person, .. } => return self.actor.is_admin() || self.actor.user == Some(*person),
            News::Ready | News::Record { .. } | News::Tasks | News::Resync => return true,
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
