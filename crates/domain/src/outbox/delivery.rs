//! The worker's side: takes a message that is due, hands it to the SMTP server, writes down what happened.

mod store;

use super::detail::Untaken;
use super::{Look, Outbox, drafts, failure, rest, rows, sent_copy};
use crate::consents;
use crate::events;
use crate::lines;
use crate::mailboxes::Credentials;
use crate::queue::{self, Deliver, FileCopy};
use crate::wishes::{self, Wanted};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events::{Event, EventKind},
    kurier::Kurier,
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_mail::smtp::{Envelope, Outcome, Refusal, RejectedRecipient, SmtpAccount, SmtpSession};
use kurier_model::compose::SendFailure;
use kurier_model::live::News;
use kurier_model::{MailboxId, OutboxId};
use serde_json::json;
use std::time::Duration;
use store::{Claim, Claimed};

/// How often a worker says that it is alive, and after how long without it a row is taken from it.
const HEARTBEAT: Duration = Duration::from_secs(5);
const DEAD_AFTER: TimeDelta = TimeDelta::seconds(20);
/// Waits between attempts, in seconds; the last repeats until [`MOST_ATTEMPTS`] or [`LONGEST`].
const BACKOFF: [i64; 5] = [5, 30, 120, 600, 1_800];
const MOST_ATTEMPTS: u32 = 12;
/// How long a message is tried, whatever is in its way.
const LONGEST: TimeDelta = TimeDelta::days(2);
/// How often a message looks whether its mailbox is still paused.
const PAUSED: TimeDelta = TimeDelta::minutes(1);

impl Outbox<'_> {
    /// Looks at one message, and sends it when it is due. However often and wherever this is called, each message is sent once.
    ///
    /// # Errors
    /// Those of the database, and [`Error::Forbidden`] for people: this is a worker's. A mail server's trouble is written into
    /// the message's row.
    pub async fn deliver(&self, actor: &Actor, outgoing: OutboxId) -> Result<Look> {
        if !actor.is_system() {
            return Err(Error::Forbidden);
        }
        let kurier = self.kurier;
        let now = kurier.now();
        match store::claim(kurier.db(), actor.workspace, outgoing, now, now - DEAD_AFTER).await? {
            Claim::Over => Ok(Look::Nothing),
            Claim::Wait { until } => Ok(Look::until(until, now)),
            // Somebody is at it, or has died: then it is taken over when it was silent for long enough.
            Claim::Held { since } => Ok(Look::until(since + DEAD_AFTER, now)),
            Claim::Doubtful(lost) => {
                let mut tx = kurier.db().workspace_tx(actor.workspace).await?;
                if store::doubt_silent(&mut tx, outgoing, now - DEAD_AFTER, now).await? {
                    tell(&mut tx, &lost, EventKind::MailUnknown).await?;
                    tx.commit().await?;
                }
                Ok(Look::Nothing)
            }
            Claim::Taken(claimed) => {
                deliver(kurier, *claimed).await?;
                Ok(Look::Done)
            }
        }
    }
}

async fn deliver(kurier: &Kurier, mut claimed: Claimed) -> Result<()> {
    if let Some(root) = claimed.rest_of {
        leave_out(kurier, &mut claimed, root).await?;
    }
    let beat = async {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            // A missed beat is no trouble yet; the row itself decides.
            let _ = store::beat(kurier.db(), &claimed, kurier.now()).await;
        }
    };
    let outcome = tokio::select! {
        outcome = hand_over(kurier, &claimed) => outcome,
        () = beat => return Err(Error::internal("a heartbeat ended")),
    };
    write_down(kurier, &claimed, outcome).await
}

/// What came of an attempt.
enum Attempt {
    /// The thread with the server, and the size limit that it told.
    Spoken(Outcome, Option<u64>),
    /// There was none, and there never will be.
    Impossible(SendFailure),
    /// There was none because of us.
    NotNow,
    /// There was none, because the server is known to refuse the password, with this answer.
    Paused(String),
}

