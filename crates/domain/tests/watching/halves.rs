//! One of many is refused, or the server breaks off half-way: the others go where they are wanted, and nothing is there twice.

use crate::office::{Office, letter};
use anyhow::Result;
use kurier_model::ThreadId;
use kurier_model::inbox::ThreadAction;
use kurier_model::mailbox::FolderRole;
use kurier_model::wish::RefusalReason;
use kurier_testbed::people::ANNA;
use kurier_testbed::{Reaction, Rule};
use sqlx::PgPool;

/// Mails in the inbox, and their threads.
async fn with_mails(office: &Office, count: usize) -> Result<Vec<ThreadId>> {
    let mails = (0..count).map(|at| letter(&format!("Number {at}")).raw()).collect();
    office.dovecot.append(ANNA.address, "INBOX", mails, false).await?;
    office.once().await?;
    let inbox = office.folder(FolderRole::Inbox).await?;
    Ok(office.rows(inbox).await?.into_iter().map(|row| row.id).collect())
}

async fn archive(office: &Office, threads: Vec<ThreadId>) -> Result<()> {
    let inbox = office.folder(FolderRole::Inbox).await?;
    office.kurier.threads().act(&office.anna, threads, Some(inbox), ThreadAction::Archive).await?;
    Ok(())
}

/// What waits for its next turn has it now.
async fn due(office: &Office) -> Result<()> {
    sqlx::query("UPDATE placements SET wish_due = now() WHERE wish_due IS NOT NULL")
        .execute(&office.pool)
        .await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn one_message_that_is_refused_keeps_no_other(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let threads = with_mails(&office, 80).await?;
    for refused in [7, 61] {
        office.gate.order(Rule::on("MOVE", Reaction::no("")).about(refused));
    }
    office.gate.order(Rule::on("STORE", Reaction::Bad("no")).about(30));
    let act = office.kurier.threads();
    act.act(&office.anna, threads.clone(), None, ThreadAction::Flag).await?;
    office.once().await?;
    let refusals = office.refusals().await?;
    assert_eq!(refusals.iter().map(|refusal| refusal.threads.len()).sum::<usize>(), 1, "{refusals:?}");
    let flagged: i64 =
        sqlx::query_scalar("SELECT count(*) FROM placements WHERE flagged").fetch_one(&office.pool).await?;
    assert_eq!(flagged, 79);
    archive(&office, threads).await?;
    office.once().await?;
    assert_eq!((office.on_server("Archive").await?.len(), office.on_server("INBOX").await?.len()), (78, 2));
    let refused: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM placements WHERE refused ->> 'reason' = 'refused' AND refused ? 'folder'",
    )
    .fetch_one(&office.pool)
    .await?;
    assert_eq!(refused, 2);
    assert!(office.gate.count("MOVE") < 40, "{} commands", office.gate.count("MOVE"));
    office.until_in_order().await
}

#[sqlx::test(migrations = "../../migrations")]
async fn where_all_are_refused_few_are_tried_alone(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let threads = with_mails(&office, 90).await?;
    office.gate.order(Rule::on("MOVE", Reaction::no("")));
    archive(&office, threads).await?;
    office.once().await?;
    let refused: i64 = sqlx::query_scalar("SELECT count(*) FROM placements WHERE refused IS NOT NULL")
        .fetch_one(&office.pool)
        .await?;
    assert_eq!(refused, 90, "all are told at once");
    assert!(office.gate.count("MOVE") < 40, "{} commands", office.gate.count("MOVE"));
    let refusals = office.refusals().await?;
    assert!(refusals.iter().all(|refusal| refusal.reason == RefusalReason::Refused), "{refusals:?}");
    office.until_in_order().await
}

/// A server without MOVE copies, marks and expunges; each of the three may be where it ends.
#[sqlx::test(migrations = "../../migrations")]
async fn what_was_copied_already_is_not_copied_again(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.gate.hide(&["MOVE"]);
    let ends = [
        ("COPY", Reaction::CutBeforeAnswer),
        ("STORE", Reaction::Cut),
        ("STORE", Reaction::no("LIMIT")),
        ("EXPUNGE", Reaction::no("UNAVAILABLE")),
        ("EXPUNGE", Reaction::CutBeforeAnswer),
    ];
    for (round, (verb, reaction)) in ends.into_iter().enumerate() {
        let threads = with_mails(&office, 2).await?;
        office.gate.order(Rule::on(verb, reaction.clone()));
        archive(&office, threads).await?;
        // It may end the connection; trying again while it goes on changes nothing.
        for _ in 0..2 {
            let _ = office.once().await;
            due(&office).await?;
        }
        office.gate.relent();
        for _ in 0..2 {
            office.once().await?;
            due(&office).await?;
        }
        let what = format!("{verb} {reaction:?}");
        assert_eq!(office.on_server("INBOX").await?.len(), 0, "{what}");
        assert_eq!(office.on_server("Archive").await?.len(), 2 * (round + 1), "{what}");
        assert_eq!(office.refusals().await?, [], "{what}");
        office.until_in_order().await?;
    }
    Ok(())
}
