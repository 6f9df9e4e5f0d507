//! What is left for later in Ready: with a note, until it comes back; and where the note goes.

use crate::leads::JAN;
use crate::office::Office;
use anyhow::{Context, Result};
use kurier_domain::outbox::Tz;
use kurier_domain::{Actor, Error};
use kurier_model::inbox::LinkReason;
use kurier_model::ready::{Decided, Decision, PostponeForm, ReadyFilter, ReadyItem, Until};
use kurier_model::timeline::{TimelineFilter, TimelineItem};
use kurier_model::{Field, Reason, RecordId, ThreadId};
use kurier_testbed::mails::{self, Mail};
use kurier_testbed::people::{ANNA, BIURO};
use sqlx::PgPool;

pub const STEP: &str = "Zadzwonić po urlopie";
const DAY: i64 = 24 * 3600;

pub fn until(until: Until) -> PostponeForm {
    PostponeForm { note: STEP.to_owned(), until, changes: None }
}

pub async fn later(office: &Office, actor: &Actor, thread: ThreadId) -> Result<Decided> {
    let form = until(Until::ThreeDays);
    Ok(office.kurier.ready().postpone(actor, thread, &form, ReadyFilter::Ready, Tz::UTC).await?)
}

pub async fn left(office: &Office, actor: &Actor) -> Result<Vec<ReadyItem>> {
    let query = ReadyFilter::Postponed.into();
    Ok(office.kurier.ready().page(actor, &query, Tz::UTC, None, 20).await?.rows)
}

/// The question, waiting.
pub async fn asked(office: &Office) -> Result<(Mail, ThreadId)> {
    let question = mails::question(BIURO.address);
    office.arrives(&question.raw()).await?;
    let item = office.ready(&office.anna).await?.pop().context("it waits")?;
    Ok((question, item.thread))
}

