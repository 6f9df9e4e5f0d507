//! A thread that belongs to another record than the one that it is on: in one step, which is taken back as one.

use super::{LinkUndo, Links, attach, following, lock, store, tell_of_links, visible};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events::{Event, EventKind},
    lines,
};
use chrono::{DateTime, Utc};
use kurier_model::inbox::Done;
use kurier_model::{RecordId, ThreadId};
use serde_json::json;

impl Links<'_> {
    /// Attaches a thread to a record instead of another one that it is on.
    ///
    /// # Errors
    /// [`Error::NotFound`] when one of them cannot be seen, or the thread is not on the other; [`Error::LeadGone`].
    pub async fn reattach(
        &self,
        actor: &Actor,
        thread: ThreadId,
        from: RecordId,
        to: RecordId,
    ) -> Result<Done> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let done = reattach(&mut tx, actor, thread, from, to, self.kurier.now()).await?;
            tx.commit().await?;
            Ok(done)
        })
        .await
    }
}

async fn reattach(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    from: RecordId,
    to: RecordId,
    now: DateTime<Utc>,
) -> Result<Done> {
    if from == to {
        return Err(Error::NotFound);
    }
    // All threads, and then both records, in one order.
    let twins = store::twins(tx, actor, &[thread]).await?;
    lines::lock(tx, actor.workspace, twins.into_iter().chain([thread])).await?;
    let (thread, subject) = visible(tx, actor, thread).await?;
    for record in [from.min(to), from.max(to)] {
        lock(tx, record).await?;
    }
    let (done, links) = attach(tx, actor, &[thread], to, now).await?;
    let reason = store::unlink(tx, thread, from).await?.ok_or(Error::NotFound)?;
    let notes = following::follow(tx, actor, thread, (from, Some(to)), now).await?;
    store::touch(tx, from, now).await?;
    let undo = Event::new(EventKind::ThreadDetached)
        .record(from)
        .thread(thread)
        .payload(json!({ "subject": subject }))
        .undo(LinkUndo::Back { links, thread, record: from, reason, notes })
        .record_in(tx, actor)
        .await?;
    tell_of_links(tx, actor, from, &[thread], false).await?;
    Ok(Done { threads: 1, undo: Some(undo), ..done })
}
