//! Send, undo, try again: what people do with the outbox.

mod store;

use super::drafts::store::Held;
use super::grounds::weigh;
use super::guard::{self, Parcel};
use super::{Outbox, delivery, drafts, rendering, rest, rows};
use crate::consents;
use crate::events;
use crate::queue::{self, Deliver, FileCopy};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events::{Event, EventKind},
    reading,
};
use chrono::TimeDelta;
use kurier_model::compose::{Outgoing, SendFailure, SendState};
use kurier_model::consent::{Finding, Handed};
use kurier_model::live::News;
use kurier_model::{DraftId, Field, MailboxId, OutboxId, Reason};
use serde_json::json;
use std::time::Duration;

/// How long the server holds a message back, so that it can be undone.
const UNDO: TimeDelta = TimeDelta::seconds(10);

impl Outbox<'_> {
    /// Sends what somebody is sure of: see [`Outbox::hand_over`].
    ///
    /// # Errors
    /// Those of it, and [`Error::Invalid`] when there are no grounds for writing to somebody.
    pub async fn send(&self, actor: &Actor, draft: DraftId, revision: u32) -> Result<Outgoing> {
        match self.hand(actor, draft, revision, Told::All).await? {
            Handed::Over { outgoing } => Ok(outgoing),
            Handed::Back { .. } => Err(Error::invalid(Field::LegalBasis, Reason::Required)),
        }
    }

    /// Renders a draft and holds it for ten seconds, then a worker sends it. Pressing Send twice sends once. Where there is something to
    /// know first ([`guard`]) of which the person has not been `told`, nothing is sent.
    ///
    /// # Errors
    /// [`Error::Invalid`] names what cannot be sent, [`Error::Conflict`] when the draft was saved elsewhere meanwhile,
    /// [`Error::NotFound`].
    pub async fn hand_over(
        &self,
        actor: &Actor,
        draft: DraftId,
        revision: u32,
        told: &[Finding],
    ) -> Result<Handed> {
        self.hand(actor, draft, revision, Told::Of(told)).await
    }

    async fn hand(&self, actor: &Actor, draft: DraftId, revision: u32, told: Told<'_>) -> Result<Handed> {
        match self.hold(actor, draft, revision, told).await {
            Err(Error::Invalid(invalid))
                if matches!(invalid.about(Field::Attachment), Some(Reason::TooLarge { .. })) =>
            {
                // By what the server said the last time; it may say something else today.
                let mut tx = self.kurier.db().tx(actor).await?;
                let held = drafts::store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
                let sender =
                    drafts::store::sender(&mut tx, actor, held.mailbox).await?.ok_or(Error::NotFound)?;
                drop(tx);
                delivery::ask_limit(self.kurier, actor, held.mailbox, &sender.address).await?;
                self.hold(actor, draft, revision, told).await
            }
            other => other,
        }
    }

    /// What there is to know before a draft leaves.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn look_over(&self, actor: &Actor, draft: DraftId) -> Result<Vec<Finding>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let held = drafts::store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        let original = original(&mut tx, actor, &held).await?;
        let weighed = weigh(&mut tx, &self.kurier.parts().secrets, draft, &held).await?;
        let parcel = Parcel { draft, held: &held, original: original.as_ref(), weighed: &weighed };
        guard::look(&mut tx, actor, parcel, self.kurier.now()).await
    }

    async fn hold(&self, actor: &Actor, draft: DraftId, revision: u32, told: Told<'_>) -> Result<Handed> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let held = drafts::store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if held.state == "sending" && held.revision == revision {
            let outgoing = rows::under_way(&mut tx, draft).await?.ok_or(Error::Conflict)?.outgoing;
            return Ok(Handed::Over { outgoing });
        }
        if !held.is_open() || held.revision != revision {
            return Err(Error::Conflict);
        }
        let original = original(&mut tx, actor, &held).await?;
        let weighed = weigh(&mut tx, &self.kurier.parts().secrets, draft, &held).await?;
        let parcel = Parcel { draft, held: &held, original: original.as_ref(), weighed: &weighed };
        let findings = guard::look(&mut tx, actor, parcel, self.kurier.now()).await?;
        // All of it, when there is anything new: the next time all of it is known.
        if findings.iter().any(|finding| !told.knows(finding)) {
            return Ok(Handed::Back { findings });
        }
        let id = self.put(&mut tx, actor, parcel, &findings, UNDO).await?;
        let outgoing = rows::get(&mut tx, actor, id).await?.ok_or(Error::NotFound)?.outgoing;
        tx.commit().await?;
        Ok(Handed::Over { outgoing })
    }

    /// Renders an open draft, of which its author was `told`, and puts it into the outbox, due after `delay`. Nobody gets it without grounds,
    /// whichever way it comes here.
    async fn put(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        parcel: Parcel<'_>,
        told: &[Finding],
        delay: TimeDelta,
    ) -> Result<OutboxId> {
        may_go(parcel.weighed)?;
        let Parcel { draft, held, original, weighed } = parcel;
        let now = self.kurier.now();
        let sender = drafts::store::sender(tx, actor, held.mailbox).await?.ok_or(Error::NotFound)?;
        let files = drafts::store::files(tx, draft).await?;
        let id = OutboxId::new();
        let public_url = self.kurier.public_url();
        let leaving = consents::leaving_of(tx, actor, public_url, weighed, &held.content).await?;
        let sources = rendering::Sources { draft: held, sender: &sender, original, files, leaving: &leaving };
        let rendered = rendering::render(actor, id, sources, now)?;
        store::forget_failed(tx, draft).await?;
        store::insert(tx, actor, id, parcel, &rendered, now, now + delay).await?;
        consents::keep_way_out(tx, actor, id, &leaving, now).await?;
        store::tell(tx, id, told).await?;
        drafts::store::set_state(tx, draft, "sending", None).await?;
        self.due_in(tx, actor, id, held.mailbox, delay).await?;
        Ok(id)
    }

    /// Asks a worker to look at the message after `delay`, and tells open pages.
    async fn due_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        outgoing: OutboxId,
        mailbox: MailboxId,
        delay: TimeDelta,
    ) -> Result<()> {
        let job = Deliver::of(tx, actor.workspace, outgoing, mailbox).await?;
        queue::enqueue(tx, &job, delay.to_std().unwrap_or_default()).await?;
        events::notify(tx, actor.workspace, &News::Outbox { outgoing }).await
    }

    /// Takes a message back that has not been begun. Its draft is open again; the rest of one that others have is given up.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is too late; [`Error::Forbidden`] for somebody else's; [`Error::NotFound`].
    pub async fn cancel(&self, actor: &Actor, outgoing: OutboxId) -> Result<DraftId> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let row = own(rows::get(&mut tx, actor, outgoing).await?, actor)?;
        let Some(failure) = store::cancel(&mut tx, outgoing, self.kurier.now()).await? else {
            return Err(Error::Conflict);
        };
        match &row.rest {
            // Others have it: what is left is given up, and its author knows.
            Some((root, recipients)) => {
                let noted = Some(self.kurier.now());
                rest::refuse(&mut tx, actor.workspace, *root, recipients, noted).await?;
            }
            None => drafts::store::set_state(&mut tx, row.outgoing.draft, "open", failure.as_ref()).await?,
        }
        self.tell(&mut tx, actor, EventKind::SendCancelled, &row).await?;
        tx.commit().await?;
        Ok(row.outgoing.draft)
    }

    /// A message that the actor may see on its way out.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, actor: &Actor, outgoing: OutboxId) -> Result<Outgoing> {
        let mut tx = self.kurier.db().tx(actor).await?;
        Ok(rows::get(&mut tx, actor, outgoing).await?.ok_or(Error::NotFound)?.outgoing)
    }

    /// The actor's messages that are not sent: waiting, under way, failed or in doubt; newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Outgoing>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        Ok(rows::open(&mut tx, actor).await?.into_iter().map(|row| row.outgoing).collect())
    }

    /// Sends at once what waits for its time, tries again what failed, or puts into Sent what is missing there. The same bytes go out as long as the
    /// draft still says what they say; otherwise it is rendered anew, and is a message of its own. What failed goes out by the same gate as the first
    /// time: where there is something to know of which its author was not told then, nothing is sent.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is neither waiting nor failed; [`Error::Invalid`] names what cannot be sent of a changed
    /// draft, or that there are no grounds (any more); [`Error::Forbidden`]; [`Error::NotFound`].
    pub async fn retry(&self, actor: &Actor, outgoing: OutboxId) -> Result<Handed> {
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        let row = own(rows::get(&mut tx, actor, outgoing).await?, actor)?;
        let id = match row.outgoing.state {
            SendState::Sent { .. } => {
                if !store::retry_copy(&mut tx, outgoing, now).await? {
                    return Err(Error::Conflict);
                }
                let job = FileCopy::of(&mut tx, actor.workspace, outgoing, row.mailbox).await?;
                queue::enqueue(&mut tx, &job, Duration::ZERO).await?;
                outgoing
            }
            SendState::Failed { .. } if row.rest.is_none() => {
                match self.put_again(&mut tx, actor, &row).await? {
                    Again::Put(id) => id,
                    Again::Back(findings) => return Ok(Handed::Back { findings }),
                }
            }
            _ => {
                self.hurry(&mut tx, actor, &row).await?;
                outgoing
            }
        };
        let outgoing = rows::get(&mut tx, actor, id).await?.ok_or(Error::NotFound)?.outgoing;
        tx.commit().await?;
        Ok(Handed::Over { outgoing })
    }

    /// What waits for its time goes out at once, if it may still go. The worker asks about the rest of a message.
    async fn hurry(&self, tx: &mut Tx, actor: &Actor, row: &rows::Row) -> Result<()> {
        let (draft, outgoing) = (row.outgoing.draft, row.outgoing.id);
        if !store::retry(tx, outgoing, self.kurier.now()).await? {
            return Err(Error::Conflict);
        }
        if row.rest.is_none() {
            let held = drafts::store::hold(tx, actor, draft).await?.ok_or(Error::NotFound)?;
            let weighed = weigh(tx, &self.kurier.parts().secrets, draft, &held).await?;
            may_go(&weighed)?;
            if consents::unwanted_since(tx, outgoing, &weighed).await? {
                return Err(Error::invalid(Field::LegalBasis, Reason::Required));
            }
            drafts::store::set_state(tx, draft, "sending", None).await?;
        }
        self.due_in(tx, actor, outgoing, row.mailbox, TimeDelta::zero()).await
    }

    /// What failed goes out again, at once, on today's grounds.
    async fn put_again(&self, tx: &mut Tx, actor: &Actor, row: &rows::Row) -> Result<Again> {
        let (draft, outgoing) = (row.outgoing.draft, row.outgoing.id);
        let held = drafts::store::hold(tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if !held.is_open() {
            return Err(Error::Conflict);
        }
        let original = original(tx, actor, &held).await?;
        let weighed = weigh(tx, &self.kurier.parts().secrets, draft, &held).await?;
        let parcel = Parcel { draft, held: &held, original: original.as_ref(), weighed: &weighed };
        may_go(&weighed)?;
        let findings = guard::look(tx, actor, parcel, self.kurier.now()).await?;
        let told = store::told(tx, outgoing).await?;
        if findings.iter().any(|finding| !told.contains(finding)) {
            return Ok(Again::Back(findings));
        }
        if !store::retry(tx, outgoing, self.kurier.now()).await? {
            return Ok(Again::Put(self.put(tx, actor, parcel, &findings, TimeDelta::zero()).await?));
        }
        consents::rely(tx, outgoing, &weighed.relied).await?;
        drafts::store::set_state(tx, draft, "sending", None).await?;
        self.due_in(tx, actor, outgoing, row.mailbox, TimeDelta::zero()).await?;
        Ok(Again::Put(outgoing))
    }

    /// The author knows what went wrong after sending, and does not want to read it again. One that is not sent is left alone.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::NotFound`].
    pub async fn note(&self, actor: &Actor, outgoing: OutboxId) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        own(rows::get(&mut tx, actor, outgoing).await?, actor)?;
        store::note(&mut tx, outgoing, self.kurier.now()).await?;
        events::notify(&mut tx, actor.workspace, &News::Outbox { outgoing }).await?;
        Ok(tx.commit().await?)
    }

    /// A person found out whether a doubtful message was sent. When it was not, the draft is open again; of one that others have, the
    /// rest is sent again.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there is no doubt (any more); [`Error::Forbidden`]; [`Error::NotFound`].
    pub async fn resolve_unknown(&self, actor: &Actor, outgoing: OutboxId, sent: bool) -> Result<()> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let row = own(rows::get(&mut tx, actor, outgoing).await?, actor)?;
            if !matches!(row.outgoing.state, SendState::Unknown { .. }) {
                return Err(Error::Conflict);
            }
            match sent {
                true => self.was_sent(&mut tx, actor, &row).await?,
                false => self.was_not_sent(&mut tx, actor, &row).await?,
            }
            let kind = if sent { EventKind::MailSent } else { EventKind::MailFailed };
            self.tell(&mut tx, actor, kind, &row).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    async fn was_sent(&self, tx: &mut Tx, actor: &Actor, row: &rows::Row) -> Result<()> {
        let (now, id) = (self.kurier.now(), row.outgoing.id);
        let untaken = store::resolve(tx, id, None, now).await?.ok_or(Error::Conflict)?;
        match &row.rest {
            Some((root, _)) => {
                consents::went_out(tx, id, &untaken.keys(), now).await?;
                rest::refuse(tx, actor.workspace, *root, &untaken.refused, None).await?;
            }
            None => {
                delivery::after_sent(tx, actor, row, &untaken, now).await?;
                let job = FileCopy::of(tx, actor.workspace, id, row.mailbox).await?;
                queue::enqueue(tx, &job, Duration::ZERO).await?;
            }
        }
        rest::put(tx, actor.workspace, id, &untaken, now).await
    }

    async fn was_not_sent(&self, tx: &mut Tx, actor: &Actor, row: &rows::Row) -> Result<()> {
        let (now, id) = (self.kurier.now(), row.outgoing.id);
        let failure = SendFailure::Interrupted;
        if row.rest.is_some() {
            rest::store::resend(tx, id, &failure, now + UNDO).await?;
            return self.due_in(tx, actor, id, row.mailbox, UNDO).await;
        }
        store::resolve(tx, id, Some(&failure), now).await?.ok_or(Error::Conflict)?;
        drafts::store::set_state(tx, row.outgoing.draft, "open", Some(&failure)).await
    }

    async fn tell(&self, tx: &mut Tx, actor: &Actor, kind: EventKind, row: &rows::Row) -> Result<()> {
        let mut event = Event::new(kind).mailbox(row.mailbox).payload(json!({
            "outgoing": row.outgoing.id,
            "subject": row.outgoing.subject,
        }));
        if let Some(thread) = row.outgoing.thread {
            event = event.thread(thread);
        }
        event.record_in(tx, actor).await?;
        events::notify(tx, actor.workspace, &News::Outbox { outgoing: row.outgoing.id }).await
    }
}

