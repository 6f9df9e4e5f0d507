//! The Ready queue: incoming mail that nobody has decided on. Every item ends as a new lead, on a record, or ignored.

mod deciding;
mod matching;
mod merging;
mod offering;
mod proposal;
mod queue;
mod relinking;

pub use merging::merged;
pub use offering::{Offered, offer};

use crate::{
    actor::Actor,
    error::{Error, Result, again},
    events,
    events::EventKind,
    kurier::Kurier,
    links::{self, LinkUndo},
};
use kurier_model::inbox::Done;
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::{Decided, Decision, LeadProposal, ReadyFilter, ReadyItem, RecordMatch};
use kurier_model::{EventId, ThreadId};
use serde::Deserialize;

/// The most rows of one page.
const LIMIT: u32 = 100;

/// Verbs about the Ready queue.
#[derive(Debug)]
pub struct Ready<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// The Ready queue.
    #[must_use]
    pub const fn ready(&self) -> Ready<'_> {
        Ready { kurier: self }
    }
}

/// What events of this area keep for taking them back.
#[derive(Deserialize)]
#[serde(untagged)]
enum Undo {
    Link(LinkUndo),
    Decision(deciding::DecisionUndo),
}

impl Ready<'_> {
    /// Items of mailboxes that the actor may see, newest first, each with the records that it may belong to.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn page(
        &self,
        actor: &Actor,
        filter: ReadyFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<ReadyItem>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        queue::page(&mut tx, actor, filter, after, limit.clamp(1, LIMIT)).await
    }

    /// How many wait for a decision; [`COUNTED`](kurier_model::ready::COUNTED) when it is so many or more.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn count(&self, actor: &Actor) -> Result<u32> {
        let mut tx = self.kurier.db().tx(actor).await?;
        queue::count(&mut tx, actor).await
    }

    /// The form of a lead, filled in from the thread's incoming mail.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn propose(&self, actor: &Actor, thread: ThreadId) -> Result<LeadProposal> {
        let (mut tx, _) = self.kurier.records().tx(actor).await?;
        proposal::make(&mut tx, actor, thread).await
    }

    /// Decides, in one transaction.
    ///
    /// # Errors
    /// [`Error::Conflict`] when somebody has decided already, [`Error::Invalid`] for a lead's form, [`Error::NotFound`].
    pub async fn decide(&self, actor: &Actor, thread: ThreadId, decision: Decision) -> Result<Decided> {
        again(|| async {
            let mut tx = match decision {
                // A lead's kind is there.
                Decision::Create { .. } => self.kurier.records().tx(actor).await?.0,
                _ => self.kurier.db().tx(actor).await?,
            };
            let (undo, record) =
                deciding::decide(&mut tx, actor, thread, decision.clone(), self.kurier.now()).await?;
            let remaining = queue::count(&mut tx, actor).await?;
            tx.commit().await?;
            Ok(Decided { undo, record, remaining })
        })
        .await
    }

    /// Takes a decision back; attaching and detaching too. A lead that was made goes away, unless somebody has worked with it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an event that is not the actor's, [`Error::Conflict`] when it cannot be taken back (any more).
    pub async fn undo(&self, actor: &Actor, event: EventId) -> Result<Done> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let kinds = [EventKind::ThreadDecided, EventKind::ThreadAttached, EventKind::ThreadDetached];
            let now = self.kurier.now();
            let threads = match events::take_undo(&mut tx, actor, event, &kinds).await? {
                Undo::Link(undo) => {
                    let threads = undo.threads();
                    links::undo_link(&mut tx, actor, undo, now).await?;
                    threads
                }
                Undo::Decision(undo) => {
                    deciding::undo(&mut tx, actor, undo, now).await?;
                    1
                }
            };
            tx.commit().await?;
            Ok(Done { threads, to_folder: None, undo: None })
        })
        .await
    }

    /// Records that a thread may belong to: by address, then by company, else leads worked on last; or those that the words find.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn matches(
        &self,
        actor: &Actor,
        thread: ThreadId,
        query: Option<&str>,
    ) -> Result<Vec<RecordMatch>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let sender = queue::other_side(&mut tx, actor, thread).await?.ok_or(Error::NotFound)?;
        match query.map(str::trim).filter(|query| !query.is_empty()) {
            Some(query) => matching::search(&mut tx, query).await,
            None => match matching::by_senders(&mut tx, actor, &[sender]).await?.pop() {
                Some(fitting) if !fitting.is_empty() => Ok(fitting),
                _ => matching::recent(&mut tx, actor).await,
            },
        }
    }
}