/// One SMTP thread.
async fn hand_over(kurier: &Kurier, claimed: &Claimed) -> Attempt {
    let actor = Actor::system(claimed.workspace);
    let credentials = match kurier.mailboxes().credentials(&actor, claimed.mailbox).await {
        Ok(credentials) => credentials,
        Err(Error::NotFound) => return Attempt::Impossible(SendFailure::MailboxRemoved),
        Err(error) => {
            tracing::warn!(outgoing = %claimed.id, %error, "a message could not be handed over for a trouble of ours");
            return Attempt::NotNow;
        }
    };
    match kurier.mailboxes().refusal(&actor, claimed.mailbox).await {
        Ok(None) => {}
        Ok(Some(answer)) => return Attempt::Paused(answer),
        Err(error) => {
            tracing::warn!(outgoing = %claimed.id, %error, "a message could not be handed over for a trouble of ours");
            return Attempt::NotNow;
        }
    }
    match unwanted(kurier, claimed).await {
        Ok(recipients) if recipients.is_empty() => {}
        Ok(recipients) => return Attempt::Impossible(SendFailure::OptedOut { recipients }),
        Err(error) => {
            tracing::warn!(outgoing = %claimed.id, %error, "a message could not be handed over for a trouble of ours");
            return Attempt::NotNow;
        }
    }
    let account = smtp_account(&credentials, &claimed.envelope_from);
    let mut session = match SmtpSession::connect(&kurier.parts().dialer, &account).await {
        Ok(session) => session,
        Err(outcome) => return Attempt::Spoken(outcome, None),
    };
    let limit = session.size_limit();
    let envelope = Envelope { from: claimed.envelope_from.clone(), recipients: claimed.envelope_to.clone() };
    let begin = async |rejected: &[RejectedRecipient]| match store::begin(
        kurier.db(),
        claimed,
        Untaken::of(rejected),
        kurier.now(),
    )
    .await
    {
        Ok(true) => Ok(()),
        Ok(false) => Err("another worker has it".to_owned()),
        Err(error) => Err(error.to_string()),
    };
    let outcome = session.send(&envelope, &claimed.mime, begin).await;
    session.quit().await;
    Attempt::Spoken(outcome, limit)
}

/// Of the rest of a message's recipients those who have opted out do not get it, and the others do.
async fn leave_out(kurier: &Kurier, claimed: &mut Claimed, root: OutboxId) -> Result<()> {
    let mut tx = kurier.db().workspace_tx(claimed.workspace).await?;
    let out =
        consents::opted_out_since(&mut tx, &kurier.parts().secrets, claimed.id, &claimed.envelope_to).await?;
    // Whoever is left alone with it is told as for any message.
    if out.is_empty() || out.len() == claimed.envelope_to.len() {
        return Ok(());
    }
    let kept: Vec<String> = claimed.envelope_to.iter().filter(|one| !out.contains(one)).cloned().collect();
    if rest::store::narrow(&mut tx, claimed.id, &claimed.token, &kept).await? {
        rest::refuse(&mut tx, claimed.workspace, root, &out, None).await?;
        tx.commit().await?;
        claimed.envelope_to = kept;
    }
    Ok(())
}

/// Who has opted out since it was handed over: a message may have waited for days.
async fn unwanted(kurier: &Kurier, claimed: &Claimed) -> Result<Vec<String>> {
    let mut tx = kurier.db().workspace_tx(claimed.workspace).await?;
    consents::opted_out_since(&mut tx, &kurier.parts().secrets, claimed.id, &claimed.envelope_to).await
}

fn smtp_account(credentials: &Credentials, from: &str) -> SmtpAccount {
    let imap = credentials.imap_account();
    SmtpAccount {
        host: credentials.smtp.host.clone(),
        port: credentials.smtp.port,
        security: match credentials.smtp.security {
            kurier_model::mailbox::Security::Tls => kurier_mail::stream::Security::Tls,
            kurier_model::mailbox::Security::StartTls => kurier_mail::stream::Security::StartTls,
            kurier_model::mailbox::Security::None => kurier_mail::stream::Security::None,
        },
        username: Some(imap.username).filter(|name| !name.is_empty()),
        secret: imap.secret,
        hello: from.rsplit_once('@').map_or("localhost", |(_, domain)| domain).to_owned(),
    }
}

