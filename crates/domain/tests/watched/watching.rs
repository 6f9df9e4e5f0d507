//! News, passwords, folders that cannot be opened, workers that die, servers that can little.

use super::office::{Office, until};
use super::worker::Worker;
use anyhow::Result;
use kurier_model::account::MailboxState;
use kurier_model::inbox::ThreadAction;
use kurier_testbed::gate::{Order, Reaction};
use kurier_testbed::mails::{self, Mail};
use sqlx::PgPool;
use std::time::Duration;

/// Two seconds on an idle machine; a busy compiler beside it is allowed for.
const SOON: Duration = Duration::from_secs(6);
const PATIENCE: Duration = Duration::from_secs(20);

pub fn mail(desk: &super::office::Desk, subject: &str) -> Mail {
    Mail::new("Jan Nowak <jan@klient.example>", desk.person.address, subject).text("Dzień dobry\n")
}

#[sqlx::test(migrations = "../../migrations")]
async fn news_arrive_by_themselves(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    let _worker = Worker::start(&office.kurier, "jeden");
    until("caught up", PATIENCE, async || Ok(office.mailbox(desk).await?.state == MailboxState::Idle))
        .await?;
    office.deliver(desk, &mail(desk, "Pierwszy").raw()).await?;
    let took = office.wait_listed(desk, "INBOX", "Pierwszy", true, SOON).await?;
    println!("in the list after {took:?}");
    // Also after the connection was lost.
    desk.gate.cut();
    office.deliver(desk, &mail(desk, "Drugi").raw()).await?;
    office.wait_listed(desk, "INBOX", "Drugi", true, PATIENCE).await?;
    office.settle(desk, PATIENCE).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_refused_password_is_not_tried_by_clicks(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    office.deliver(desk, &mail(desk, "Sprawa").raw()).await?;
    let _worker = Worker::start(&office.kurier, "jeden");
    office.wait_listed(desk, "INBOX", "Sprawa", true, PATIENCE).await?;
    for verb in ["LOGIN", "AUTHENTICATE"] {
        desk.gate.order(Order::new(verb, Reaction::no("AUTHENTICATIONFAILED", "Authentication failed.")));
    }
    desk.gate.cut();
    until("told", PATIENCE, async || {
        Ok(matches!(office.mailbox(desk).await?.state, MailboxState::NeedsPassword { .. }))
    })
    .await?;
    let refused = desk.gate.logins();
    for turn in 0..10 {
        let flag = if turn % 2 == 0 { ThreadAction::Flag } else { ThreadAction::Unflag };
        office.act(desk, "INBOX", "Sprawa", flag).await?;
        let _ = office.kurier.mailboxes().create_folder(&office.anna, desk.mailbox, None, "Nowy").await;
    }
    // A worker that looks for work in between, too.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(desk.gate.logins(), refused, "clicks sign in again");

    office.kurier.mailboxes().sync_now(&office.anna, desk.mailbox).await?;
    until("tried again", PATIENCE, async || Ok(desk.gate.logins() == refused + 1)).await?;
    desk.gate.relent();
    office.kurier.mailboxes().update_password(&office.anna, desk.mailbox, desk.person.password).await?;
    office.deliver(desk, &mail(desk, "Potem").raw()).await?;
    office.wait_listed(desk, "INBOX", "Potem", true, PATIENCE).await?;
    office.settle(desk, PATIENCE).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_that_cannot_be_opened_is_not_green(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    office.dovecot.append(desk.person.address, "Klienci", vec![mail(desk, "Tam").raw()], true).await?;
    for verb in ["SELECT", "EXAMINE", "STATUS"] {
        desk.gate.order(Order::new(verb, Reaction::no("NOPERM", "Permission denied")).to("Klienci"));
    }
    let _worker = Worker::start(&office.kurier, "jeden");
    office.deliver(desk, &mail(desk, "Tutaj").raw()).await?;
    office.wait_listed(desk, "INBOX", "Tutaj", true, PATIENCE).await?;
    office.pass(desk, PATIENCE).await?;
    let state = office.mailbox(desk).await?.state;
    assert!(!matches!(state, MailboxState::Idle), "{state:?}");
    let report = office.kurier.mailboxes().report(office.anna.workspace).await?;
    assert!(!report.mailboxes[0].is_in_order(), "{report:?}");
    desk.gate.relent();
    office.pass(desk, PATIENCE).await?;
    until("green", PATIENCE, async || Ok(office.mailbox(desk).await?.state == MailboxState::Idle)).await?;
    assert_eq!(office.subjects(desk, "Klienci").await?, ["Tam"]);
    office.settle(desk, PATIENCE).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn another_worker_takes_over_from_one_that_died(pool: PgPool) -> Result<()> {
    let office = Office::with_desks(pool, 4).await?;
    let workers = [Worker::start(&office.kurier, "jeden"), Worker::start(&office.kurier, "dwa")];
    for desk in &office.desks {
        office.deliver(desk, &mail(desk, "Przed").raw()).await?;
        office.wait_listed(desk, "INBOX", "Przed", true, PATIENCE).await?;
    }
    let holder: String =
        sqlx::query_scalar("SELECT holder FROM mailbox_leases LIMIT 1").fetch_one(&office.pool).await?;
    workers[usize::from(holder == "dwa")].kill();
    for desk in &office.desks {
        office.deliver(desk, &mail(desk, "Po").raw()).await?;
    }
    for desk in &office.desks {
        office.wait_listed(desk, "INBOX", "Po", true, Duration::from_secs(60)).await?;
        office.settle(desk, PATIENCE).await?;
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn without_condstore_flags_of_old_mail_are_followed(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    desk.gate.hide(&["CONDSTORE", "QRESYNC"]);
    let many = (0..3_300).map(|number| mail(desk, &format!("Sprawa {number}")).raw()).collect();
    office.dovecot.append(desk.person.address, "INBOX", many, true).await?;
    let _worker = Worker::start(&office.kurier, "jeden");
    office.pass(desk, Duration::from_secs(60)).await?;
    let user = desk.person.address;
    office
        .dovecot
        .doveadm(&["flags", "add", "-u", user, "\\Flagged", "mailbox", "INBOX", "uid", "1:40"])
        .await?;
    office.settle(desk, PATIENCE).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn identical_mails_stay_two_without_copyuid(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    desk.gate.hide(&["UIDPLUS"]);
    let twice = mails::duplicate_id(desk.person.address);
    office.dovecot.append(desk.person.address, "INBOX", vec![twice.clone(), twice], false).await?;
    let _worker = Worker::start(&office.kurier, "jeden");
    office.pass(desk, PATIENCE).await?;
    let inbox = office.folder(desk, "INBOX").await?;
    let threads = office.listed(inbox.id).await?.into_iter().map(|row| row.id).collect();
    office.kurier.threads().act(&office.anna, threads, Some(inbox.id), ThreadAction::Archive).await?;
    office.settle(desk, PATIENCE).await?;
    assert_eq!(office.dovecot.mails(desk.person.address, "Archive").await?.len(), 2);
    let there: (i64,) = sqlx::query_as(
        "SELECT count(*) FROM placements p JOIN folders f ON f.id = p.folder_id WHERE f.path = 'Archive'",
    )
    .fetch_one(&office.pool)
    .await?;
    assert_eq!(there.0, 2);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_was_expunged_elsewhere_leaves_no_ghost(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    office.deliver(desk, &mail(desk, "Sprawa").raw()).await?;
    office.deliver(desk, &mail(desk, "Inna").raw()).await?;
    let worker = Worker::start(&office.kurier, "jeden");
    office.pass(desk, PATIENCE).await?;
    worker.kill_and_bury().await?;
    office.dovecot.expunge(desk.person.address, "INBOX", &["subject", "Sprawa"]).await?;
    office.act(desk, "INBOX", "Sprawa", ThreadAction::Archive).await?;
    let _worker = Worker::start(&office.kurier, "dwa");
    office.settle(desk, PATIENCE).await?;
    assert_eq!(office.subjects(desk, "Archive").await?, Vec::<String>::new());
    assert_eq!(office.subjects(desk, "INBOX").await?, ["Inna"]);
    Ok(())
}
