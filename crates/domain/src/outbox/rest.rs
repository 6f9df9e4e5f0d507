//! Recipients whom a server did not take now, while it took the message for others: they get the same message in a conversation of
//! their own, and nobody gets it twice (RFC 5321 §4.5.3.1.10 on servers that take so many recipients and no more).
//!
//! The rest is a row of the outbox with a life of its own. It has no draft to go back to, no copy in Sent, and answers nothing: that
//! is the first row's. Whoever in it is refused for good stands beside the first row.

pub(super) mod store;

use super::detail::Untaken;
use crate::events;
use crate::queue::{self, Deliver};
use crate::{db::Tx, error::Result};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::compose::SendFailure;
use kurier_model::live::News;
use kurier_model::{OutboxId, WorkspaceId};

/// How soon the rest is tried; after that as any message is.
const AFTER: TimeDelta = TimeDelta::seconds(5);

/// Puts those who were not taken for now into the outbox, as the rest of the message `of`.
pub(super) async fn put(
    tx: &mut Tx,
    workspace: WorkspaceId,
    of: OutboxId,
    untaken: &Untaken,
    now: DateTime<Utc>,
) -> Result<()> {
    if untaken.deferred.is_empty() {
        return Ok(());
    }
    let failure = SendFailure::RecipientsRefused {
        recipients: untaken.deferred.clone(),
        answer: untaken.answer.clone(),
    };
    let id = OutboxId::new();
    let mailbox = store::insert(tx, id, of, &untaken.deferred, &failure, now + AFTER, now).await?;
    let job = Deliver::of(tx, workspace, id, mailbox).await?;
    queue::enqueue(tx, &job, AFTER.to_std().unwrap_or_default()).await?;
    events::notify(tx, workspace, &News::Outbox { outgoing: id }).await
}

/// These never got the message `root`: its author is told, or knows already (`noted`).
pub(super) async fn refuse(
    tx: &mut Tx,
    workspace: WorkspaceId,
    root: OutboxId,
    recipients: &[String],
    noted: Option<DateTime<Utc>>,
) -> Result<()> {
    if !recipients.is_empty() {
        store::refuse(tx, root, recipients, noted).await?;
    }
    events::notify(tx, workspace, &News::Outbox { outgoing: root }).await
}