/// Asks the server how large a message may be (RFC 1870 §3) and remembers the answer: what it said the last time may be long
/// out of date. A server that cannot be reached changes nothing.
pub(super) async fn ask_limit(kurier: &Kurier, actor: &Actor, mailbox: MailboxId, from: &str) -> Result<()> {
    let system = Actor::system(actor.workspace);
    let credentials = kurier.mailboxes().credentials(&system, mailbox).await?;
    if kurier.mailboxes().refusal(&system, mailbox).await?.is_some() {
        return Ok(());
    }
    let account = smtp_account(&credentials, from);
    let Ok(session) = SmtpSession::connect(&kurier.parts().dialer, &account).await else { return Ok(()) };
    let limit = session.size_limit().unwrap_or_default();
    session.quit().await;
    let mut tx = kurier.db().workspace_tx(actor.workspace).await?;
    store::remember_limit(&mut tx, mailbox, limit).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the outcome down. The database may be away for a moment just now, and the outcome is known only here: keep trying.
async fn write_down(kurier: &Kurier, claimed: &Claimed, attempt: Attempt) -> Result<()> {
    let mut tries = 0;
    loop {
        match write_once(kurier, claimed, &attempt).await {
            Err(error) if tries < 20 && (error.is_transient() || matches!(error, Error::Conflict)) => {
                tracing::warn!(outgoing = %claimed.id, %error, "the outcome of a message could not be written down; trying again");
                tries += 1;
                tokio::time::sleep(Duration::from_secs(3)).await;
            }
            other => return other,
        }
    }
}

async fn write_once(kurier: &Kurier, claimed: &Claimed, attempt: &Attempt) -> Result<()> {
    let now = kurier.now();
    let mut tx = kurier.db().workspace_tx(claimed.workspace).await?;
    let kind = match attempt {
        Attempt::Impossible(failure) => fail(&mut tx, claimed, failure, now).await?,
        Attempt::NotNow => wait(&mut tx, claimed, &SendFailure::Ours, now).await?,
        Attempt::Paused(answer) => hold(&mut tx, claimed, answer, now).await?,
        Attempt::Spoken(outcome, limit) => {
            if let Some(limit) = limit {
                store::remember_limit(&mut tx, claimed.mailbox, *limit).await?;
            }
            write_outcome(&mut tx, claimed, outcome, *limit, now).await?
        }
    };
    if let Some(kind) = kind {
        tell(&mut tx, &claimed.lost(), kind).await?;
    }
    tx.commit().await.map_err(Error::from)
}

async fn write_outcome(
    tx: &mut Tx,
    claimed: &Claimed,
    outcome: &Outcome,
    limit: Option<u64>,
    now: DateTime<Utc>,
) -> Result<Option<EventKind>> {
    let failure =
        |refusal: &Refusal| failure::of(refusal, &claimed.envelope_to, claimed.mime.len() as u64, limit);
    match outcome {
        Outcome::Accepted { rejected_recipients, .. } => {
            let untaken = Untaken::of(rejected_recipients);
            match claimed.rest_of {
                None => accepted(tx, claimed, &untaken, now).await,
                Some(root) => rest_accepted(tx, claimed, root, &untaken, now).await,
            }
        }
        Outcome::Rejected(refusal) => fail(tx, claimed, &failure(refusal), now).await,
        Outcome::Transient(refusal) => wait(tx, claimed, &failure(refusal), now).await,
        Outcome::Unknown { text } => {
            tracing::warn!(outgoing = %claimed.id, %text, "the connection was lost after a message was handed over");
            Ok(store::doubt(tx, claimed, now).await?.then_some(EventKind::MailUnknown))
        }
    }
}

async fn accepted(
    tx: &mut Tx,
    claimed: &Claimed,
    untaken: &Untaken,
    now: DateTime<Utc>,
) -> Result<Option<EventKind>> {
    let copy_due = sent_copy::first_due(&claimed.smtp_host, now);
    if !store::sent(tx, claimed, &untaken.refused, copy_due, now).await? {
        return Ok(None);
    }
    let actor = Actor::system(claimed.workspace);
    let row = rows::get(tx, &actor, claimed.id).await?.ok_or(Error::NotFound)?;
    after_sent(tx, &actor, &row, untaken, now).await?;
    if let Some(due) = copy_due {
        let copy = FileCopy::of(tx, claimed.workspace, claimed.id, claimed.mailbox).await?;
        queue::enqueue(tx, &copy, (due - now).to_std().unwrap_or_default()).await?;
    }
    rest::put(tx, claimed.workspace, claimed.id, untaken, now).await?;
    Ok(Some(EventKind::MailSent))
}

/// The message was sent before, and what follows from that has followed.
async fn rest_accepted(
    tx: &mut Tx,
    claimed: &Claimed,
    root: OutboxId,
    untaken: &Untaken,
    now: DateTime<Utc>,
) -> Result<Option<EventKind>> {
    if store::sent(tx, claimed, &[], None, now).await? {
        consents::went_out(tx, claimed.id, &untaken.keys(), now).await?;
        rest::put(tx, claimed.workspace, claimed.id, untaken, now).await?;
        rest::refuse(tx, claimed.workspace, root, &untaken.refused, None).await?;
        events::notify(tx, claimed.workspace, &News::Outbox { outgoing: claimed.id }).await?;
    }
    Ok(None)
}

async fn fail(
    tx: &mut Tx,
    claimed: &Claimed,
    failure: &SendFailure,
    now: DateTime<Utc>,
) -> Result<Option<EventKind>> {
    if !store::failed(tx, claimed, failure, now).await? {
        return Ok(None);
    }
    match claimed.rest_of {
        // What was sent to others is no draft any more.
        Some(root) => rest::refuse(tx, claimed.workspace, root, &claimed.envelope_to, None).await?,
        None => drafts::store::set_state(tx, claimed.draft, "open", Some(failure)).await?,
    }
    Ok(Some(EventKind::MailFailed))
}

/// Nothing was sent, and it is tried again later, until it was tried often or long enough. A trouble of another kind than the
/// last one begins to count anew: the last one is over.
async fn wait(
    tx: &mut Tx,
    claimed: &Claimed,
    failure: &SendFailure,
    now: DateTime<Utc>,
) -> Result<Option<EventKind>> {
    if claimed.attempt >= MOST_ATTEMPTS || now - claimed.created_at > LONGEST {
        return fail(tx, claimed, failure, now).await;
    }
    let goes_on = claimed
        .last_failure
        .as_ref()
        .is_none_or(|last| std::mem::discriminant(last) == std::mem::discriminant(failure));
    let attempt = if goes_on { claimed.attempt } else { 1 };
    put_off(tx, claimed, failure, attempt, backoff(attempt), now).await?;
    Ok(None)
}

/// Nothing was tried: it goes out soon after somebody has given the password, if that does not take too long.
async fn hold(tx: &mut Tx, claimed: &Claimed, answer: &str, now: DateTime<Utc>) -> Result<Option<EventKind>> {
    let failure = SendFailure::WrongPassword { answer: answer.to_owned() };
    if now - claimed.created_at > LONGEST {
        return fail(tx, claimed, &failure, now).await;
    }
    put_off(tx, claimed, &failure, claimed.attempt.saturating_sub(1), PAUSED, now).await?;
    Ok(None)
}

async fn put_off(
    tx: &mut Tx,
    claimed: &Claimed,
    failure: &SendFailure,
    attempt: u32,
    delay: TimeDelta,
    now: DateTime<Utc>,
) -> Result<()> {
    if store::wait(tx, claimed, failure, attempt, now + delay).await? {
        let again = Deliver::of(tx, claimed.workspace, claimed.id, claimed.mailbox).await?;
        queue::enqueue(tx, &again, delay.to_std().unwrap_or_default()).await?;
        events::notify(tx, claimed.workspace, &News::Outbox { outgoing: claimed.id }).await?;
    }
    Ok(())
}

/// What follows from a sent message, in the transaction that says so: the draft is done, the original is answered, the lead is
/// active.
pub(super) async fn after_sent(
    tx: &mut Tx,
    actor: &Actor,
    row: &rows::Row,
    untaken: &Untaken,
    now: DateTime<Utc>,
) -> Result<()> {
    drafts::store::set_state(tx, row.outgoing.draft, "sent", None).await?;
    consents::went_out(tx, row.outgoing.id, &untaken.keys(), now).await?;
    store::drop_files(tx, row.outgoing.draft).await?;
    if let Some(answered) = store::answered(tx, row.outgoing.draft).await? {
        let threads = answered.places.iter().map(|place| place.thread);
        let lock = lines::lock(tx, actor.workspace, threads).await?;
        let wanted = Wanted { answered: Some(true), ..Wanted::default() };
        wishes::want(tx, actor.workspace, answered.mailbox, lock, &answered.places, wanted).await?;
    }
    if let Some(thread) = row.outgoing.thread {
        for record in store::touch_records(tx, thread, now).await? {
            events::notify(tx, actor.workspace, &News::Record { record }).await?;
        }
    }
    Ok(())
}

async fn tell(tx: &mut Tx, what: &store::Lost, kind: EventKind) -> Result<()> {
    let mut event = Event::new(kind)
        .mailbox(what.mailbox)
        .payload(json!({ "outgoing": what.id, "subject": what.subject }));
    if let Some(thread) = what.thread {
        event = event.thread(thread);
    }
    event.record_in(tx, &Actor::system(what.workspace)).await?;
    events::notify(tx, what.workspace, &News::Outbox { outgoing: what.id }).await
}

fn backoff(attempt: u32) -> TimeDelta {
    let step = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX).min(BACKOFF.len() - 1);
    TimeDelta::seconds(BACKOFF.get(step).copied().unwrap_or(1_800))
}

#[cfg(test)]
mod tests {
    use super::backoff;

    #[test]
    fn waits_grow_and_stay() {
        let waits: Vec<i64> = (1..=7).map(|attempt| backoff(attempt).num_seconds()).collect();
        assert_eq!(waits, [5, 30, 120, 600, 1_800, 1_800, 1_800]);
    }
}
