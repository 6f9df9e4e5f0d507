//! How far a synchronisation is, told to whoever looks.

use super::{Watched, folders, store};
use crate::{error::Result, events, intake::Taken, kurier::Kurier};
use kurier_model::live::News;
use kurier_model::mailbox::{MailboxState, SyncProgress};
use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

/// Progress is told this often.
const EVERY: Duration = Duration::from_millis(500);

/// The progress of one pass, over all its folders.
#[derive(Debug)]
pub struct Progress {
    kurier: Kurier,
    watched: Watched,
    counted: Mutex<Counted>,
}

#[derive(Debug)]
struct Counted {
    done: u64,
    total: u64,
    taken: Taken,
    started: Option<Instant>,
    told: Option<Instant>,
}

impl Progress {
    pub fn new(kurier: Kurier, watched: &Watched) -> Self {
        let counted = Counted { done: 0, total: 0, taken: Taken::default(), started: None, told: None };
        Self { kurier, watched: watched.clone(), counted: Mutex::new(counted) }
    }

    /// So many more messages have to be fetched.
    pub async fn expect(&self, messages: u64) -> Result<()> {
        let news = self.count(|counted| counted.total += messages);
        self.tell(news).await
    }

    /// So many more were looked at, and this was new in them.
    pub async fn advance(&self, messages: u64, new: Taken) -> Result<()> {
        let news = self.count(|counted| {
            counted.done += messages;
            counted.taken += new;
        });
        self.tell(news).await
    }

    /// What was taken in until now, over all connections.
    pub fn taken(&self) -> Taken {
        self.counted.lock().unwrap_or_else(std::sync::PoisonError::into_inner).taken
    }

    /// The pass ended: everything is here, or it is said that it is not.
    pub async fn in_order(&self) -> Result<()> {
        let folders = folders::store::not_in_order(self.kurier.db(), &self.watched).await?;
        self.ends(if folders == 0 { MailboxState::Idle } else { MailboxState::Incomplete { folders } }).await
    }

    /// Whatever is shown of the mailbox is read again.
    pub async fn tell_anew(&self) -> Result<()> {
        let mut tx = self.watched.tx(self.kurier.db()).await?;
        let news = News::Mailbox { mailbox: self.watched.lease.mailbox };
        events::notify(&mut tx, self.watched.lease.workspace, &news).await?;
        Ok(tx.commit().await?)
    }

    /// The server refused the password. Not said of a password that was changed meanwhile.
    pub async fn refused(&self, answer: &str) -> Result<()> {
        let state = MailboxState::NeedsPassword { answer: answer.to_owned() };
        store::put_refusal(self.kurier.db(), &self.watched, &self.watched.sealed, &state).await
    }

    /// The mailbox is in this state now.
    pub async fn ends(&self, state: MailboxState) -> Result<()> {
        store::put_state(self.kurier.db(), &self.watched, &state).await
    }

    fn count(&self, change: impl FnOnce(&mut Counted)) -> Option<SyncProgress> {
        let mut counted = self.counted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        change(&mut counted);
        let now = Instant::now();
        let started = *counted.started.get_or_insert(now);
        if counted.told.is_some_and(|told| now.duration_since(told) < EVERY) {
            return None;
        }
        counted.told = Some(now);
        let seconds = now.duration_since(started).as_secs_f64();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a speed for people"
        )]
        let per_second = if seconds > 0.0 { (counted.done as f64 / seconds) as u32 } else { 0 };
        let left = counted.total.saturating_sub(counted.done);
        let seconds_left =
            (per_second > 0).then(|| u32::try_from(left / u64::from(per_second)).unwrap_or(u32::MAX));
        Some(SyncProgress { done: counted.done, total: counted.total, per_second, seconds_left })
    }

    async fn tell(&self, news: Option<SyncProgress>) -> Result<()> {
        match news {
            Some(progress) if progress.total > 0 => {
                store::put_state(self.kurier.db(), &self.watched, &MailboxState::Syncing { progress }).await
            }
            _ => Ok(()),
        }
    }
}