pub async fn notes(office: &Office, record: RecordId) -> Result<Vec<(String, String)>> {
    let rows =
        office.kurier.records().timeline(&office.anna, record, TimelineFilter::Notes, None, 20).await?.rows;
    let note = |what| match what {
        TimelineItem::Note { by, text, .. } => Some((by, text)),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(|row| note(row.what)).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_left_for_later_has_a_note_and_comes_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let (_, thread) = asked(&office).await?;
    let wrong = PostponeForm {
        note: " ".to_owned(),
        until: Until::Day { day: "2020-01-01".to_owned() },
        changes: None,
    };
    let refused = ready.postpone(anna, thread, &wrong, ReadyFilter::Ready, Tz::UTC).await;
    let Err(Error::Invalid(invalid)) = refused else { panic!("{refused:?}") };
    assert_eq!(invalid.about(Field::NextStep), Some(&Reason::Required));
    assert_eq!(invalid.about(Field::DueDay), Some(&Reason::PastDay));
    assert_eq!(ready.count(anna).await?, 1, "nothing was decided");

    let decided = later(&office, anna, thread).await?;
    assert_eq!((decided.remaining, ready.count(anna).await?), (0, 0));
    assert!(office.ready(&office.bartek).await?.is_empty(), "nobody is asked meanwhile");
    let telling = "SELECT count(*) FROM graphile_worker.jobs WHERE key LIKE 'come_back:%' AND run_at > now() + interval '2 days'";
    let jobs: i64 = sqlx::query_scalar(telling).fetch_one(&office.pool).await?;
    assert_eq!(jobs, 1, "open pages are told when it comes back");
    let item = left(&office, &office.bartek).await?.pop().context("it stands under later")?;
    let said = item.postponed.context("how")?;
    assert_eq!((said.note.as_str(), said.by.as_str(), said.is_over), (STEP, ANNA.name, false));
    assert!(left(&office, &office.celina).await?.is_empty(), "who does not see the mailbox");
    ready.undo(anna, decided.undo).await?;
    assert_eq!((ready.count(anna).await?, left(&office, anna).await?.len()), (1, 0));
    assert!(office.ready(anna).await?[0].postponed.is_none(), "as if nothing had been");

    // Nobody has to do anything for it to come back, and what was to be done is said.
    later(&office, anna, thread).await?;
    office.wait(3 * DAY + DAY / 2);
    assert_eq!((ready.count(anna).await?, left(&office, anna).await?.len()), (1, 0));
    let back = office.ready(anna).await?.pop().and_then(|item| item.postponed).context("its note")?;
    assert_eq!((back.note.as_str(), back.is_over), (STEP, true));
    // It can be left again.
    later(&office, &office.bartek, thread).await?;
    assert_eq!(ready.count(anna).await?, 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_client_who_writes_again_is_there_at_once_and_a_machine_is_not(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let (question, thread) = asked(&office).await?;
    let decided = later(&office, anna, thread).await?;
    let robot = question
        .answer("Zgłoszenia <zgloszenia@meble-nowak.example>", BIURO.address, "Przyjęto.")
        .header("Auto-Submitted", "auto-generated");
    office.arrives(&robot.raw()).await?;
    assert_eq!(ready.count(anna).await?, 0, "a machine changes nothing");
    let more = question.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Czy dotarło?");
    office.arrives(&more.raw()).await?;
    let item = office.ready(anna).await?.pop().context("it waits")?;
    assert!(item.postponed.is_some_and(|said| said.is_over && said.note == STEP), "with its note");
    assert!(left(&office, anna).await?.is_empty());

    // What is taken back now hides nobody either.
    ready.undo(anna, decided.undo).await?;
    assert_eq!(ready.count(anna).await?, 1);
    let again = later(&office, anna, thread).await?;
    let ignored = ready.decide(anna, thread, Decision::Ignore).await?;
    office.arrives(&question.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Halo?").raw()).await?;
    ready.undo(anna, ignored.undo).await?;
    assert_eq!((ready.count(anna).await?, left(&office, anna).await?.len()), (1, 0));
    ready.undo(anna, again.undo).await?;
    assert_eq!(ready.count(anna).await?, 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn how_it_is_left_is_changed_and_ended(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna, bartek) = (office.kurier.ready(), &office.anna, &office.bartek);
    let (_, thread) = asked(&office).await?;
    later(&office, anna, thread).await?;
    // Whoever still sees it in the first list is told that it is decided.
    let late = ready.decide_seen(bartek, thread, Decision::Ignore, Some(ReadyFilter::Ready)).await;
    assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
    let late = later(&office, bartek, thread).await;
    assert!(late.is_err_and(|error| matches!(error.downcast_ref(), Some(Error::Conflict))));
    let seen = left(&office, bartek).await?.pop().and_then(|item| item.postponed).context("how")?;

    let change =
        |note: &str| PostponeForm { note: note.to_owned(), until: Until::NextWeek, changes: Some(seen.at) };
    office.wait(1);
    let changed =
        ready.postpone(bartek, thread, &change("Wysłać cennik"), ReadyFilter::Postponed, Tz::UTC).await?;
    let overtaken = ready.postpone(anna, thread, &change("Nic"), ReadyFilter::Postponed, Tz::UTC).await;
    assert!(matches!(overtaken, Err(Error::Conflict)), "the other has changed it: {overtaken:?}");
    let note = async || {
        anyhow::Ok(
            left(&office, anna).await?.pop().and_then(|item| item.postponed).map(|said| (said.note, said.by)),
        )
    };
    assert_eq!(note().await?, Some(("Wysłać cennik".to_owned(), "Bartek Nowak".to_owned())));
    ready.undo(bartek, changed.undo).await?;
    assert_eq!(note().await?, Some((STEP.to_owned(), ANNA.name.to_owned())));

    let ended = ready.resume(bartek, thread).await?;
    assert_eq!((ended.remaining, left(&office, anna).await?.len()), (1, 0));
    assert!(office.ready(anna).await?[0].postponed.as_ref().is_some_and(|said| said.note == STEP));
    assert!(matches!(ready.resume(anna, thread).await, Err(Error::Conflict)));
    ready.undo(bartek, ended.undo).await?;
    assert_eq!((ready.count(anna).await?, left(&office, anna).await?.len()), (0, 1));
    for refused in [
        ready.resume(&office.celina, thread).await,
        ready.postpone(&office.celina, thread, &until(Until::Tomorrow), ReadyFilter::Ready, Tz::UTC).await,
    ] {
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    // From where it is left it is decided on like everything; and whoever decided first has.
    ready.decide_seen(anna, thread, Decision::Ignore, Some(ReadyFilter::Postponed)).await?;
    let late = ready.decide_seen(bartek, thread, Decision::Ignore, Some(ReadyFilter::Postponed)).await;
    assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
    let late = ready.postpone(bartek, thread, &until(Until::Tomorrow), ReadyFilter::Ready, Tz::UTC).await;
    assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
    // Ignored by mistake: it is left from there.
    ready.postpone(bartek, thread, &until(Until::Tomorrow), ReadyFilter::Ignored, Tz::UTC).await?;
    assert_eq!(left(&office, anna).await?.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_note_goes_where_the_mail_goes(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna, bartek) = (office.kurier.ready(), &office.anna, &office.bartek);
    let (question, thread) = asked(&office).await?;
    later(&office, anna, thread).await?;
    // Into the description of a new lead.
    let form = ready.propose(bartek, thread).await?.form;
    assert!(
        form.description.contains("14 marca") && form.description.ends_with(&format!("\n\n{STEP}")),
        "{}",
        form.description
    );
    let created = ready.decide(bartek, thread, Decision::Create { lead: form }).await?;
    let lead = created.record.context("a lead")?;
    assert!(office.value(lead, "description").await?.ends_with(STEP));
    assert!(notes(&office, lead).await?.is_empty(), "once is enough");
    assert!(left(&office, anna).await?.is_empty());
    ready.undo(bartek, created.undo).await?;
    assert_eq!((ready.count(anna).await?, left(&office, anna).await?.len()), (0, 1), "left as it was");

    // Onto the timeline of what it is attached to, by whoever left it.
    let record = office.lead(anna, "Krzesła", "x@inna.example").await?;
    let attached = ready.decide(bartek, thread, Decision::Attach { record }).await?;
    assert_eq!(notes(&office, record).await?, [(ANNA.name.to_owned(), STEP.to_owned())]);
    ready.undo(bartek, attached.undo).await?;
    assert!(notes(&office, record).await?.is_empty());
    assert_eq!(left(&office, anna).await?.len(), 1);
    let done = office.kurier.links().attach(bartek, vec![thread], record).await?;
    assert_eq!(notes(&office, record).await?.len(), 1, "from the inbox too");
    ready.undo(bartek, done.undo.context("undo")?).await?;
    assert_eq!((notes(&office, record).await?.len(), left(&office, anna).await?.len()), (0, 1));

    // And when the client writes again and belongs to the only open record by then.
    let jans = office.lead(anna, "Stoły", JAN).await?;
    office.arrives(&question.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Halo?").raw()).await?;
    let linked = office.conversation(thread).await?.records;
    assert!(matches!(&linked[0].reason, LinkReason::Address { .. }));
    assert_eq!(notes(&office, jans).await?, [(ANNA.name.to_owned(), STEP.to_owned())]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_same_mail_in_two_mailboxes_is_left_together(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let private = office.connect_private(&ANNA).await?;
    let mail = Mail::new(&format!("Jan <{JAN}>"), BIURO.address, "Termin").cc(ANNA.address).text("Kiedy?");
    office.dovecot.deliver_lmtp(ANNA.address, &mail.raw()).await?;
    office.arrives(&mail.raw()).await?;
    office.sync_one(private).await?;
    let shown = office.ready(anna).await?.pop().context("once")?.thread;
    let decided = later(&office, anna, shown).await?;
    assert_eq!((decided.remaining, office.ready(&office.bartek).await?.len()), (0, 0));
    assert_eq!((left(&office, anna).await?.len(), left(&office, &office.bartek).await?.len()), (1, 1));
    let ended = ready.resume(anna, shown).await?;
    assert_eq!((ended.remaining, office.ready(&office.bartek).await?.len()), (1, 1));
    ready.undo(anna, ended.undo).await?;
    let record = office.lead(anna, "Bramy", "x@inna.example").await?;
    let attached = ready.decide(anna, shown, Decision::Attach { record }).await?;
    assert_eq!(notes(&office, record).await?.len(), 1, "two copies, one note");
    ready.undo(anna, attached.undo).await?;
    assert_eq!((left(&office, anna).await?.len(), left(&office, &office.bartek).await?.len()), (1, 1));
    ready.undo(anna, decided.undo).await?;
    assert_eq!((ready.count(anna).await?, office.ready(&office.bartek).await?.len()), (1, 1));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_was_left_stays_with_a_thread_that_becomes_another(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    let (one, other) =
        (mails::question(BIURO.address), mails::question(BIURO.address).subject("Inna sprawa"));
    for mail in [&one, &other] {
        office.arrives(&mail.raw()).await?;
    }
    for item in office.ready(anna).await? {
        let note = format!("{STEP}: {}", item.subject);
        let form = PostponeForm { note, ..until(Until::ThreeDays) };
        office.kurier.ready().postpone(anna, item.thread, &form, ReadyFilter::Ready, Tz::UTC).await?;
    }
    let joined =
        other.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Razem").referring_to(one.message_id());
    office.arrives(&joined.raw()).await?;
    let item = office.ready(anna).await?.pop().context("the client has written")?;
    let note = item.postponed.context("what was left")?.note;
    assert!(note.contains("Inna sprawa") && note.contains("krzesła"), "both: {note}");
    assert!(left(&office, anna).await?.is_empty());
    Ok(())
}
