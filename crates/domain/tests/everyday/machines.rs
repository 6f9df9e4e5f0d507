//! What machines send into a thread hides nobody who waits there, whichever comes first and whatever was ignored.

use crate::office::Office;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_domain::outbox::Tz;
use kurier_model::ready::{Decision, ReadyFilter};
use kurier_testbed::mails::{self, Mail};
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const JAN: &str = "jan.nowak@meble-nowak.example";
const DESK: &str = "Zgłoszenia <zgloszenia@meble-nowak.example>";

fn jans() -> Mail {
    mails::question(BIURO.address)
}

fn robot(before: &Mail) -> Mail {
    before.answer(DESK, BIURO.address, "Przyjęliśmy zgłoszenie.").header("Auto-Submitted", "auto-generated")
}

fn answered_by_jan(before: &Mail) -> Mail {
    before.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "To ja, człowiek.")
}

/// Who stands for each thread that waits, and whether as a machine.
async fn waiting(office: &Office) -> Result<Vec<(String, bool)>> {
    let items = office.ready(&office.anna).await?;
    Ok(items.iter().map(|item| (item.from.key(), item.automatic)).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_person_stands_for_the_thread_whatever_a_machine_adds(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let question = jans();
    office.arrives(&question.raw()).await?;
    office.arrives(&robot(&question).raw()).await?;
    assert_eq!(waiting(&office).await?, [(JAN.to_owned(), false)]);

    // All at once, and the machine's later than the person's.
    let other = jans().subject("Druga sprawa");
    let noise = Mail::new(DESK, BIURO.address, "Druga sprawa").header("Auto-Submitted", "auto-generated");
    for mail in [&noise, &other.referring_to(noise.message_id()), &robot(&noise)] {
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    assert_eq!(waiting(&office).await?, [(JAN.to_owned(), false), (JAN.to_owned(), false)]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn ignoring_machines_ignores_no_person(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let noise = Mail::new(DESK, BIURO.address, "Zgłoszenie 7").header("Auto-Submitted", "auto-generated");
    office.arrives(&noise.raw()).await?;
    let item = office.ready(anna).await?.pop().context("the machine's")?;
    assert!(item.automatic);

    // Somebody writes after the list was read.
    office.arrives(&answered_by_jan(&noise).raw()).await?;
    let late = ready.decide(anna, item.thread, Decision::IgnoreAutomatic).await;
    assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
    assert_eq!(waiting(&office).await?, [(JAN.to_owned(), false)]);

    // Whoever is ignored as a person stays ignored, also when a machine writes.
    ready.decide(anna, item.thread, Decision::Ignore).await?;
    office.arrives(&answered_by_jan(&noise).raw()).await?;
    office.arrives(&robot(&noise).raw()).await?;
    assert_eq!(ready.count(anna).await?, 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_person_comes_out_of_a_machines_ignored_thread(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let noise = Mail::new(DESK, BIURO.address, "Zgłoszenie 8").header("Auto-Submitted", "auto-generated");
    office.arrives(&noise.raw()).await?;
    let thread = office.thread("Zgłoszenie 8").await?;
    let decided = ready.decide(anna, thread, Decision::IgnoreAutomatic).await?;
    office.arrives(&robot(&noise).raw()).await?;
    assert_eq!(ready.count(anna).await?, 0, "machines stay ignored");

    office.arrives(&answered_by_jan(&noise).raw()).await?;
    assert_eq!(waiting(&office).await?, [(JAN.to_owned(), false)]);
    // Taking the decision back hides nobody either.
    ready.undo(anna, decided.undo).await?;
    assert_eq!(waiting(&office).await?, [(JAN.to_owned(), false)]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_person_comes_out_when_threads_become_one(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    for (number, order) in [[true, false], [false, true]].into_iter().enumerate() {
        let subject = format!("Razem {number}");
        let noise = Mail::new(DESK, BIURO.address, &format!("Maszyna {number}"))
            .header("Auto-Submitted", "auto-generated");
        let person = jans().subject(&subject);
        for machine_first in order {
            office.arrives(&if machine_first { noise.raw() } else { person.raw() }).await?;
        }
        let machines = office.thread(&format!("Maszyna {number}")).await?;
        ready.decide(anna, machines, Decision::IgnoreAutomatic).await?;
        // Belongs to both.
        office.arrives(&robot(&noise).referring_to(person.message_id()).raw()).await?;
        let items = office.ready(anna).await?;
        let item = items.iter().find(|item| item.subject == subject).context("the person waits")?;
        assert!(!item.automatic);
        assert_eq!(office.conversation(item.thread).await?.messages.len(), 3, "one thread");
        ready.decide(anna, item.thread, Decision::Ignore).await?;
    }
    assert!(ready.page(anna, &ReadyFilter::Ready.into(), Tz::UTC, None, 5).await?.rows.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_is_taken_off_a_lead_waits_by_what_came_since(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let lead = office.lead(anna, "Krzesła", JAN).await?;

    // Ignored as a machine's; then the client of the only open lead writes there, and is attached by the address.
    let ignored = Mail::new(DESK, BIURO.address, "Zgłoszenie 9").header("Auto-Submitted", "auto-generated");
    office.arrives(&ignored.raw()).await?;
    let thread = office.thread("Zgłoszenie 9").await?;
    ready.decide(anna, thread, Decision::IgnoreAutomatic).await?;
    office.arrives(&answered_by_jan(&ignored).raw()).await?;
    assert_eq!(ready.count(anna).await?, 0, "on the lead");
    assert!(ready.page(anna, &ReadyFilter::Ignored.into(), Tz::UTC, None, 5).await?.rows.is_empty());
    office.kurier.links().detach(anna, thread, lead).await?;
    assert_eq!(waiting(&office).await?, [(JAN.to_owned(), false)]);
    ready.decide(anna, thread, Decision::Ignore).await?;

    // Attached as a machine's; a person writes; taken off.
    let attached = Mail::new(DESK, BIURO.address, "Zgłoszenie 10").header("Auto-Submitted", "auto-generated");
    office.arrives(&attached.raw()).await?;
    let thread = office.thread("Zgłoszenie 10").await?;
    ready.decide(anna, thread, Decision::Attach { record: lead }).await?;
    office.arrives(&answered_by_jan(&attached).raw()).await?;
    office.kurier.links().detach(anna, thread, lead).await?;
    assert_eq!(waiting(&office).await?, [(JAN.to_owned(), false)]);
    assert!(matches!(ready.decide(anna, thread, Decision::IgnoreAutomatic).await, Err(Error::Conflict)));

    // Ignored, attached, a person writes, the attaching undone: back to the ignored, but for the person.
    ready.decide(anna, thread, Decision::Ignore).await?;
    let both = Mail::new(DESK, BIURO.address, "Zgłoszenie 11").header("Auto-Submitted", "auto-generated");
    office.arrives(&both.raw()).await?;
    let thread = office.thread("Zgłoszenie 11").await?;
    ready.decide(anna, thread, Decision::IgnoreAutomatic).await?;
    let decided = ready.decide(anna, thread, Decision::Attach { record: lead }).await?;
    office.arrives(&answered_by_jan(&both).raw()).await?;
    ready.undo(anna, decided.undo).await?;
    assert_eq!(waiting(&office).await?, [(JAN.to_owned(), false)]);
    Ok(())
}
