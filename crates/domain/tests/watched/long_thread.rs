//! A message of a long conversation costs what one of a short conversation costs.

use super::office::{Desk, Office, number};
use super::watching::mail;
use anyhow::{Context, Result};
use kurier_domain::sync::Lease;
use kurier_testbed::mails::Mail;
use sqlx::PgPool;
use std::time::{Duration, Instant};

/// In ordinary runs; `KURIER_THREAD` says otherwise.
const LONG: usize = 4_000;
const SHORT: usize = 10;
/// Messages that come at once, so that connecting does not count.
const BATCH: usize = 50;
const ROUNDS: usize = 5;

#[sqlx::test(migrations = "../../migrations")]
async fn a_message_of_a_long_thread_costs_what_one_of_a_short_costs(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    let lease = office.kurier.sync().claim_one("test", desk.mailbox).await?.context("the lease")?;
    let renewing = office.kurier.clone();
    let renewing = tokio::spawn(async move {
        loop {
            let _ = renewing.sync().renew("test").await;
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    });
    let long = mail(desk, "Długa");
    come(&office, &lease, replies(desk, &long, number("KURIER_THREAD", LONG))).await?;
    let (mut short_costs, mut long_costs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Another short one each time: it would grow.
        let short = mail(desk, &format!("Krótka {round}"));
        come(&office, &lease, replies(desk, &short, SHORT)).await?;
        short_costs.push(come(&office, &lease, replies(desk, &short, BATCH)).await?);
        long_costs.push(come(&office, &lease, replies(desk, &long, BATCH)).await?);
    }
    renewing.abort();
    let (short, long) = (short_costs.iter().min(), long_costs.iter().min());
    let (short, long) = (short.context("rounds")?, long.context("rounds")?);
    println!("{BATCH} messages: {short:?} in a thread of {SHORT}, {long:?} in the long one");
    assert!(*long < *short * 3, "{short_costs:?} {long_costs:?}");
    Ok(())
}

fn replies(desk: &Desk, to: &Mail, count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|_| to.answer("Jan Nowak <jan@klient.example>", desk.person.address, "Tak").raw())
        .collect()
}

/// They lie on the server; gives how long it takes until they are stored.
async fn come(office: &Office, lease: &Lease, mails: Vec<Vec<u8>>) -> Result<Duration> {
    let count = mails.len() as u64;
    office.dovecot.append(office.desk().person.address, "INBOX", mails, false).await?;
    office.dovecot.warm(office.desk().person.address, "INBOX").await?;
    let began = Instant::now();
    let report = office.kurier.sync().once(lease).await?;
    assert_eq!(report.messages, count);
    Ok(began.elapsed())
}
