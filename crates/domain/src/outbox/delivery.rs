//! The worker's side: claims what is due, hands it to the SMTP server, writes down what happened.

mod store;

use super::sending::store as rows;
use super::{Outbox, failure, sent_copy};
use crate::events::{self, WorkerChannel};
use crate::lines;
use crate::mailboxes::Credentials;
use crate::wishes::{self, Wanted};
use crate::{Actor, Error, Event, EventKind, Kurier, Result, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kurier_mail::smtp::{Envelope, Outcome, Phase, Refusal, SmtpAccount, SmtpSession};
use kurier_model::MailboxId;
use kurier_model::compose::SendFailure;
use kurier_model::live::News;
use serde_json::json;
use std::time::Duration;
use store::Claimed;

/// How many servers are spoken to side by side.
const AT_ONCE: usize = 4;
/// How often it is looked for new work while there is work under way.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How often a worker says that it is alive, and after how long without it a row is taken from it.
const HEARTBEAT: Duration = Duration::from_secs(15);
const DEAD_AFTER: TimeDelta = TimeDelta::seconds(40);
/// Waits between attempts, in seconds; the last repeats until [`MOST_ATTEMPTS`].
const BACKOFF: [i64; 5] = [5, 30, 120, 600, 1_800];
const MOST_ATTEMPTS: u32 = 12;

/// What one round of the worker did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Messages handed to a server, whatever came of it, and copies put into Sent.
    pub handled: u32,
    /// When something will be due next, as far as is known now.
    pub next_due: Option<DateTime<Utc>>,
}

impl Outbox<'_> {
    /// Sends everything that is due, then puts copies into Sent. Any number of workers may do this at once, in any number of
    /// processes; `worker` names this one in the rows that it holds. Once `stopping`, nothing new is begun.
    ///
    /// # Errors
    /// Those of the database. A mail server's trouble is written into the message's row.
    pub async fn deliver_due(
        &self,
        worker: &str,
        stopping: impl Fn() -> bool + Send + Sync,
    ) -> Result<Delivery> {
        let kurier = self.kurier;
        recover(kurier).await?;
        let mut under_way = FuturesUnordered::new();
        let mut handled = 0;
        let mut trouble = None;
        loop {
            // After trouble nothing new is begun, but what is under way is finished.
            while trouble.is_none() && !stopping() && under_way.len() < AT_ONCE {
                match next_job(kurier, worker).await {
                    Ok(Some(job)) => under_way.push(job.run(kurier)),
                    Ok(None) => break,
                    Err(error) => trouble = Some(error),
                }
            }
            if under_way.is_empty() {
                break;
            }
            // One slow server must not hold up what becomes due meanwhile.
            let done = tokio::select! {
                done = under_way.next() => done,
                () = tokio::time::sleep(LOOK_AGAIN) => None,
            };
            match done {
                Some(Ok(())) => handled += 1,
                Some(Err(error)) => trouble = trouble.or(Some(error)),
                None => trouble = trouble.or(recover(kurier).await.err()),
            }
        }
        match trouble {
            Some(error) => Err(error),
            None => Ok(Delivery { handled, next_due: store::next_due(kurier.db(), DEAD_AFTER).await? }),
        }
    }
}

/// Something that a worker has taken on.
enum Job {
    Send(Claimed),
    File(sent_copy::Copy),
}

impl Job {
    async fn run(self, kurier: &Kurier) -> Result<()> {
        match self {
            Self::Send(claimed) => deliver(kurier, claimed).await,
            Self::File(copy) => sent_copy::file(kurier, &copy).await,
        }
    }
}

async fn next_job(kurier: &Kurier, worker: &str) -> Result<Option<Job>> {
    if let Some(claimed) = store::claim(kurier.db(), worker, kurier.now()).await? {
        return Ok(Some(Job::Send(claimed)));
    }
    Ok(sent_copy::claim(kurier).await?.map(Job::File))
}