/// What came of trying again what failed.
#[derive(Debug)]
enum Again {
    Put(OutboxId),
    /// There is something to know first.
    Back(Vec<Finding>),
}

/// Of which findings somebody has been told, and sends all the same.
#[derive(Clone, Copy, Debug)]
enum Told<'f> {
    All,
    Of(&'f [Finding]),
}

impl Told<'_> {
    fn knows(self, finding: &Finding) -> bool {
        finding.may_be_overruled()
            && match self {
                Self::All => true,
                Self::Of(told) => told.contains(finding),
            }
    }
}

/// Nobody gets it without grounds.
fn may_go(weighed: &consents::Weighed) -> Result<()> {
    match weighed.unclear.is_empty() {
        true => Ok(()),
        false => Err(Error::invalid(Field::LegalBasis, Reason::Required)),
    }
}

/// What is answered or forwarded. It may have been thrown away for good meanwhile, or lie where the author no longer may look.
async fn original(tx: &mut Tx, actor: &Actor, held: &Held) -> Result<Option<reading::Read>> {
    let Some(message) = held.in_reply_to else { return Ok(None) };
    match reading::message(tx, actor, message).await {
        Err(Error::NotFound) => Ok(None),
        other => other.map(Some),
    }
}

/// Teammates see what goes out of a shared mailbox; only the author acts on it.
fn own(row: Option<rows::Row>, actor: &Actor) -> Result<rows::Row> {
    let row = row.ok_or(Error::NotFound)?;
    if Some(row.author) == actor.user { Ok(row) } else { Err(Error::Forbidden) }
}
