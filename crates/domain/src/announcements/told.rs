//! What one process has told its pages of late, and the listener that hears it.

use super::{Announcement, store};
use crate::db::Db;
use kurier_model::live::Position;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// So much of what was told is kept, and so far behind a subscriber may be.
const KEPT: usize = 1_024;

/// An announcement and how far whoever has heard it has heard.
#[derive(Clone, Debug)]
pub(crate) struct Numbered {
    pub(crate) at: Position,
    /// `None`: a gap.
    pub(crate) announcement: Option<Announcement>,
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

    /// How far it is now.
    pub(crate) fn position(&self) -> Position {
        self.told().at
    }

    /// What comes from now on, what was told since `since`, and how far that is; `None` when not all of it is known any more.
    pub(crate) fn since(
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
