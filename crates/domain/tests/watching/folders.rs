//! Folders that are deleted while mail goes into them.

use crate::office::{Office, SOON, eventually, letter};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_mail::imap::encode_utf7;
use kurier_model::FolderId;
use kurier_model::inbox::ThreadAction;
use kurier_model::mailbox::FolderRole;
use kurier_model::wish::FolderKept;
use kurier_testbed::people::ANNA;
use kurier_testbed::{Reaction, Rule};
use rand::Rng;
use sqlx::PgPool;
use std::collections::BTreeSet;
use std::time::Duration;

/// `KURIER_TRIES` says how many; 500 are for a long run.
const TRIES: u32 = 25;

#[sqlx::test(migrations = "../../migrations")]
async fn deleting_a_folder_loses_no_mail_that_is_moved_there_meanwhile(pool: PgPool) -> Result<()> {
    let tries = std::env::var("KURIER_TRIES").ok().and_then(|tries| tries.parse().ok()).unwrap_or(TRIES);
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    let mailboxes = office.kurier.mailboxes();
    let mut delivered = BTreeSet::new();
    for turn in 0..tries {
        let mail = letter(&format!("Try {turn}"));
        delivered.insert(format!("<{}>", mail.message_id()));
        office.deliver(&mail).await?;
        let target =
            mailboxes.create_folder(&office.anna, office.mailbox, None, &format!("Teczka {turn}")).await?;
        let thread = office.until_listed(FolderRole::Inbox, &format!("Try {turn}")).await?.id;
        let (early, late) = (rand::rng().random_range(0..15), rand::rng().random_range(0..15));
        let moving = async {
            tokio::time::sleep(Duration::from_millis(early)).await;
            office.act(thread, FolderRole::Inbox, ThreadAction::Move { to: target }).await
        };
        let deleting = async {
            tokio::time::sleep(Duration::from_millis(late)).await;
            mailboxes.delete_folder(&office.anna, target).await
        };
        let (moved, deleted) = tokio::join!(moving, deleting);
        if let Err(error) = moved {
            let error = error.downcast::<Error>().context("an answer of ours")?;
            assert!(matches!(error, Error::FolderGone | Error::NotFound), "{error}");
        }
        // A pass whose list is older than the new folder takes its row away until the next one.
        assert!(matches!(deleted, Ok(()) | Err(Error::NotFound)), "{deleted:?}");
    }
    eventually("everything is done", || async {
        let open: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM placements WHERE wish_due IS NOT NULL)
                  + (SELECT count(*) FROM folders WHERE deletion_wanted_at IS NOT NULL AND gone_at IS NULL)",
        )
        .fetch_one(&office.pool)
        .await?;
        Ok((open == 0).then_some(()))
    })
    .await?;
    watcher.stop().await?;
    office.once().await?;
    let mut found = BTreeSet::new();
    for folder in office.dovecot.folders(ANNA.address).await? {
        found.extend(office.on_server(&folder.path).await?);
    }
    assert_eq!(found, delivered);
    office.until_in_order().await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_that_cannot_be_looked_into_is_not_deleted(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.dovecot.create_folder(ANNA.address, "Teczka").await?;
    office.once().await?;
    let folder = office.named("Teczka").await?.context("the folder")?;
    office.dovecot.append(ANNA.address, "Teczka", vec![letter("Unseen").raw()], false).await?;
    for code in ["LIMIT", ""] {
        office.gate.order(Rule::on("SELECT", Reaction::no(code)).with("Teczka"));
        office.kurier.mailboxes().delete_folder(&office.anna, folder).await?;
        office.once().await?;
        assert_eq!(office.on_server("Teczka").await?.len(), 1, "nothing is lost");
        assert!(office.ledger("Teczka").await?.kept.is_some(), "and the person is told");
        office.gate.relent();
    }
    office.once().await?;
    office.until_in_order().await
}

