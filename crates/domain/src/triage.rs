//! The Ready queue: incoming mail that nobody has decided on. Every item ends as a new lead, on a record, or ignored;
//! what is left for later comes back.

mod deciding;
mod elsewhere;
mod matching;
mod merging;
mod offering;
mod postponing;
mod proposal;
mod queue;
mod relinking;
mod returning;
mod senders;

pub use merging::merged;
pub use offering::{Offered, offer};

use crate::{
    actor::Actor,
    error::{Error, Result, again},
    events,
    events::EventKind,
    kurier::Kurier,
    lines,
    links::{self, LinkUndo},
};
use chrono_tz::Tz;
use kurier_model::inbox::Done;
use kurier_model::live::News;
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::{
    Decided, Decision, Elsewhere, LeadProposal, PostponeForm, ReadyFilter, ReadyItem, ReadyQuery,
    RecordMatch, SenderIgnored, SenderMail, SenderRule,
};
use kurier_model::{EventId, SenderRuleId, ThreadId};
use serde::Deserialize;

/// The most rows of one page.
const LIMIT: u32 = 100;
/// The most rules of one page.
const RULES: u32 = 200;

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
    Sender(senders::SenderUndo),
    Rule(senders::RuleUndo),
    Decision(deciding::DecisionUndo),
}

