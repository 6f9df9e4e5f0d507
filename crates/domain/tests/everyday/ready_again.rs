//! What is asked about again: mail of a record in the bin; and of a machine that writes for several, what was looked for.

use crate::leads::JAN;
use crate::office::Office;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_domain::outbox::Tz;
use kurier_model::ready::{Decision, ReadyQuery, SenderMail};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn who_answers_on_a_record_in_the_bin_is_asked_about(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let first = Mail::new(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Biurka").text("Ile kosztują?");
    office.arrives(&first.raw()).await?;
    let thread = office.ready(anna).await?.pop().context("it waits")?.thread;
    let record = office.lead(anna, "Biurka dla Jana", "").await?;
    kurier.ready().decide(anna, thread, Decision::Attach { record }).await?;
    office
        .arrives(&first.answer("Jan Nowak <jan@prywatnie.example>", BIURO.address, "Jeszcze krzesła.").raw())
        .await?;
    assert_eq!(kurier.ready().count(anna).await?, 0, "it is on a record");

    kurier.records().remove(anna, record).await?;
    assert_eq!(kurier.ready().count(anna).await?, 0, "nothing new has come");
    office.arrives(&first.answer("Jan Nowak <jan@prywatnie.example>", BIURO.address, "Halo?").raw()).await?;
    assert_eq!(office.ready(anna).await?.pop().context("he waits")?.thread, thread);
    kurier.records().restore(anna, record).await?;
    assert_eq!(kurier.ready().count(anna).await?, 0, "it is on a record again");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_a_machine_those_are_ignored_whom_one_has_looked_for(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    for (name, subject) in
        [("Jan przez Tablo", "Jeden"), ("Jan przez Tablo", "Dwa"), ("Ola przez Tablo", "Trzy")]
    {
        let mail = Mail::new(&format!("{name} <tablo@tablo.example>"), BIURO.address, subject);
        office.arrives(&mail.header("Auto-Submitted", "auto-generated").raw()).await?;
    }
    let thread = office.thread("Jeden").await?;
    let seen = ReadyQuery { from: "jan".to_owned(), ..ReadyQuery::default() };
    let mail = SenderMail::Shown { seen };
    let other = ready.ignore_sender(anna, thread, "inny@tablo.example", &mail, Tz::UTC).await;
    assert!(matches!(other, Err(Error::Conflict)), "another machine than the one that was shown");
    let done = ready.ignore_sender(anna, thread, "tablo@tablo.example", &mail, Tz::UTC).await?;
    assert_eq!((done.count, done.remaining), (2, 1));
    assert_eq!(office.ready(anna).await?.pop().context("hers waits")?.subject, "Trzy");
    Ok(())
}
