//! What is written down of threads that somebody has left for later: the next step, until when, and the message for which they were left. What
//! becomes of it is decided in [`crate::triage`]; where a thread goes onto a record it goes along ([`crate::links`]).

mod store;

pub(crate) use store::{end, forget, get, join, message, take};

use crate::{
    db::Tx,
    error::Result,
    queue::{self, ComeBack},
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::{MessageId, ThreadId, UserId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// So much later it is told, so that it has come back by every clock.
const LATE: TimeDelta = TimeDelta::seconds(1);

/// That a thread is left for later, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Left {
    pub(crate) note: String,
    pub(crate) until: DateTime<Utc>,
    pub(crate) by: UserId,
    pub(crate) at: DateTime<Utc>,
    /// It holds only as long as the thread waits by this message.
    pub(crate) message: MessageId,
    /// Of which coming back it was told.
    #[serde(default)]
    pub(crate) told_of: Option<DateTime<Utc>>,
}

/// Writes down that a thread of the queue is left, instead of what was written down of it; it is told when the time has come, unless it was already.
pub(crate) async fn put(
    tx: &mut Tx,
    workspace: WorkspaceId,
    thread: ThreadId,
    left: &Left,
    now: DateTime<Utc>,
) -> Result<()> {
    store::put(tx, thread, left).await?;
    if left.told_of == Some(left.until) {
        return Ok(());
    }
    let delay = (left.until - now + LATE).to_std().unwrap_or_default();
    queue::enqueue(tx, &ComeBack { workspace, thread }, delay).await
}
