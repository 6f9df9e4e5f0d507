//! What is written down of threads that somebody has left for later: the next step, until when, and the message for which they were left. What
//! becomes of it is decided in [`crate::triage`]; where a thread goes onto a record it goes along ([`crate::links`]).

mod store;

pub(crate) use store::{end, forget, get, join, take};

use crate::{
    db::Tx,
    error::Result,
    queue::{self, ComeBack},
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::{MessageId, ThreadId, UserId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// So much later open pages are told, so that it has come back by every clock.
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
}

/// Writes down that a thread of the queue is left, instead of what was written down of it; open pages hear of it when the time has come.
pub(crate) async fn put(
    tx: &mut Tx,
    workspace: WorkspaceId,
    thread: ThreadId,
    left: &Left,
    now: DateTime<Utc>,
) -> Result<()> {
    store::put(tx, thread, left).await?;
    match (left.until - now + LATE).to_std() {
        Ok(delay) if left.until > now => queue::enqueue(tx, &ComeBack { workspace, thread }, delay).await,
        _ => Ok(()),
    }
}
