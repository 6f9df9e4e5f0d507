//! Folders that are deleted while mail goes into them.

use crate::office::{Office, eventually, letter};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::account::FolderRole;
use kurier_model::inbox::ThreadAction;
use kurier_testbed::people::ANNA;
use kurier_testbed::{Deed, Rule};
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
    office.is_in_order().await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_that_cannot_be_looked_into_is_not_deleted(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.dovecot.create_folder(ANNA.address, "Teczka").await?;
    office.once().await?;
    let folder = office.named("Teczka").await?.context("the folder")?;
    office.dovecot.append(ANNA.address, "Teczka", vec![letter("Unseen").raw()], false).await?;
    for code in ["LIMIT", ""] {
        office.gate.order(Rule::on("SELECT", Deed::no(code)).with("Teczka"));
        office.kurier.mailboxes().delete_folder(&office.anna, folder).await?;
        office.once().await?;
        assert_eq!(office.on_server("Teczka").await?.len(), 1, "nothing is lost");
        assert!(office.ledger("Teczka").await?.kept.is_some(), "and the person is told");
        office.gate.relent();
    }
    office.once().await?;
    office.is_in_order().await
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
    office.gate.order(Rule::on("STORE", Deed::no("UNAVAILABLE")));
    office.kurier.threads().act(&office.anna, vec![thread], Some(below), ThreadAction::Flag).await?;
    office.gate.order(Rule::on("RENAME", Deed::CutBeforeAnswer));
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
    office.gate.order(Rule::on("RENAME", Deed::no("NOPERM")));
    let refused = office.kurier.mailboxes().rename_folder(&office.anna, folder, "Inne").await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    office.gate.relent();
    office.dovecot.create_folder(ANNA.address, "Inne").await?;
    office.once().await?;
    assert_eq!(office.named("Akta").await?, Some(folder));
    assert!(office.named("Inne").await?.is_some_and(|other| other != folder));
    office.is_in_order().await
}
