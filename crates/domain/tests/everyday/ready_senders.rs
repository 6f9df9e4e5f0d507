//! Automatic senders in Ready, ignored now and from now on; and the queue by mailbox, sender and age.

use crate::leads::JAN;
use crate::office::Office;
use anyhow::{Context, Result};
use chrono::TimeDelta;
use kurier_domain::outbox::Tz;
use kurier_domain::{Actor, Error};
use kurier_model::ready::{
    Age, Decision, MatchReason, PostponeForm, ReadyFilter, ReadyItem, ReadyQuery, SenderMail, Until,
};
use kurier_model::{SenderRuleId, ThreadId};
use kurier_testbed::mails::{self, Mail};
use kurier_testbed::people::{ANNA, BIURO};
use sqlx::PgPool;

const SHOP: &str = "nowosci@sklep-biurowy.example";

fn offer(subject: &str) -> Mail {
    mails::newsletter(BIURO.address).subject(subject)
}

fn shown() -> SenderMail {
    SenderMail::Shown { seen: ReadyQuery::default() }
}

async fn list(office: &Office, actor: &Actor, query: ReadyQuery) -> Result<Vec<ReadyItem>> {
    Ok(office.kurier.ready().page(actor, &query, Tz::UTC, None, 20).await?.rows)
}

async fn ignored(office: &Office) -> Result<usize> {
    Ok(list(office, &office.anna, ReadyFilter::Ignored.into()).await?.len())
}

async fn thread(office: &Office, subject: &str) -> Result<ThreadId> {
    let item = office.ready(&office.anna).await?.into_iter().find(|item| item.subject == subject);
    Ok(item.with_context(|| format!("{subject} waits"))?.thread)
}

