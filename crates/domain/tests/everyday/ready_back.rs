//! What comes back in Ready: where it stands, who is told, and where its note goes when it was on a wrong record.

use crate::leads::JAN;
use crate::office::Office;
use crate::ready_later::{STEP, asked, later, left, notes, until};
use anyhow::{Context, Result};
use kurier_domain::Actor;
use kurier_domain::outbox::Tz;
use kurier_model::ThreadId;
use kurier_model::notification::{Notification, NotificationKind};
use kurier_model::protection::{Asked, DataKind, MailWish};
use kurier_model::ready::{Age, Decision, PostponeForm, ReadyFilter, ReadyItem, ReadyQuery, Until};
use kurier_testbed::mails::{self, Mail};
use kurier_testbed::people::{ANNA, BARTEK, BIURO};
use sqlx::PgPool;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

async fn told(office: &Office, actor: &Actor) -> Result<Vec<Notification>> {
    let rows = office.kurier.notifications().page(actor, None, 50).await?.rows;
    Ok(rows.into_iter().filter(|one| one.what == NotificationKind::CameBack).collect())
}

/// What the job does that is asked for when something is left.
async fn job(office: &Office, thread: ThreadId) -> Result<()> {
    let system = Actor::system(office.anna.workspace);
    Ok(office.kurier.ready().tell_of_return(&system, thread).await?)
}

fn names(items: &[ReadyItem]) -> Vec<&str> {
    items.iter().map(|item| item.subject.as_str()).collect()
}

/// The list in pages of one.
async fn walk(office: &Office, query: &ReadyQuery) -> Result<Vec<ReadyItem>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = office.kurier.ready().page(&office.anna, query, Tz::UTC, after, 1).await?;
        all.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

