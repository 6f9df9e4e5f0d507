//! Erasing a person, with proof. What somebody asked for is written down and gone on with by a job: first their mail is put into the trash, where
//! that is wanted, some at a time; then everything else goes in one transaction, which also looks whether anything is found any more, and writes
//! down what was done. Only then is forgotten whom it was about.

mod store;

use super::subject::{self, Subject};
use super::{Protection, acts, facts};
use crate::{
    actor::Actor,
    badges,
    db::Tx,
    erased,
    error::{Error, Result, again},
    events,
    events::{Event, EventKind},
    forgetting, lines,
    queue::{self, Erase},
    records,
    secrets::Secrets,
    wishes::{self, Wanted},
};
use chrono::{DateTime, Utc};
use kurier_model::live::News;
use kurier_model::protection::{ActKind, Asked, Counted, DataKind, MailWish, Matter};
use kurier_model::{ActId, Field, Reason, RecordId, WorkspaceId};
use serde_json::json;
use std::time::{Duration, Instant};

/// What a record is called of which is not known whose it is.
pub(super) const NOBODY: &str = "—";
/// Messages that are put into the trash together.
const MESSAGES: i64 = 200;
/// How long one waits for what is on its way to the person.
const PAUSE: Duration = Duration::from_secs(30);

/// What becomes of the records themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    Gone,
    /// They stay, with nothing in them that says whose they are.
    Anonymous,
}