/// Rows of workers that died: what was not begun is sent later, what was begun is in doubt.
async fn recover(kurier: &Kurier) -> Result<()> {
    let now = kurier.now();
    store::release_claimed(kurier.db(), now - DEAD_AFTER, now).await?;
    for lost in store::doubt_transmitting(kurier.db(), now - DEAD_AFTER, now).await? {
        let mut tx = kurier.db().workspace_tx(lost.workspace).await?;
        tell(&mut tx, &lost, EventKind::MailUnknown).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn deliver(kurier: &Kurier, claimed: Claimed) -> Result<()> {
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

/// One SMTP conversation. The size limit that the server told comes with it.
async fn hand_over(kurier: &Kurier, claimed: &Claimed) -> (Outcome, Option<u64>) {
    let actor = Actor::system(claimed.workspace);
    let credentials = match kurier.mailboxes().credentials(&actor, claimed.mailbox).await {
        Ok(credentials) => credentials,
        Err(Error::NotFound) => return (refused("the mailbox was removed"), None),
        Err(error) => return (not_now(&error.to_string()), None),
    };
    let account = smtp_account(&credentials, &claimed.envelope_from);
    let mut session = match SmtpSession::connect(&kurier.parts().dialer, &account).await {
        Ok(session) => session,
        Err(outcome) => return (outcome, None),
    };
    let limit = session.size_limit();
    let envelope = Envelope { from: claimed.envelope_from.clone(), recipients: claimed.envelope_to.clone() };
    let begin = async || match store::begin(kurier.db(), claimed, kurier.now()).await {
        Ok(true) => Ok(()),
        Ok(false) => Err("another worker has it".to_owned()),
        Err(error) => Err(error.to_string()),
    };
    let outcome = session.send(&envelope, &claimed.mime, begin).await;
    session.quit().await;
    (outcome, limit)
}

fn smtp_account(credentials: &Credentials, from: &str) -> SmtpAccount {
    let imap = credentials.imap_account();
    SmtpAccount {
        host: credentials.smtp.host.clone(),
        port: credentials.smtp.port,
        security: match credentials.smtp.security {
            kurier_model::account::Security::Tls => kurier_mail::stream::Security::Tls,
            kurier_model::account::Security::StartTls => kurier_mail::stream::Security::StartTls,
            kurier_model::account::Security::None => kurier_mail::stream::Security::None,
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
async fn write_down(
    kurier: &Kurier,
    claimed: &Claimed,
    (outcome, limit): (Outcome, Option<u64>),
) -> Result<()> {
    let mut tries = 0;
    loop {
        match write_once(kurier, claimed, &outcome, limit).await {
            Err(error) if tries < 20 && (error.is_transient() || matches!(error, Error::Conflict)) => {
                tracing::warn!(outgoing = %claimed.id, %error, "the outcome of a message could not be written down; trying again");
                tries += 1;
                tokio::time::sleep(Duration::from_secs(3)).await;
            }
            other => return other,
        }
    }
}

async fn write_once(kurier: &Kurier, claimed: &Claimed, outcome: &Outcome, limit: Option<u64>) -> Result<()> {
    let now = kurier.now();
    let mut tx = kurier.db().workspace_tx(claimed.workspace).await?;
    if let Some(limit) = limit {
        store::remember_limit(&mut tx, claimed.mailbox, limit).await?;
    }
    let kind = match outcome {
        Outcome::Accepted { rejected_recipients, .. } => {
            let refused: Vec<String> =
                rejected_recipients.iter().map(|rejected| rejected.email.clone()).collect();
            if !store::sent(&mut tx, claimed, &refused, sent_copy::first_due(&claimed.smtp_host, now), now)
                .await?
            {
                return Ok(());
            }
            let actor = Actor::system(claimed.workspace);
            let row = rows::get(&mut tx, &actor, claimed.id).await?.ok_or(Error::NotFound)?;
            after_sent(&mut tx, &actor, &row, now).await?;
            Some(EventKind::MailSent)
        }
        Outcome::Rejected(refusal) => fail(&mut tx, claimed, refusal, limit, now).await?,
        Outcome::Transient(refusal) if claimed.attempt >= MOST_ATTEMPTS => {
            fail(&mut tx, claimed, refusal, limit, now).await?
        }
        Outcome::Transient(refusal) => {
            let failure = failure::of(refusal, &claimed.envelope_to, claimed.mime.len() as u64, limit);
            let at = now + backoff(claimed.attempt);
            if store::wait(&mut tx, claimed, &failure, at).await? {
                events::notify(&mut tx, claimed.workspace, &News::Outbox { outgoing: claimed.id }).await?;
                events::wake(&mut tx, WorkerChannel::Outbox, claimed.id).await?;
            }
            None
        }
        Outcome::Unknown { text } => {
            tracing::warn!(outgoing = %claimed.id, %text, "the connection was lost after a message was handed over");
            store::doubt(&mut tx, claimed, now).await?.then_some(EventKind::MailUnknown)
        }
    };
    if let Some(kind) = kind {
        tell(&mut tx, &claimed.lost(), kind).await?;
    }
    tx.commit().await.map_err(Error::from)
}

async fn fail(
    tx: &mut Tx,
    claimed: &Claimed,
    refusal: &Refusal,
    limit: Option<u64>,
    now: DateTime<Utc>,
) -> Result<Option<EventKind>> {
    let failure: SendFailure = failure::of(refusal, &claimed.envelope_to, claimed.mime.len() as u64, limit);
    if !store::failed(tx, claimed, &failure, now).await? {
        return Ok(None);
    }
    rows::set_draft(tx, claimed.draft, "open", Some(&failure)).await?;
    Ok(Some(EventKind::MailFailed))
}

/// What follows from a sent message, in the transaction that says so: the draft is done, the original is answered, the lead is
/// active.
pub(super) async fn after_sent(
    tx: &mut Tx,
    actor: &Actor,
    row: &rows::Row,
    now: DateTime<Utc>,
) -> Result<()> {
    rows::set_draft(tx, row.outgoing.draft, "sent", None).await?;
    store::drop_files(tx, row.outgoing.draft).await?;
    if let Some(answered) = store::answered(tx, row.outgoing.draft).await? {
        let threads = answered.places.iter().map(|place| place.thread);
        let lock = lines::lock(tx, actor.workspace, threads).await?;
        let wanted = Wanted { answered: Some(true), ..Wanted::default() };
        wishes::want(tx, actor.workspace, answered.mailbox, lock, &answered.places, wanted).await?;
    }
    if let Some(thread) = row.outgoing.thread {
        for lead in store::touch_leads(tx, thread, now).await? {
            events::notify(tx, actor.workspace, &News::Lead { lead }).await?;
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

fn refused(text: &str) -> Outcome {
    Outcome::Rejected(Refusal {
        phase: Phase::Connect,
        code: None,
        enhanced: None,
        text: text.to_owned(),
        recipient: None,
    })
}

fn not_now(text: &str) -> Outcome {
    Outcome::Transient(Refusal {
        phase: Phase::Connect,
        code: None,
        enhanced: None,
        text: text.to_owned(),
        recipient: None,
    })
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