impl Ready<'_> {
    /// Items of mailboxes that the actor may see, newest or latest back first, each with the records that it may belong to; what is left for later, what comes
    /// back first coming first. Days are those of `zone`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn page(
        &self,
        actor: &Actor,
        query: &ReadyQuery,
        zone: Tz,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<ReadyItem>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        queue::page(&mut tx, actor, query, (zone, self.kurier.now()), after, limit.clamp(1, LIMIT)).await
    }

    /// What stands in a list of the queue for a thread, wherever it is there, as [`Ready::page`] has it; `None`: it is not in it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find(
        &self,
        actor: &Actor,
        query: &ReadyQuery,
        zone: Tz,
        thread: ThreadId,
    ) -> Result<Option<ReadyItem>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        queue::find(&mut tx, actor, query, (zone, self.kurier.now()), thread).await
    }

    /// How many wait for a decision; [`COUNTED`](kurier_model::ready::COUNTED) when it is so many or more.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn count(&self, actor: &Actor) -> Result<u32> {
        let mut tx = self.kurier.db().tx(actor).await?;
        queue::count(&mut tx, actor, self.kurier.now()).await
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
        self.decide_seen(actor, thread, decision, None).await
    }

    /// The same for something that was seen in a list: what somebody has left for later since, with a note, is not decided on unseen.
    ///
    /// # Errors
    /// As [`Ready::decide`].
    pub async fn decide_seen(
        &self,
        actor: &Actor,
        thread: ThreadId,
        decision: Decision,
        seen: Option<ReadyFilter>,
    ) -> Result<Decided> {
        again(|| async {
            let now = self.kurier.now();
            let mut tx = match decision {
                // A lead's kind is there.
                Decision::Create { .. } => self.kurier.records().tx(actor).await?.0,
                _ => self.kurier.db().tx(actor).await?,
            };
            let (undo, record) =
                deciding::decide(&mut tx, actor, thread, decision.clone(), seen, now).await?;
            let remaining = queue::count(&mut tx, actor, now).await?;
            tx.commit().await?;
            Ok(Decided { undo, record, remaining })
        })
        .await
    }

    /// What became of something that somebody else has decided on; nothing, while nobody has.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn elsewhere(&self, actor: &Actor, thread: ThreadId) -> Result<Option<Elsewhere>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        elsewhere::look(&mut tx, actor, thread, self.kurier.now()).await
    }

    /// Leaves something for later that was seen in a list, with a note of the next step, or changes how it is left. Days are those of `zone`.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NotFound`], [`Error::Conflict`] as for decisions.
    pub async fn postpone(
        &self,
        actor: &Actor,
        thread: ThreadId,
        form: &PostponeForm,
        seen: ReadyFilter,
        zone: Tz,
    ) -> Result<Decided> {
        again(|| async {
            let now = self.kurier.now();
            let mut tx = self.kurier.db().tx(actor).await?;
            let undo = postponing::postpone(&mut tx, actor, thread, form, (seen, zone), now).await?;
            let remaining = queue::count(&mut tx, actor, now).await?;
            tx.commit().await?;
            Ok(Decided { undo, record: None, remaining })
        })
        .await
    }

    /// What is left for later waits again at once.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when it is not left any more.
    pub async fn resume(&self, actor: &Actor, thread: ThreadId) -> Result<Decided> {
        again(|| async {
            let now = self.kurier.now();
            let mut tx = self.kurier.db().tx(actor).await?;
            let undo = postponing::resume(&mut tx, actor, thread, now).await?;
            let remaining = queue::count(&mut tx, actor, now).await?;
            tx.commit().await?;
            Ok(Decided { undo, record: None, remaining })
        })
        .await
    }

    /// Tells whoever left a thread that it has come back, if it has, and open pages to read the queue again.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tell_of_return(&self, actor: &Actor, thread: ThreadId) -> Result<()> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let lock = lines::lock(&mut tx, actor.workspace, [thread]).await?;
            for thread in lock.threads() {
                returning::tell(&mut tx, actor, *thread, self.kurier.now()).await?;
            }
            events::notify(&mut tx, actor.workspace, &News::Ready).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Ignores automatic mail of the machine that sent this: what a list shows, or all that waits and is to come. Days are those of `zone`.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when a person wrote it, or another machine than `sender` meanwhile (an address in lower case), or
    /// there is nothing to ignore.
    pub async fn ignore_sender(
        &self,
        actor: &Actor,
        thread: ThreadId,
        sender: &str,
        mail: &SenderMail,
        zone: Tz,
    ) -> Result<SenderIgnored> {
        again(|| async {
            let now = self.kurier.now();
            let shown = match mail {
                SenderMail::Shown { seen } => Some(queue::Asked::of(seen, zone, now)),
                SenderMail::FromNowOn => None,
            };
            let mut tx = self.kurier.db().tx(actor).await?;
            let (undo, count) =
                senders::ignore(&mut tx, actor, (thread, sender), shown.as_ref(), now).await?;
            let remaining = queue::count(&mut tx, actor, now).await?;
            tx.commit().await?;
            Ok(SenderIgnored { undo, count, remaining })
        })
        .await
    }

    /// Addresses whose automatic mail is ignored when it comes, the latest rule first: those with these letters, or all.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn sender_rules(
        &self,
        actor: &Actor,
        letters: &str,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<SenderRule>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        senders::rules(&mut tx, letters, after, limit.clamp(1, RULES)).await
    }

    /// The sender's automatic mail waits again from now on. What brings the rule back.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove_sender_rule(&self, actor: &Actor, rule: SenderRuleId) -> Result<EventId> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let undo = senders::remove(&mut tx, actor, rule).await?;
        tx.commit().await?;
        Ok(undo)
    }

    /// Takes a decision back; attaching and detaching, and what became of a rule, too. A lead that was made goes away, unless somebody has worked with it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an event that is not the actor's, [`Error::Conflict`] when it cannot be taken back (any more).
    pub async fn undo(&self, actor: &Actor, event: EventId) -> Result<Done> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let kinds = [
                EventKind::ThreadDecided,
                EventKind::ThreadAttached,
                EventKind::ThreadDetached,
                EventKind::SenderRuleRemoved,
            ];
            let now = self.kurier.now();
            let threads = match events::take_undo(&mut tx, actor, event, &kinds).await? {
                Undo::Link(undo) => {
                    let threads = undo.threads();
                    links::undo_link(&mut tx, actor, undo, now).await?;
                    threads
                }
                Undo::Sender(undo) => senders::undo(&mut tx, actor, undo, now).await?,
                Undo::Rule(undo) => {
                    senders::bring_back(&mut tx, actor, undo).await?;
                    0
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
        let other_side = queue::other_side(&mut tx, actor, thread).await?.ok_or(Error::NotFound)?;
        match query.map(str::trim).filter(|query| !query.is_empty()) {
            Some(query) => matching::search(&mut tx, query).await,
            None => {
                let mails = matching::parties(&mut tx, vec![other_side]).await?;
                match matching::offered(&mut tx, actor, &mails).await?.pop() {
                    Some(fitting) if !fitting.is_empty() => Ok(fitting),
                    _ => matching::recent(&mut tx, actor).await,
                }
            }
        }
    }
}