/// One that mail is on its way to, and one that mail has come into unseen.
#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_that_is_deleted_takes_no_mail_with_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for name in ["Cel", "Teczka"] {
        office.dovecot.create_folder(ANNA.address, name).await?;
    }
    office.deliver(&letter("On its way")).await?;
    office.once().await?;
    let (target, folder) = (office.named("Cel").await?, office.named("Teczka").await?);
    let (target, folder) = (target.context("the target")?, folder.context("the folder")?);
    let thread = office.until_listed(FolderRole::Inbox, "On its way").await?.id;
    office.act(thread, FolderRole::Inbox, ThreadAction::Move { to: target }).await?;
    office.dovecot.append(ANNA.address, "Teczka", vec![letter("Unseen").raw()], false).await?;
    for unwanted in [target, folder] {
        office.kurier.mailboxes().delete_folder(&office.anna, unwanted).await?;
    }
    office.once().await?;

    let hanging: i64 = sqlx::query_scalar("SELECT count(*) FROM placements WHERE wish_due IS NOT NULL")
        .fetch_one(&office.pool)
        .await?;
    assert_eq!(hanging, 0);
    assert_eq!(office.named("Cel").await?, None);
    let there = office.dovecot.folders(ANNA.address).await?;
    assert!(there.iter().all(|folder| folder.path != "Cel"), "{there:?}");
    assert_eq!((office.on_server("INBOX").await?.len(), office.on_server("Trash").await?.len()), (0, 1));
    office.until_listed(FolderRole::Trash, "On its way").await?;

    assert_eq!(office.ledger("Teczka").await?.kept, Some(FolderKept::MailCame));
    assert_eq!(office.on_server("Teczka").await?.len(), 1);
    assert_eq!(office.named("Teczka").await?, Some(folder));
    office.until_in(folder, "Unseen").await?;
    assert_eq!(office.refusals().await?, []);

    let watcher = office.watched().await?;
    assert!(office.arrives("News").await? < SOON);
    office.until_in_order().await?;
    watcher.stop().await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_that_is_renamed_is_the_same_whoever_sees_it_first(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for name in ["Teczka", "Teczka/Niżej"] {
        office.dovecot.create_folder(ANNA.address, name).await?;
    }
    office.dovecot.append(ANNA.address, "Teczka/Niżej", vec![letter("Offer").raw()], true).await?;
    office.once().await?;
    let (folder, below) = (office.named("Teczka").await?, office.named("Niżej").await?);
    let (folder, below) = (folder.context("the folder")?, below.context("the one below")?);
    let thread = office.until_in(below, "Offer").await?.id;

    // The server has done it; the answer is lost on the way, and what a person wants of the mail is still to come.
    office.gate.order(Rule::on("STORE", Reaction::no("UNAVAILABLE")));
    office.kurier.threads().act(&office.anna, vec![thread], Some(below), ThreadAction::Flag).await?;
    office.gate.order(Rule::on("RENAME", Reaction::CutBeforeAnswer));
    let renamed = office.kurier.mailboxes().rename_folder(&office.anna, folder, "Akta").await;
    assert!(matches!(renamed, Err(Error::Unavailable(_))), "{renamed:?}");
    office.once().await?;
    assert_eq!(office.named("Akta").await?, Some(folder));
    assert_eq!(office.named("Niżej").await?, Some(below));
    assert!(office.until_in(below, "Offer").await?.flagged, "still wanted");
    assert!(office.refusals().await?.is_empty());
    office.gate.relent();
    eventually("the flag", || async {
        office.once().await?;
        let mails = office.dovecot.mails(ANNA.address, "Akta/Niżej").await?;
        Ok(mails.iter().any(|mail| mail.flags.iter().any(|flag| flag == "\\Flagged")).then_some(()))
    })
    .await?;

    // A name that the server refused is not this folder's when another has it.
    office.gate.order(Rule::on("RENAME", Reaction::no("NOPERM")));
    let refused = office.kurier.mailboxes().rename_folder(&office.anna, folder, "Inne").await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    office.gate.relent();
    office.dovecot.create_folder(ANNA.address, "Inne").await?;
    office.once().await?;
    assert_eq!(office.named("Akta").await?, Some(folder));
    assert!(office.named("Inne").await?.is_some_and(|other| other != folder));
    office.until_in_order().await
}

