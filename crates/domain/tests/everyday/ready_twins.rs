//! What somebody has left for later in Ready, or decided on, when others decide too: on copies of it, on threads that become one with it, and
//! after them.

use crate::office::Office;
use crate::ready_later::{STEP, asked, later, left, notes, until};
use anyhow::{Context, Result};
use kurier_domain::outbox::Tz;
use kurier_domain::{Actor, Error};
use kurier_model::ThreadId;
use kurier_model::ready::{Decided, Decision, PostponeForm, ReadyFilter, SenderMail, Until};
use kurier_testbed::mails::{self, Mail};
use kurier_testbed::people::{ANNA, BARTEK, BIURO};
use sqlx::PgPool;

const THEIRS: &str = "Wysłać cennik";

/// The same mail in Anna's own mailbox and in the team's.
async fn copies(office: &Office) -> Result<[ThreadId; 2]> {
    let private = office.connect_private(&ANNA).await?;
    let mail = Mail::new(&ola(0), BIURO.address, "Termin").cc(ANNA.address).text("Kiedy?");
    office.dovecot.deliver_lmtp(ANNA.address, &mail.raw()).await?;
    office.arrives(&mail.raw()).await?;
    office.sync_one(private).await?;
    let own = office.inbox_of(private).await?.pop().context("her own copy")?;
    let theirs = office.ready(&office.bartek).await?.pop().context("the team's copy")?;
    Ok([own.id, theirs.thread])
}

/// Bartek leaves something, with a note of his, or changes what Anna has left.
async fn bartek_leaves(office: &Office, thread: ThreadId) -> Result<Decided> {
    let (ready, bartek) = (office.kurier.ready(), &office.bartek);
    let items = left(office, bartek).await?;
    let changes = items.iter().find(|item| item.thread == thread).and_then(|item| item.postponed.as_ref());
    let form = PostponeForm {
        note: THEIRS.to_owned(),
        changes: changes.map(|left| left.at),
        ..until(Until::NextWeek)
    };
    let seen = if changes.is_some() { ReadyFilter::Postponed } else { ReadyFilter::Ready };
    Ok(ready.postpone(bartek, thread, &form, seen, Tz::UTC).await?)
}

