//! What the server refuses holds nothing up, and is told.

use super::office::{Desk, Office, until};
use super::watching::mail;
use super::worker::Worker;
use anyhow::{Context, Result};
use kurier_model::inbox::ThreadAction;
use kurier_model::wish::RefusalReason;
use kurier_testbed::gate::{Order, Reaction};
use sqlx::PgPool;
use std::time::Duration;

/// Two seconds on an idle machine; a busy compiler beside it is allowed for.
const SOON: Duration = Duration::from_secs(6);
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail arrives while the server refuses something, and is in the list at once.
async fn mail_still_comes(office: &Office, desk: &Desk, subject: &str) -> Result<()> {
    office.deliver(desk, &mail(desk, subject).raw()).await?;
    let took = office.wait_listed(desk, "INBOX", subject, true, SOON).await;
    let took = took.with_context(|| format!("commands so far: {:#?}", desk.gate.commands("")))?;
    println!("{subject}: in the list after {took:?}");
    Ok(())
}

async fn is_told(office: &Office, desk: &Desk, reason: RefusalReason) -> Result<()> {
    until(&format!("told: {reason:?}"), PATIENCE, async || {
        let refusals = office.mailbox(desk).await?.refusals;
        Ok(refusals.iter().any(|refusal| refusal.reason == reason))
    })
    .await
    .map(drop)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_move_refused_for_good_is_told_and_taken_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    let _worker = Worker::start(&office.kurier, "jeden");
    for (code, reason) in [
        ("OVERQUOTA", RefusalReason::OverQuota),
        ("NOPERM", RefusalReason::NotAllowed),
        ("", RefusalReason::Refused),
    ] {
        let subject = format!("Sprawa{code}");
        office.deliver(desk, &mail(desk, &subject).raw()).await?;
        office.wait_listed(desk, "INBOX", &subject, true, PATIENCE).await?;
        for verb in ["MOVE", "COPY"] {
            desk.gate.order(Order::new(verb, Reaction::no(code, "No.")).to("Archive"));
        }
        office.act(desk, "INBOX", &subject, ThreadAction::Archive).await?;
        mail_still_comes(&office, desk, &format!("Nowy{code}")).await?;
        is_told(&office, desk, reason).await?;
        office.wait_listed(desk, "INBOX", &subject, true, SOON).await?;
        desk.gate.relent();
        let threads =
            office.mailbox(desk).await?.refusals.iter().flat_map(|r| r.threads.clone()).collect::<Vec<_>>();
        office.kurier.wishes().try_again(&office.anna, &threads).await?;
        until("done after all", PATIENCE, async || {
            let archive = office.dovecot.mails(desk.person.address, "Archive").await?;
            Ok(archive.iter().any(|mail| mail.subject == subject))
        })
        .await?;
        office.settle(desk, PATIENCE).await?;
        assert!(office.mailbox(desk).await?.refusals.is_empty());
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_move_refused_for_now_holds_nothing_up(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    let _worker = Worker::start(&office.kurier, "jeden");
    for code in ["LIMIT", "UNAVAILABLE", "EXPUNGEISSUED"] {
        let subject = format!("Sprawa{code}");
        office.deliver(desk, &mail(desk, &subject).raw()).await?;
        office.wait_listed(desk, "INBOX", &subject, true, PATIENCE).await?;
        let before = desk.gate.commands("MOVE").len();
        desk.gate.order(Order::new("MOVE", Reaction::no(code, "Not now.")));
        office.act(desk, "INBOX", &subject, ThreadAction::Archive).await?;
        mail_still_comes(&office, desk, &format!("Nowy{code}")).await?;
        mail_still_comes(&office, desk, &format!("Dalszy{code}")).await?;
        let tries = desk.gate.commands("MOVE").len() - before;
        assert!((1..=4).contains(&tries), "{tries} tries in a moment");
        desk.gate.relent();
        until("done after all", Duration::from_secs(30), async || {
            let archive = office.dovecot.mails(desk.person.address, "Archive").await?;
            Ok(archive.iter().any(|mail| mail.subject == subject))
        })
        .await?;
    }
    office.settle(desk, PATIENCE).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_move_to_a_folder_that_is_gone_is_told(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    office.deliver(desk, &mail(desk, "Sprawa").raw()).await?;
    let worker = Worker::start(&office.kurier, "jeden");
    office.kurier.mailboxes().create_folder(&office.anna, desk.mailbox, None, "Projekt").await?;
    office.wait_listed(desk, "INBOX", "Sprawa", true, PATIENCE).await?;
    worker.kill_and_bury().await?;
    let to = office.folder(desk, "Projekt").await?.id;
    office.act(desk, "INBOX", "Sprawa", ThreadAction::Move { to }).await?;
    office.dovecot.delete_folder(desk.person.address, "Projekt").await?;
    let _worker = Worker::start(&office.kurier, "dwa");
    mail_still_comes(&office, desk, "Nowy").await?;
    is_told(&office, desk, RefusalReason::FolderGone).await?;
    office.wait_listed(desk, "INBOX", "Sprawa", true, SOON).await?;
    office.settle(desk, PATIENCE).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_refused_flag_is_taken_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = office.desk();
    office.deliver(desk, &mail(desk, "Sprawa").raw()).await?;
    let _worker = Worker::start(&office.kurier, "jeden");
    office.wait_listed(desk, "INBOX", "Sprawa", true, PATIENCE).await?;
    desk.gate.order(Order::new("STORE", Reaction::no("NOPERM", "Permission denied")));
    office.act(desk, "INBOX", "Sprawa", ThreadAction::Flag).await?;
    mail_still_comes(&office, desk, "Nowy").await?;
    is_told(&office, desk, RefusalReason::NotAllowed).await?;
    let inbox = office.folder(desk, "INBOX").await?;
    assert!(office.listed(inbox.id).await?.iter().all(|row| !row.flagged));
    office.settle(desk, PATIENCE).await
}