async fn three(office: &Office) -> Result<[ThreadId; 3]> {
    let mut threads = Vec::new();
    for subject in ["Pierwsze", "Drugie", "Trzecie"] {
        office.arrives(&mails::question(BIURO.address).subject(subject).raw()).await?;
        threads.push(office.ready(&office.anna).await?.first().context("it waits")?.thread);
    }
    threads.try_into().map_err(|_| anyhow::anyhow!("three"))
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_has_come_back_stands_at_the_top_by_when_it_did(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let [first, second, _] = three(&office).await?;
    let all = ReadyQuery::default();
    later(&office, anna, first).await?;
    let left_second = later(&office, anna, second).await?;
    assert_eq!(names(&walk(&office, &all).await?), ["Trzecie"]);
    office.wait(HOUR);
    let ended = ready.resume(anna, second).await?;
    assert_eq!(names(&walk(&office, &all).await?), ["Drugie", "Trzecie"], "when it was ended");
    ready.undo(anna, ended.undo).await?;
    assert_eq!(names(&walk(&office, &all).await?), ["Trzecie"]);
    ready.undo(anna, left_second.undo).await?;
    assert_eq!(names(&walk(&office, &all).await?), ["Trzecie", "Drugie"], "as if nothing had been");

    office.wait(9 * DAY);
    let items = walk(&office, &all).await?;
    assert_eq!((names(&items), ready.count(anna).await?), (vec!["Pierwsze", "Trzecie", "Drugie"], 3));
    let back = items[0].postponed.as_ref().and_then(|left| left.back_at).context("since when")?;
    assert!(items[0].received_at <= items[1].received_at && back > items[1].received_at);
    // Its age is that of the mail; the order is the same in what a filter shows.
    let of = |age| ReadyQuery { age: Some(age), from: "nowak".to_owned(), ..ReadyQuery::default() };
    assert_eq!(names(&walk(&office, &of(Age::OverWeek)).await?), ["Pierwsze", "Trzecie", "Drugie"]);
    assert!(walk(&office, &of(Age::Today)).await?.is_empty());
    assert!(walk(&office, &of(Age::OverMonth)).await?.is_empty());

    // What is ignored stands by when it came.
    for item in &items {
        ready.decide(anna, item.thread, Decision::Ignore).await?;
    }
    let ignored = walk(&office, &ReadyFilter::Ignored.into()).await?;
    assert_eq!(names(&ignored), ["Trzecie", "Drugie", "Pierwsze"]);
    let said = ignored[0].ignored.as_ref().context("by whom")?;
    assert_eq!((said.by.as_deref(), said.rule.as_deref()), (Some(ANNA.name), None));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_newer_message_stands_for_what_was_left(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    let (question, thread) = asked(&office).await?;
    later(&office, anna, thread).await?;
    office.arrives(&mails::question(BIURO.address).subject("Inne").raw()).await?;
    let more = question.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Czy dotarło?");
    office.arrives(&more.raw()).await?;
    // Its time comes and changes nothing: it is there by what the client wrote.
    office.wait(4 * DAY);
    office.arrives(&mails::question(BIURO.address).subject("Najnowsze").raw()).await?;
    let items = walk(&office, &ReadyQuery::default()).await?;
    assert!(items.is_sorted_by_key(|item| std::cmp::Reverse(item.received_at)), "by when it was received");
    let item = items.iter().find(|item| item.thread == thread).context("it waits")?;
    let said = item.postponed.as_ref().context("its note")?;
    assert_eq!((said.is_over, said.back_at), (true, None));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_left_it_is_told_once(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna, bartek) = (office.kurier.ready(), &office.anna, &office.bartek);
    let notifications = office.kurier.notifications();
    let (_, thread) = asked(&office).await?;
    later(&office, anna, thread).await?;
    job(&office, thread).await?;
    assert!(told(&office, anna).await?.is_empty(), "its time is to come");
    office.wait(4 * DAY);
    job(&office, thread).await?;
    job(&office, thread).await?;
    let one = told(&office, anna).await?.pop().context("told")?;
    let about = one.thread.as_ref().context("of the mail")?;
    assert_eq!((about.thread, about.waits, one.note.as_deref()), (thread, true, Some(STEP)));
    assert!(!about.subject.is_empty() && one.by.is_none() && told(&office, bartek).await?.is_empty());
    assert_eq!(notifications.count(anna).await?, 1);

    // Decided on, it is not so any more; taken back, it is.
    let ignored = ready.decide(bartek, thread, Decision::Ignore).await?;
    assert_eq!((notifications.count(anna).await?, told(&office, anna).await?.len()), (0, 0));
    ready.undo(bartek, ignored.undo).await?;
    assert_eq!(notifications.count(anna).await?, 1);
    let record = office.lead(anna, "Krzesła", "x@inna.example").await?;
    let attached = office.kurier.links().attach(bartek, vec![thread], record).await?;
    assert_eq!(notifications.count(anna).await?, 0);
    ready.undo(bartek, attached.undo.context("undo")?).await?;
    assert_eq!(notifications.count(anna).await?, 1);
    notifications.read(anna, Some(one.id)).await?;
    job(&office, thread).await?;
    assert_eq!((notifications.count(anna).await?, told(&office, anna).await?.len()), (0, 1), "once");
    let again = later(&office, bartek, thread).await?;
    assert!(!told(&office, anna).await?[0].thread.as_ref().context("the mail")?.waits, "left again");
    ready.undo(bartek, again.undo).await?;

    // Whoever ended it knows; of what a colleague has ended they are told.
    later(&office, anna, thread).await?;
    office.wait(HOUR);
    let ended = ready.resume(anna, thread).await?;
    office.wait(4 * DAY);
    job(&office, thread).await?;
    assert_eq!(notifications.count(anna).await?, 0);
    ready.undo(anna, ended.undo).await?;
    job(&office, thread).await?;
    assert_eq!(notifications.count(anna).await?, 1, "taken back, it comes at its time");
    notifications.read(anna, None).await?;
    later(&office, anna, thread).await?;
    let ended = ready.resume(bartek, thread).await?;
    let one = told(&office, anna).await?.into_iter().find(|one| !one.is_read).context("told")?;
    assert_eq!(one.by.as_deref(), Some(BARTEK.name));
    ready.undo(bartek, ended.undo).await?;
    assert_eq!(notifications.count(anna).await?, 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn nobody_is_told_of_what_is_not_theirs_to_know(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna, bartek) = (office.kurier.ready(), &office.anna, &office.bartek);
    let notifications = office.kurier.notifications();
    let (question, thread) = asked(&office).await?;
    // Decided meanwhile.
    later(&office, bartek, thread).await?;
    let ignored = ready.decide(anna, thread, Decision::Ignore).await?;
    office.wait(4 * DAY);
    job(&office, thread).await?;
    assert!(told(&office, bartek).await?.is_empty());
    ready.undo(anna, ignored.undo).await?;
    job(&office, thread).await?;
    assert_eq!(notifications.count(bartek).await?, 1, "taken back, it has come back");
    // It is not seen any more, told or to be told.
    let mailboxes = office.kurier.mailboxes();
    let members = |who: Vec<_>| mailboxes.set_members(anna, office.biuro, who);
    let him = bartek.user.context("a person")?;
    members(Vec::new()).await?;
    assert_eq!((notifications.count(bartek).await?, told(&office, bartek).await?.len()), (0, 0));
    members(vec![him]).await?;
    assert_eq!(notifications.count(bartek).await?, 1);
    later(&office, bartek, thread).await?;
    members(Vec::new()).await?;
    office.wait(4 * DAY);
    job(&office, thread).await?;
    members(vec![him]).await?;
    assert_eq!(notifications.count(bartek).await?, 0);
    // Unwanted; disabled.
    notifications.want(bartek, NotificationKind::CameBack, false).await?;
    later(&office, bartek, thread).await?;
    office.wait(4 * DAY);
    job(&office, thread).await?;
    notifications.want(bartek, NotificationKind::CameBack, true).await?;
    assert_eq!(notifications.count(bartek).await?, 0);
    later(&office, bartek, thread).await?;
    sqlx::query("UPDATE users SET disabled_at = now() WHERE id = $1")
        .bind(him.0)
        .execute(&office.pool)
        .await?;
    office.arrives(&question.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Halo?").raw()).await?;
    assert_eq!((notifications.count(bartek).await?, ready.count(anna).await?), (0, 1));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_writes_again_is_told_of_at_once_and_copies_together(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let private = office.connect_private(&ANNA).await?;
    let from = format!("Jan <{JAN}>");
    let mail = Mail::new(&from, BIURO.address, "Termin").cc(ANNA.address).text("Kiedy?");
    let answer = mail.answer(&from, BIURO.address, "Czy dotarło?").cc(ANNA.address);
    for raw in [mail.raw(), answer.raw()] {
        office.dovecot.deliver_lmtp(ANNA.address, &raw).await?;
        office.arrives(&raw).await?;
        office.sync_one(private).await?;
        let items = office.ready(anna).await?;
        assert_eq!(items.len(), 1, "once");
        if told(&office, anna).await?.is_empty() && items[0].postponed.is_none() {
            later(&office, anna, items[0].thread).await?;
        }
    }
    assert_eq!(told(&office, anna).await?.len(), 1, "two copies, told once");
    office.kurier.notifications().read(anna, None).await?;
    // And when their time comes: of the one that stands in the list.
    let shown = office.ready(anna).await?[0].thread;
    later(&office, anna, shown).await?;
    office.wait(4 * DAY);
    let threads: Vec<uuid::Uuid> =
        sqlx::query_scalar("SELECT thread_id FROM postponed").fetch_all(&office.pool).await?;
    assert_eq!(threads.len(), 2);
    for thread in threads {
        job(&office, ThreadId(thread)).await?;
    }
    let news: Vec<_> = told(&office, anna).await?.into_iter().filter(|one| !one.is_read).collect();
    let stands = office.ready(anna).await?;
    assert_eq!((news.len(), stands.len(), ready.count(anna).await?), (1, 1, 1));
    assert_eq!(news[0].thread.as_ref().map(|about| about.thread), Some(stands[0].thread));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_was_told_leads_to_what_the_thread_has_become(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    let (one, other) =
        (mails::question(BIURO.address), mails::question(BIURO.address).subject("Inna sprawa"));
    for mail in [&one, &other] {
        office.arrives(&mail.raw()).await?;
    }
    for item in office.ready(anna).await? {
        let form = PostponeForm { note: item.subject.clone(), ..until(Until::ThreeDays) };
        office.kurier.ready().postpone(anna, item.thread, &form, ReadyFilter::Ready, Tz::UTC).await?;
        office.wait(1);
    }
    let left = left(&office, anna).await?;
    office.wait(4 * DAY);
    for item in &left {
        job(&office, item.thread).await?;
    }
    assert_eq!(told(&office, anna).await?.len(), 2);
    let joined =
        other.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Razem").referring_to(one.message_id());
    office.arrives(&joined.raw()).await?;
    let thread = office.ready(anna).await?.pop().context("one")?.thread;
    for one in told(&office, anna).await? {
        let about = one.thread.context("the mail")?;
        assert_eq!((about.thread, about.waits), (thread, true));
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_note_on_a_wrong_record_goes_with_its_thread(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, links) = (office.kurier.ready(), office.kurier.links());
    let (anna, bartek) = (&office.anna, &office.bartek);
    let (_, thread) = asked(&office).await?;
    later(&office, anna, thread).await?;
    let wrong = office.lead(anna, "Krzesła", "x@inna.example").await?;
    let right = office.lead(anna, "Stoły", "y@inna.example").await?;
    let attached = ready.decide(bartek, thread, Decision::Attach { record: wrong }).await?;
    let said = || [(ANNA.name.to_owned(), STEP.to_owned())];
    let on = async || anyhow::Ok((notes(&office, wrong).await?, notes(&office, right).await?));

    let moved = links.reattach(bartek, thread, wrong, right).await?;
    assert_eq!(on().await?, (vec![], said().to_vec()));
    ready.undo(bartek, moved.undo.context("undo")?).await?;
    assert_eq!(on().await?, (said().to_vec(), vec![]));

    // Off it, the note is in the queue with the mail, before whoever took it off.
    let off = links.detach(bartek, thread, wrong).await?;
    assert_eq!(on().await?, (vec![], vec![]));
    let item = office.ready(anna).await?.pop().context("it waits")?;
    let left_by = item.postponed.context("with its note")?;
    assert_eq!((left_by.note.as_str(), left_by.by.as_str(), left_by.is_over), (STEP, ANNA.name, true));
    ready.undo(bartek, off.undo.context("undo")?).await?;
    assert_eq!(on().await?, (said().to_vec(), vec![]));
    assert_eq!(ready.count(anna).await?, 0);
    // Off it and onto another by hand.
    links.detach(bartek, thread, wrong).await?;
    let by_hand = links.attach(bartek, vec![thread], right).await?;
    assert_eq!(on().await?, (vec![], said().to_vec()));
    ready.undo(bartek, by_hand.undo.context("undo")?).await?;
    assert_eq!(on().await?, (vec![], vec![]));
    assert!(office.ready(anna).await?[0].postponed.is_some());
    // On both, and off the wrong one: where the mail is.
    links.attach(bartek, vec![thread], wrong).await?;
    links.attach(bartek, vec![thread], right).await?;
    let off = links.detach(bartek, thread, wrong).await?;
    assert_eq!(on().await?, (vec![], said().to_vec()));
    ready.undo(bartek, off.undo.context("undo")?).await?;
    assert_eq!(on().await?, (said().to_vec(), vec![]));
    // The first decision was taken back long ago: it is not done twice.
    links.detach(bartek, thread, wrong).await?;
    assert!(ready.undo(bartek, attached.undo).await.is_err());
    assert_eq!(on().await?, (vec![], said().to_vec()));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_went_through_the_queue_is_said_once(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, links) = (office.kurier.ready(), office.kurier.links());
    let (anna, bartek) = (&office.anna, &office.bartek);
    let (_, thread) = asked(&office).await?;
    later(&office, anna, thread).await?;
    let record = office.lead(anna, "Krzesła", "x@inna.example").await?;
    let other = office.lead(anna, "Stoły", "y@inna.example").await?;
    links.attach(bartek, vec![thread], record).await?;
    let said = async |record| {
        let mut said: Vec<String> = notes(&office, record).await?.into_iter().map(|(_, text)| text).collect();
        said.sort();
        anyhow::Ok(said)
    };
    let off = async || links.detach(bartek, thread, record).await?.undo.context("undo");
    let left_with = async |note: &str| {
        let form = PostponeForm { note: note.to_owned(), ..until(Until::Tomorrow) };
        anyhow::Ok(ready.postpone(bartek, thread, &form, ReadyFilter::Ready, Tz::UTC).await?)
    };

    // Somebody else leaves it with what stood there: these are the same words.
    let undo = off().await?;
    left_with(STEP).await?;
    ready.undo(bartek, undo).await?;
    assert_eq!(said(record).await?, [STEP]);
    // Other words are said beside them.
    let undo = off().await?;
    left_with("Wysłać cennik").await?;
    ready.undo(bartek, undo).await?;
    assert_eq!(said(record).await?, ["Wysłać cennik", STEP]);
    // In the queue the two are one.
    let undo = off().await?;
    let waits = office.ready(anna).await?.pop().and_then(|item| item.postponed).context("with its notes")?;
    assert!(waits.note.contains(STEP) && waits.note.contains("cennik"), "{}", waits.note);
    ready.undo(bartek, undo).await?;
    assert_eq!(said(record).await?, ["Wysłać cennik", STEP]);

    // Attached elsewhere meanwhile they are there too, and are not told a second time when it is off there.
    let undo = off().await?;
    links.attach(bartek, vec![thread], other).await?;
    assert_eq!(said(other).await?.len(), 1);
    ready.undo(bartek, undo).await?;
    assert_eq!((said(record).await?.len(), said(other).await?.len()), (2, 1));
    let undo = links.detach(bartek, thread, other).await?.undo.context("undo")?;
    assert_eq!((said(record).await?.len(), said(other).await?.len()), (2, 0));
    ready.undo(bartek, undo).await?;
    assert_eq!((said(record).await?.len(), said(other).await?.len()), (2, 1));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn notes_about_a_persons_mail_are_handed_out_and_erased(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, protection) = (&office.anna, office.kurier.protection());
    let (_, thread) = asked(&office).await?;
    later(&office, anna, thread).await?;
    office.arrives(&Mail::new("Ola <ola@inna.example>", BIURO.address, "Inne").raw()).await?;
    let other = office.ready(anna).await?[0].thread;
    let form = PostponeForm { note: "O kimś innym".to_owned(), ..until(Until::Tomorrow) };
    office.kurier.ready().postpone(anna, other, &form, ReadyFilter::Ready, Tz::UTC).await?;
    let record = office.lead(anna, "Jan Nowak", JAN).await?;
    let who = Asked { record, others: Vec::new(), names: Vec::new() };
    let export = protection.export(anna, &who).await?;
    let handed = |what| export.sections.iter().find(|(kind, _)| *kind == what).map(|(_, rows)| rows.clone());
    let rows = handed(DataKind::Notes).context("notes")?;
    assert_eq!(rows.iter().map(|row| row["text"].as_str()).collect::<Vec<_>>(), [Some(STEP)]);
    assert_eq!(rows[0]["by"].as_str(), Some(ANNA.name));

    let act = protection.erase(anna, &who, MailWish::Leave, "Jan Nowak").await?;
    crate::protection::work(&office, act).await?;
    assert_eq!(protection.act(anna, act).await?.matter.found, Some(0));
    let kept: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM events e WHERE e::text LIKE $1) + (SELECT count(*) FROM postponed p WHERE p.note LIKE $1)",
    )
    .bind(format!("%{STEP}%"))
    .fetch_one(&office.pool)
    .await?;
    assert_eq!(kept, 0, "nor where it could be taken back");
    assert_eq!(left(&office, anna).await?.len(), 1, "what is another's stays");
    let item = office.ready(anna).await?.pop().context("the mail is there, and waits")?;
    assert_eq!((item.thread, item.postponed), (thread, None));
    Ok(())
}