/// The notes of what somebody sees under later.
async fn said(office: &Office, actor: &Actor) -> Result<Vec<String>> {
    let items = left(office, actor).await?;
    Ok(items.into_iter().filter_map(|item| item.postponed).map(|left| left.note).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_copy_that_a_colleague_has_left_stays_so(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna, bartek) = (office.kurier.ready(), &office.anna, &office.bartek);
    let [own, theirs] = copies(&office).await?;
    bartek_leaves(&office, theirs).await?;
    let item = office.ready(anna).await?.pop().context("her own waits")?;
    assert_eq!((item.thread, item.postponed), (own, None));

    let decided = later(&office, anna, own).await?;
    assert_eq!((decided.remaining, said(&office, bartek).await?), (0, vec![THEIRS.to_owned()]));
    ready.undo(anna, decided.undo).await?;
    let ignored = ready.decide_seen(anna, own, Decision::Ignore, Some(ReadyFilter::Ready)).await?;
    assert_eq!((ignored.remaining, said(&office, bartek).await?), (0, vec![THEIRS.to_owned()]));
    ready.undo(anna, ignored.undo).await?;
    assert_eq!((ready.count(anna).await?, said(&office, bartek).await?), (1, vec![THEIRS.to_owned()]));

    // Onto a record both go, with what was said; also onto one that is made of the mail.
    let record = office.lead(anna, "Bramy", "x@inna.example").await?;
    let attached = ready.decide(anna, own, Decision::Attach { record }).await?;
    assert_eq!(notes(&office, record).await?, [(BARTEK.name.to_owned(), THEIRS.to_owned())]);
    ready.undo(anna, attached.undo).await?;
    let form = ready.propose(anna, own).await?.form;
    assert!(!form.description.contains(THEIRS));
    let created = ready.decide(anna, own, Decision::Create { lead: form }).await?;
    let lead = created.record.context("a lead")?;
    assert_eq!(notes(&office, lead).await?, [(BARTEK.name.to_owned(), THEIRS.to_owned())]);
    ready.undo(anna, created.undo).await?;
    assert_eq!((ready.count(anna).await?, said(&office, bartek).await?), (1, vec![THEIRS.to_owned()]));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_note_that_the_form_of_a_lead_has_lost_is_on_its_timeline(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let (_, thread) = asked(&office).await?;
    later(&office, anna, thread).await?;
    let form = ready.propose(anna, thread).await?.form;
    // The person has written something else.
    let mut own = form.clone();
    own.description = "Pilne".to_owned();
    let created = ready.decide(anna, thread, Decision::Create { lead: own }).await?;
    let lead = created.record.context("a lead")?;
    assert_eq!(notes(&office, lead).await?, [(ANNA.name.to_owned(), STEP.to_owned())]);
    ready.undo(anna, created.undo).await?;
    assert_eq!(said(&office, anna).await?, [STEP]);
    // A colleague has changed it since the form was filled in.
    bartek_leaves(&office, thread).await?;
    let created = ready.decide(anna, thread, Decision::Create { lead: form }).await?;
    let lead = created.record.context("a lead")?;
    assert_eq!(notes(&office, lead).await?, [(BARTEK.name.to_owned(), THEIRS.to_owned())]);
    Ok(())
}

fn ola(round: usize) -> String {
    format!("Ola Lis <ola{round}@lis.example>")
}

/// Two mails of one client, of which the first is the older, and their threads.
async fn two(office: &Office, round: usize) -> Result<([Mail; 2], [ThreadId; 2])> {
    let subject = |place| format!("Sprawa {round}.{place}");
    let mails = [0, 1].map(|place| Mail::new(&ola(round), BIURO.address, &subject(place)).text("?"));
    for mail in &mails {
        office.arrives(&mail.raw()).await?;
    }
    Ok((mails, [office.thread(&subject(0)).await?, office.thread(&subject(1)).await?]))
}

/// A machine's mail that belongs to both.
fn of_both(mails: &[Mail; 2]) -> Mail {
    let robot = mails[1].answer("Zgłoszenia <zgloszenia@lis.example>", BIURO.address, "Przyjęto.");
    robot.header("Auto-Submitted", "auto-generated").referring_to(mails[0].message_id())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_note_goes_to_the_record_of_the_thread_that_becomes_one_with_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    for (round, [linked, waits]) in [[0, 1], [1, 0]].into_iter().enumerate() {
        let (mails, threads) = two(&office, round).await?;
        later(&office, anna, threads[waits]).await?;
        let record = office.lead(anna, &format!("Bramy {round}"), "x@inna.example").await?;
        ready.decide(anna, threads[linked], Decision::Attach { record }).await?;
        office.arrives(&of_both(&mails).raw()).await?;
        assert_eq!(notes(&office, record).await?, [(ANNA.name.to_owned(), STEP.to_owned())], "{round}");
        assert!(left(&office, anna).await?.is_empty(), "{round}");
        assert_eq!(ready.count(anna).await?, 0, "{round}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_waits_in_one_of_two_threads_waits_in_what_they_become(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let mut round = 0;
    for waits in [0, 1] {
        for was_left in [false, true] {
            let (mails, threads) = two(&office, round).await?;
            later(&office, anna, threads[1 - waits]).await?;
            if was_left {
                later(&office, anna, threads[waits]).await?;
                office.arrives(&mails[waits].answer(&ola(round), BIURO.address, "Halo?").raw()).await?;
            }
            office.arrives(&of_both(&mails).raw()).await?;
            let item = office.ready(anna).await?.pop().context("the client waits")?;
            assert_eq!(office.conversation(item.thread).await?.messages.len(), if was_left { 4 } else { 3 });
            let said = item.postponed.context("what was left")?;
            assert!(said.is_over && said.note == STEP, "{waits} {was_left}: {said:?}");
            assert!(left(&office, anna).await?.is_empty(), "{waits} {was_left}");
            ready.decide(anna, item.thread, Decision::Ignore).await?;
            round += 1;
        }
    }
    // Where nobody waits, nobody is asked.
    let (mails, threads) = two(&office, round).await?;
    for thread in threads {
        later(&office, anna, thread).await?;
    }
    office.arrives(&of_both(&mails).raw()).await?;
    assert_eq!((ready.count(anna).await?, said(&office, anna).await?), (0, vec![STEP.to_owned()]));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_others_have_decided_since_is_not_taken_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna, bartek) = (office.kurier.ready(), &office.anna, &office.bartek);
    let (_, thread) = asked(&office).await?;
    let first = later(&office, anna, thread).await?;
    let changed = bartek_leaves(&office, thread).await?;
    assert!(matches!(ready.undo(anna, first.undo).await, Err(Error::Conflict)));
    assert_eq!(said(&office, anna).await?, [THEIRS]);
    // Once the other has taken it back, it can be.
    ready.undo(bartek, changed.undo).await?;
    let form = ready.propose(bartek, thread).await?.form;
    let made = ready.decide(bartek, thread, Decision::Create { lead: form }).await?;
    assert!(matches!(ready.undo(anna, first.undo).await, Err(Error::Conflict)));
    assert_eq!((ready.count(anna).await?, office.conversation(thread).await?.records.len()), (0, 1));
    ready.undo(bartek, made.undo).await?;
    ready.undo(anna, first.undo).await?;
    assert_eq!((ready.count(anna).await?, left(&office, anna).await?.len()), (1, 0));

    let ignored = ready.decide(anna, thread, Decision::Ignore).await?;
    let form = until(Until::Tomorrow);
    ready.postpone(bartek, thread, &form, ReadyFilter::Ignored, Tz::UTC).await?;
    assert!(matches!(ready.undo(anna, ignored.undo).await, Err(Error::Conflict)));
    assert_eq!(said(&office, anna).await?, [STEP]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_many_those_are_taken_back_that_nobody_has_decided_on_since(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna, bartek) = (office.kurier.ready(), &office.anna, &office.bartek);
    for subject in ["Lampy", "Biurka"] {
        office.arrives(&mails::newsletter(BIURO.address).subject(subject).raw()).await?;
    }
    let (lamps, desks) = (office.thread("Lampy").await?, office.thread("Biurka").await?);
    let done = ready
        .ignore_sender(anna, lamps, "nowosci@sklep-biurowy.example", &SenderMail::FromNowOn, Tz::UTC)
        .await?;
    assert_eq!((done.count, done.remaining), (2, 0));
    let record = office.lead(anna, "Lampy", "x@inna.example").await?;
    ready.decide(bartek, lamps, Decision::Attach { record }).await?;
    assert_eq!(ready.undo(anna, done.undo).await?.threads, 1);
    let waiting: Vec<_> = office.ready(anna).await?.into_iter().map(|item| item.thread).collect();
    assert_eq!(waiting, [desks]);
    assert_eq!(office.conversation(lamps).await?.records.len(), 1);
    ready.decide(anna, desks, Decision::Ignore).await?;

    // And of copies.
    let [own, theirs] = copies(&office).await?;
    let ignored = ready.decide(anna, own, Decision::Ignore).await?;
    assert_eq!(ready.count(bartek).await?, 0);
    ready.postpone(bartek, theirs, &until(Until::Tomorrow), ReadyFilter::Ignored, Tz::UTC).await?;
    ready.undo(anna, ignored.undo).await?;
    let back = office.ready(anna).await?.pop().context("her own")?;
    assert_eq!((back.thread, said(&office, bartek).await?), (own, vec![STEP.to_owned()]));
    Ok(())
}