/// One program wrote the name in modified UTF-7, another in UTF-8: two folders that read alike.
#[sqlx::test(migrations = "../../migrations")]
async fn folders_that_read_alike_are_each_itself(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for name in ["Spółki", "Other", "Other/Umowy"] {
        office.dovecot.create_folder(ANNA.address, name).await?;
    }
    office.gate.spell("Other", "Spółki");
    office.dovecot.append(ANNA.address, "Spółki", vec![letter("A").raw(), letter("B").raw()], true).await?;
    office.dovecot.append(ANNA.address, "Other", vec![letter("C").raw()], true).await?;
    office.once().await?;
    let (first, second) = (office.named("Spółki").await?, office.named("Spółki (2)").await?);
    let (first, second) = (first.context("the first")?, second.context("the second")?);
    assert_eq!(subjects(&office, first).await?, ["A", "B"]);
    assert_eq!(subjects(&office, second).await?, ["C"]);
    let paths: Vec<String> = office.mailbox().await?.folders.into_iter().map(|folder| folder.path).collect();
    assert!(paths.contains(&"Spółki (2)/Umowy".to_owned()), "{paths:?}");

    let fetched = office.gate.count("FETCH");
    office.once().await?;
    office.once().await?;
    assert_eq!(office.gate.count("FETCH"), fetched, "nothing is fetched again");
    office.until_in_order().await?;

    // What is done, is done in the one that was meant.
    let mailboxes = office.kurier.mailboxes();
    let taken = mailboxes.create_folder(&office.anna, office.mailbox, None, "Spółki").await;
    assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
    mailboxes.create_folder(&office.anna, office.mailbox, Some(second), "Aneksy").await?;
    let thread = office.until_in(first, "A").await?.id;
    let to = ThreadAction::Move { to: second };
    office.kurier.threads().act(&office.anna, vec![thread], Some(first), to).await?;
    office.once().await?;
    assert_eq!(office.on_server("Spółki").await?.len(), 1);
    assert_eq!(office.on_server("Other").await?.len(), 2);
    assert_eq!(office.on_server("Other/Aneksy").await?.len(), 0);
    mailboxes.rename_folder(&office.anna, second, "Akta").await?;
    office.once().await?;
    assert_eq!(office.named("Akta").await?, Some(second));
    assert_eq!(office.named("Spółki").await?, Some(first));
    assert_eq!(office.on_server("Akta").await?.len(), 2);
    assert_eq!(subjects(&office, second).await?, ["A", "C"]);
    office.until_in_order().await
}

async fn subjects(office: &Office, folder: FolderId) -> Result<Vec<String>> {
    let mut subjects: Vec<String> = office.rows(folder).await?.into_iter().map(|row| row.subject).collect();
    subjects.sort();
    Ok(subjects)
}

/// The folder that a person acts in was deleted and made again by another program, with other mail under the same UIDs.
#[sqlx::test(migrations = "../../migrations")]
async fn a_wish_is_not_done_to_the_mail_that_has_its_uid_now(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.dovecot.create_folder(ANNA.address, "Projekty").await?;
    office.dovecot.create_folder(ANNA.address, "Cel").await?;
    let (offer, other) = (letter("Offer").raw(), letter("Other").raw());
    office.dovecot.append(ANNA.address, "Projekty", vec![offer.clone()], true).await?;
    office.once().await?;
    let (folder, target) = (office.named("Projekty").await?, office.named("Cel").await?);
    let (folder, target) = (folder.context("the folder")?, target.context("the target")?);
    let thread = office.until_in(folder, "Offer").await?.id;
    let to = ThreadAction::Move { to: target };
    office.kurier.threads().act(&office.anna, vec![thread], Some(folder), ThreadAction::Flag).await?;
    office.kurier.threads().act(&office.anna, vec![thread], Some(folder), to).await?;

    // What is wanted is done after the inbox was looked at, which has news, and before this folder is.
    office.deliver(&letter("News")).await?;
    office.dovecot.delete_folder(ANNA.address, "Projekty").await?;
    office.dovecot.create_folder(ANNA.address, "Projekty").await?;
    office.dovecot.append(ANNA.address, "Projekty", vec![other, offer], true).await?;
    office.once().await?;
    eventually("the mail that was meant is moved", || async {
        office.once().await?;
        Ok((office.on_server("Cel").await?.len() == 1).then_some(()))
    })
    .await?;
    assert_eq!(office.on_server("Projekty").await?.len(), 1);
    assert!(office.find(folder, "Other").await?.is_some_and(|row| !row.flagged));
    assert!(office.find(target, "Offer").await?.is_some_and(|row| row.flagged));
    office.until_in_order().await
}

/// A server that keeps names in UTF-8, whatever it is told.
#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_that_the_server_spells_otherwise_is_the_same(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.once().await?;
    let mailboxes = office.kurier.mailboxes();
    let folder = mailboxes.create_folder(&office.anna, office.mailbox, None, "Żółte").await?;
    office.gate.spell(&encode_utf7("Żółte"), "Żółte");
    office.once().await?;
    assert_eq!(office.named("Żółte").await?, Some(folder));
    office.deliver(&letter("Offer")).await?;
    office.once().await?;
    let thread = office.until_listed(FolderRole::Inbox, "Offer").await?.id;
    office.act(thread, FolderRole::Inbox, ThreadAction::Move { to: folder }).await?;
    office.once().await?;
    assert_eq!(office.on_server("Żółte").await?.len(), 1);
    office.until_in_order().await
}