#[sqlx::test(migrations = "../../migrations")]
async fn all_of_a_machine_is_ignored_at_once_and_no_person(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let (first, answered) = (offer("Lampy"), offer("Biurka"));
    for mail in [&first, &answered, &offer("Krzesła")] {
        office.arrives(&mail.raw()).await?;
    }
    // Somebody of the shop writes in one of its threads; a form that names a person writes as the shop; another machine.
    let shop = format!("Sklep <{SHOP}>");
    office.arrives(&answered.answer(&shop, BIURO.address, "To ja, Ola ze sklepu.").raw()).await?;
    let form = offer("Formularz").header("Reply-To", "Jan Nowak <jan@klient.example>");
    office.arrives(&form.raw()).await?;
    office
        .arrives(
            &Mail::new("Inny <inny@inny.example>", BIURO.address, "Inny automat")
                .header("Auto-Submitted", "auto-generated")
                .raw(),
        )
        .await?;
    let before = office.ready(anna).await?;
    let left = before.iter().filter(|item| item.from.address != SHOP || !item.automatic).count();
    let lamps = thread(&office, "Lampy").await?;
    let done = ready.ignore_sender(anna, lamps, SHOP, &shown(), Tz::UTC).await?;
    assert_eq!(usize::try_from(done.count)?, before.len() - left, "{before:?}");
    assert!(done.count >= 2);
    let after = office.ready(anna).await?;
    assert_eq!((after.len(), usize::try_from(done.remaining)?), (left, left));
    assert!(after.iter().any(|item| item.subject.contains("Biurka") && !item.automatic), "the person waits");
    assert!(ready.sender_rules(anna).await?.is_empty());
    ready.undo(anna, done.undo).await?;
    assert_eq!(office.ready(anna).await?.len(), before.len());
    // A person's is refused, and what nobody sees is not there.
    let persons = after.iter().find(|item| !item.automatic).context("a person")?.thread;
    assert!(matches!(
        ready.ignore_sender(anna, persons, SHOP, &SenderMail::FromNowOn, Tz::UTC).await,
        Err(Error::Conflict)
    ));
    assert!(matches!(
        ready.ignore_sender(&office.celina, lamps, SHOP, &SenderMail::FromNowOn, Tz::UTC).await,
        Err(Error::NotFound)
    ));
    assert!(ready.sender_rules(anna).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_a_machine_what_a_list_shows_is_ignored_with_its_copies(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let private = office.connect_private(&ANNA).await?;
    let old = offer("Dawno").ago(TimeDelta::days(10));
    office.dovecot.append(BIURO.address, "INBOX", vec![old.raw()], false).await?;
    office.dovecot.append(ANNA.address, "INBOX", vec![old.raw()], false).await?;
    office.arrives(&offer("Dziś").raw()).await?;
    office.sync_one(private).await?;
    let dzis = thread(&office, "Dziś").await?;
    let of = |query: ReadyQuery| SenderMail::Shown { seen: query };
    let lately = of(ReadyQuery { age: Some(Age::Today), mailbox: Some(private), ..ReadyQuery::default() });
    assert!(matches!(ready.ignore_sender(anna, dzis, SHOP, &lately, Tz::UTC).await, Err(Error::Conflict)));
    let long_ago =
        of(ReadyQuery { age: Some(Age::OverWeek), mailbox: Some(private), ..ReadyQuery::default() });
    let done = ready.ignore_sender(anna, dzis, SHOP, &long_ago, Tz::UTC).await?;
    assert_eq!((done.count, done.remaining), (2, 1), "both copies, and nothing that was not shown");
    let waits = office.ready(anna).await?;
    assert_eq!(waits.iter().map(|item| item.subject.as_str()).collect::<Vec<_>>(), ["Dziś"]);
    ready.undo(anna, done.undo).await?;
    assert_eq!(office.ready(anna).await?.len(), 2);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_rule_ignores_what_a_machine_sends_from_now_on(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna, bartek) = (office.kurier.ready(), &office.anna, &office.bartek);
    office.arrives(&offer("Lampy").raw()).await?;
    office.arrives(&offer("Na potem").raw()).await?;
    let form = PostponeForm { note: "Sprawdzić cennik".to_owned(), until: Until::Tomorrow, changes: None };
    ready.postpone(anna, thread(&office, "Na potem").await?, &form, ReadyFilter::Ready, Tz::UTC).await?;
    let done = ready
        .ignore_sender(anna, thread(&office, "Lampy").await?, SHOP, &SenderMail::FromNowOn, Tz::UTC)
        .await?;
    assert_eq!((done.count, done.remaining), (1, 0), "what somebody has left for later stays");
    let rule = ready.sender_rules(bartek).await?.pop().context("the rule")?;
    assert_eq!((rule.address.as_str(), rule.by.as_deref()), (SHOP, Some(ANNA.name)));

    let next = offer("Biurka");
    office.arrives(&next.raw()).await?;
    assert_eq!((ready.count(anna).await?, ignored(&office).await?), (0, 2));
    // A person who writes there is asked about, and so is a machine that speaks for one.
    office.arrives(&next.answer("Ola <ola@sklep-biurowy.example>", BIURO.address, "Człowiek.").raw()).await?;
    assert_eq!(ready.count(anna).await?, 1);
    let by_hand = Mail::new(&format!("Ola <{SHOP}>"), BIURO.address, "Pytanie").text("Od człowieka.");
    office.arrives(&by_hand.raw()).await?;
    assert_eq!(ready.count(anna).await?, 2, "the address alone says nothing");

    // Anybody ends it, and takes that back; the rule that was made with the decision goes with it.
    let removed = ready.remove_sender_rule(bartek, rule.id).await?;
    office.arrives(&offer("Szafy").raw()).await?;
    assert_eq!(ready.count(anna).await?, 3);
    ready.undo(bartek, removed).await?;
    office.arrives(&offer("Półki").raw()).await?;
    assert_eq!(ready.count(anna).await?, 3);
    ready.undo(anna, done.undo).await?;
    assert!(ready.sender_rules(anna).await?.is_empty());
    assert_eq!(ready.count(anna).await?, 4);
    assert!(matches!(ready.remove_sender_rule(bartek, SenderRuleId::new()).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_queue_is_asked_by_mailbox_sender_and_age(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let private = office.connect_private(&ANNA).await?;
    office.arrives(&Mail::new("Łucja Żak <lucja@zak.example>", BIURO.address, "Dziś").raw()).await?;
    let old = Mail::new("Jan Nowak <jan@klient.example>", BIURO.address, "Dawno").ago(TimeDelta::days(10));
    office.dovecot.append(BIURO.address, "INBOX", vec![old.raw()], false).await?;
    office.sync().await?;
    office
        .dovecot
        .deliver_lmtp(ANNA.address, &Mail::new("Ewa Lis <ewa@lis.example>", ANNA.address, "Do mnie").raw())
        .await?;
    office.sync_one(private).await?;
    let all = ReadyQuery::default();
    let subjects = async |actor: &Actor, query: ReadyQuery| {
        let mut subjects: Vec<String> =
            list(&office, actor, query).await?.into_iter().map(|item| item.subject).collect();
        subjects.sort();
        anyhow::Ok(subjects)
    };
    assert_eq!(subjects(anna, all.clone()).await?, ["Dawno", "Do mnie", "Dziś"]);
    for (query, wanted) in [
        (ReadyQuery { mailbox: Some(private), ..all.clone() }, &["Do mnie"][..]),
        (ReadyQuery { mailbox: Some(office.biuro), ..all.clone() }, &["Dawno", "Dziś"]),
        (ReadyQuery { from: "zak lucja".to_owned(), ..all.clone() }, &["Dziś"]),
        (ReadyQuery { from: "KLIENT.example".to_owned(), ..all.clone() }, &["Dawno"]),
        (ReadyQuery { from: "nikt_%".to_owned(), ..all.clone() }, &[]),
        (ReadyQuery { age: Some(Age::OverWeek), ..all.clone() }, &["Dawno"]),
        (ReadyQuery { age: Some(Age::OverMonth), ..all.clone() }, &[]),
        (ReadyQuery { age: Some(Age::ThisWeek), from: "ewa".to_owned(), ..all.clone() }, &["Do mnie"]),
        (ReadyQuery { mailbox: Some(private), age: Some(Age::OverWeek), ..all.clone() }, &[]),
    ] {
        assert_eq!(subjects(anna, query.clone()).await?, wanted, "{query:?}");
        let narrow = ReadyQuery { filter: ReadyFilter::Postponed, ..query.clone() };
        assert!(subjects(anna, narrow).await?.is_empty(), "{query:?}");
    }
    // Another's mailbox is no mailbox.
    assert!(subjects(&office.bartek, ReadyQuery { mailbox: Some(private), ..all.clone() }).await?.is_empty());

    // The other lists are asked alike.
    let form = PostponeForm { note: "Oddzwonić".to_owned(), until: Until::Tomorrow, changes: None };
    for subject in ["Dziś", "Do mnie"] {
        ready.postpone(anna, thread(&office, subject).await?, &form, ReadyFilter::Ready, Tz::UTC).await?;
    }
    ready.decide(anna, thread(&office, "Dawno").await?, Decision::Ignore).await?;
    let later = ReadyQuery::from(ReadyFilter::Postponed);
    assert_eq!(subjects(anna, ReadyQuery { from: "łucja".to_owned(), ..later.clone() }).await?, ["Dziś"]);
    assert_eq!(subjects(anna, ReadyQuery { mailbox: Some(private), ..later.clone() }).await?, ["Do mnie"]);
    let (first, zone) = (ready.page(anna, &later, Tz::UTC, None, 1).await?, Tz::UTC);
    let second = ready.page(anna, &later, zone, first.next, 1).await?;
    assert_eq!((second.rows.len(), second.next), (1, None));
    assert_ne!(first.rows[0].thread, second.rows[0].thread);
    let gone = ReadyQuery { from: "nowak".to_owned(), ..ReadyFilter::Ignored.into() };
    assert_eq!(subjects(anna, gone).await?, ["Dawno"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn candidates_say_when_something_last_happened(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    let lead = office.lead(anna, "Krzesła", JAN).await?;
    office.lead(anna, "Krzesła drugie", JAN).await?;
    office.wait(3600);
    office.kurier.notes().add(anna, lead, "Rozmowa").await?;
    let at = office.now();
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let item = office.ready(anna).await?.pop().context("two fit")?;
    assert_eq!(item.matches[0].record, lead, "the latest first");
    assert!((item.matches[0].last_contact - at).num_seconds().abs() < 60);
    assert!((at - item.matches[1].last_contact).num_minutes() > 50);
    let found = office.kurier.ready().matches(anna, item.thread, Some("krzesła")).await?;
    let found = found.iter().find(|one| one.record == lead).context("it is found by words")?;
    assert_eq!((found.reason, found.last_contact), (MatchReason::Search, item.matches[0].last_contact));
    Ok(())
}