impl Protection<'_> {
    /// Erases a person: what there is of them goes, and cannot be brought back. `confirmed` is what the record is called, as a sign that it is
    /// meant.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`], also for records that are not the same person's;
    /// [`Error::Invalid`] when it was not confirmed; [`Error::Conflict`] while a record is held, a message to them is on its way, or they
    /// are being erased already.
    pub async fn erase(
        &self,
        actor: &Actor,
        asked: &Asked,
        mail: MailWish,
        confirmed: &str,
    ) -> Result<ActId> {
        super::only_admins(actor)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = subject::find(&mut tx, asked.record, Some(asked)).await?;
        if !says_the_same(confirmed, &found.record.name) {
            return Err(Error::invalid(Field::Name, Reason::Wrong));
        }
        let subject = found.subject;
        // Two who press at once: the second finds it going on.
        subject::lock(&mut tx, &subject.records).await?;
        if acts::store::is_any_held(&mut tx, &subject.records).await?
            || erased::is_being_erased(&mut tx, &subject.records).await?
            || facts::on_the_way(&mut tx, &subject).await? > 0
        {
            return Err(Error::Conflict);
        }
        let act = ActId::new();
        let new = acts::store::New {
            what: ActKind::Erased,
            hashes: acts::hashes(&self.kurier.parts().secrets, &subject),
            matter: Matter { mail, names: !subject.names.is_empty(), ..Matter::default() },
            asked: Some(serde_json::to_value(&subject)?),
            counts: Vec::new(),
        };
        acts::store::insert(&mut tx, actor, act, &new, self.kurier.now()).await?;
        let job = Erase { workspace: actor.workspace, act };
        queue::enqueue(&mut tx, &job, Duration::ZERO).await?;
        tx.commit().await?;
        Ok(act)
    }

    /// Goes on with an erasure, for a job: `None` when it is done, else when somebody has to go on.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn go_on(
        &self,
        workspace: WorkspaceId,
        act: ActId,
        turn: Duration,
    ) -> Result<Option<Duration>> {
        let began = Instant::now();
        let actor = Actor::system(workspace);
        loop {
            let moved = again(|| self.trash(&actor, act)).await?;
            if !moved {
                break;
            }
            if began.elapsed() >= turn {
                return Ok(Some(Duration::ZERO));
            }
        }
        let done = again(|| self.finish(&actor, act)).await?;
        Ok((!done).then_some(PAUSE))
    }

    /// Puts some of their mail into the trash. False: there is none (any more), or it is not wanted.
    async fn trash(&self, actor: &Actor, act: ActId) -> Result<bool> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let Some((asked, mut matter, _)) = acts::store::going(&mut tx, act).await? else { return Ok(false) };
        let subject: Subject = serde_json::from_value(asked.clone())?;
        if matter.mail == MailWish::Leave {
            return Ok(false);
        }
        let Some((mailbox, folder, places)) = store::to_trash(&mut tx, &subject.keys, MESSAGES).await? else {
            return Ok(false);
        };
        let threads: Vec<_> = places.iter().map(|place| place.thread).collect();
        let lock = lines::lock(&mut tx, actor.workspace, threads).await?;
        let wanted = Wanted { folder: Some(folder), ..Wanted::default() };
        wishes::want(&mut tx, actor.workspace, mailbox, lock, &places, wanted).await?;
        matter.trashed = matter.trashed.saturating_add(u32::try_from(places.len()).unwrap_or(u32::MAX));
        acts::store::proceed(&mut tx, act, &asked, &matter).await?;
        told(&mut tx, actor, &subject).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// All the rest at once. False: something is on its way to the person, and is waited for.
    async fn finish(&self, actor: &Actor, act: ActId) -> Result<bool> {
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        let Some((asked, mut matter, _)) = acts::store::going(&mut tx, act).await? else { return Ok(true) };
        let subject: Subject = serde_json::from_value(asked)?;
        if facts::on_the_way(&mut tx, &subject).await? > 0 {
            return Ok(false);
        }
        let secrets = &self.kurier.parts().secrets;
        erased::keep(&mut tx, actor, secrets, &subject.addresses, now).await?;
        if matter.mail == MailWish::Trash {
            let gone = store::unplaced(&mut tx, &subject.keys).await?;
            forgetting::forget(&mut tx, &gone).await?;
        }
        let done = all(&mut tx, actor, &subject, Rows::Gone, now).await?;
        matter.found = Some(done.found);
        matter.mail_left = facts::mail_left(&mut tx, &subject.keys).await?;
        acts::store::finish(&mut tx, act, &done.counts, &matter, now).await?;
        Event::new(EventKind::DataErased).payload(json!({ "act": act })).record_in(&mut tx, actor).await?;
        events::notify(&mut tx, actor.workspace, &News::Resync).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// What came of it.
pub(super) struct Done {
    pub(super) counts: Vec<Counted>,
    /// What the same search finds afterwards.
    pub(super) found: u32,
}

/// Erases everything but mail, in this transaction.
pub(super) async fn all(
    tx: &mut Tx,
    actor: &Actor,
    subject: &Subject,
    rows: Rows,
    now: DateTime<Utc>,
) -> Result<Done> {
    subject::lock(tx, &subject.records).await?;
    let mut counts = facts::counted(&facts::sections(tx, subject).await?);
    let (ids, keys) = (&subject.records[..], &subject.keys[..]);
    for record in ids {
        badges::refresh_soon(tx, actor.workspace, RecordId(*record)).await?;
    }
    store::forget_outbox(tx, ids, keys).await?;
    store::forget_drafts(tx, ids, keys, now).await?;
    store::forget_consents(tx, ids, keys).await?;
    store::forget_sends(tx, ids, keys).await?;
    store::forget_ways_out(tx, ids, keys).await?;
    store::forget_tasks(tx, ids).await?;
    store::forget_notes(tx, ids).await?;
    store::forget_left(tx, keys).await?;
    store::forget_files(tx, ids).await?;
    store::forget_lines(tx, ids, keys).await?;
    store::forget_rules(tx, keys).await?;
    if rows == Rows::Gone {
        unlink(tx, actor, subject).await?;
    }
    // What is written about the record from now on is the last that is.
    store::forget_history(tx, ids).await?;
    match rows {
        Rows::Gone => store::forget_records(tx, ids).await?,
        Rows::Anonymous => store::anonymise(tx, ids).await?,
    }
    let but = &subject.but;
    let mentions = store::forget_mentions(tx, &subject.marks(), but).await?;
    counts.push(Counted { what: DataKind::Mentions, count: mentions });
    let found = left(tx, subject, rows).await?;
    told(tx, actor, subject).await?;
    Ok(Done { counts, found })
}

/// What is found of the person by the search that found them. Of an anonymous record its row stays, and who names it.
async fn left(tx: &mut Tx, subject: &Subject, rows: Rows) -> Result<u32> {
    let stays =
        |what: DataKind| rows == Rows::Anonymous && matches!(what, DataKind::Records | DataKind::Links);
    let sections = facts::counted(&facts::sections(tx, subject).await?);
    let found: u32 = sections.iter().filter(|one| !stays(one.what)).map(|one| one.count).sum();
    let mentions = facts::mentions(tx, subject).await?;
    Ok(found.saturating_add(u32::try_from(mentions.len()).unwrap_or(u32::MAX)))
}

/// Records that name one of theirs in a field name nobody there any more, and say so in their history.
async fn unlink(tx: &mut Tx, actor: &Actor, subject: &Subject) -> Result<()> {
    for (record, field) in store::unlink(tx, &subject.records).await? {
        let fields = [Field::OfKind(field)];
        records::mark_changed(tx, record, &fields).await?;
        let event = Event::new(EventKind::RecordChanged).record(record);
        event.payload(json!({ "fields": fields })).record_in(tx, actor).await?;
        events::notify(tx, actor.workspace, &News::Record { record }).await?;
    }
    Ok(())
}

/// Pages of theirs hear of it.
async fn told(tx: &mut Tx, actor: &Actor, subject: &Subject) -> Result<()> {
    for record in &subject.records {
        events::notify(tx, actor.workspace, &News::Record { record: RecordId(*record) }).await?;
    }
    Ok(())
}

/// Whoever wanted no mail gets none, though nothing else is known of them.
pub(super) async fn keep_opt_out(
    tx: &mut Tx,
    actor: &Actor,
    secrets: &Secrets,
    subject: &Subject,
    now: DateTime<Utc>,
) -> Result<()> {
    if store::has_opted_out(tx, &subject.records).await? {
        erased::keep(tx, actor, secrets, &subject.addresses, now).await?;
    }
    Ok(())
}

/// What was typed to confirm it is what the record is called, whatever the letters and spaces.
fn says_the_same(typed: &str, name: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(typed) == plain(name)
}
