//! What the server does not do: new mail comes all the same, the page shows what is, and the person is told.

use crate::office::{Office, SOON, eventually, letter};
use anyhow::Result;
use kurier_model::inbox::ThreadAction;
use kurier_model::mailbox::FolderRole;
use kurier_model::wish::{RefusalReason, Wish};
use kurier_testbed::{Reaction, Rule};
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn news_arrive_and_what_is_done_here_is_done_there(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    assert!(office.arrives("Oferta na krzesła").await? < SOON);
    let thread = office.until_listed(FolderRole::Inbox, "Oferta na krzesła").await?.id;
    office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
    office.until_on_server("Archive", 1).await?;
    office.until_listed(FolderRole::Archive, "Oferta na krzesła").await?;
    office.until_in_order().await?;
    watcher.stop().await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_move_that_is_refused_for_ever_is_taken_back_and_can_be_tried_again(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    for (code, reason) in [
        ("", RefusalReason::Refused),
        ("OVERQUOTA", RefusalReason::OverQuota),
        ("NOPERM", RefusalReason::NotAllowed),
    ] {
        let subject = format!("Refused {reason:?}");
        office.gate.order(Rule::on("MOVE", Reaction::no(code)));
        office.arrives(&subject).await?;
        let thread = office.until_listed(FolderRole::Inbox, &subject).await?.id;
        let archive = office.folder(FolderRole::Archive).await?;
        office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
        assert!(office.arrives(&format!("News beside {reason:?}")).await? < SOON);
        let refusal = office.until_refused().await?;
        assert_eq!((refusal.reason, refusal.threads), (reason, vec![thread]));
        assert_eq!(refusal.wish, Wish::Move { to: "Archive".to_owned() });
        assert!(!refusal.answer.is_empty());
        // It is shown where it is.
        office.until_listed(FolderRole::Inbox, &subject).await?;
        assert_eq!(office.find(archive, &subject).await?, None);
        office.until_in_order().await?;

        // Tried again while the server still refuses: told again.
        office.kurier.wishes().try_again(&office.anna, &[thread]).await?;
        office.until_refused().await?;
        office.gate.relent();
        office.kurier.wishes().try_again(&office.anna, &[thread]).await?;
        office.until_on_server("Archive", 1).await?;
        office.until_in(archive, &subject).await?;
        assert_eq!(office.refusals().await?, []);
        // For the next round.
        office.act(thread, FolderRole::Archive, ThreadAction::Delete).await?;
        office.until_on_server("Archive", 0).await?;
    }
    watcher.stop().await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_refusal_can_be_left_at_that(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    office.gate.order(Rule::on("MOVE", Reaction::Bad("I know no such verb")));
    office.arrives("Given up").await?;
    let thread = office.until_listed(FolderRole::Inbox, "Given up").await?.id;
    office.act(thread, FolderRole::Inbox, ThreadAction::Delete).await?;
    office.until_refused().await?;
    office.kurier.wishes().give_up(&office.anna, &[thread]).await?;
    assert_eq!(office.refusals().await?, []);
    office.gate.relent();
    let moves = office.gate.count("MOVE");
    assert!(office.arrives("More news").await? < SOON);
    assert_eq!(office.on_server("Trash").await?.len(), 0);
    office.until_listed(FolderRole::Inbox, "Given up").await?;
    // There is nothing left to try.
    office.kurier.wishes().try_again(&office.anna, &[thread]).await?;
    assert_eq!(office.gate.count("MOVE"), moves);
    watcher.stop().await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_move_that_is_refused_for_now_waits_for_its_time(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    for code in ["LIMIT", "UNAVAILABLE", "EXPUNGEISSUED"] {
        office.gate.order(Rule::on("MOVE", Reaction::no(code)));
        office.arrives(code).await?;
        let thread = office.until_listed(FolderRole::Inbox, code).await?.id;
        let before = office.gate.count("MOVE");
        office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
        eventually("the attempt", || async { Ok((office.gate.count("MOVE") > before).then_some(())) })
            .await?;
        assert!(office.arrives(&format!("News beside {code}")).await? < SOON);
        // It is shown where it is wanted, and nobody is bothered yet.
        office.until_listed(FolderRole::Archive, code).await?;
        assert_eq!(office.refusals().await?, []);
        assert_eq!(office.gate.count("MOVE"), before + 1);
        office.gate.relent();
    }
    office.until_on_server("Archive", 3).await?;
    office.until_in_order().await?;

    // Tried for hours: told.
    office.gate.order(Rule::on("MOVE", Reaction::no("LIMIT")));
    office.arrives("For hours").await?;
    let thread = office.until_listed(FolderRole::Inbox, "For hours").await?.id;
    office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
    sqlx::query("UPDATE placements SET wish_attempts = 39 WHERE wish_due IS NOT NULL")
        .execute(&office.pool)
        .await?;
    let refusal = office.until_refused().await?;
    assert_eq!(refusal.reason, RefusalReason::GaveUp);
    watcher.stop().await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_that_is_deleted_elsewhere_takes_nothing_with_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.dovecot.create_folder(kurier_testbed::people::ANNA.address, "Projekty").await?;
    let watcher = office.watched().await?;
    let projects = office.named("Projekty").await?.expect("the folder");
    office.arrives("To the projects").await?;
    let thread = office.until_listed(FolderRole::Inbox, "To the projects").await?.id;
    office.dovecot.delete_folder(kurier_testbed::people::ANNA.address, "Projekty").await?;
    office.act(thread, FolderRole::Inbox, ThreadAction::Move { to: projects }).await?;
    assert!(office.arrives("News").await? < SOON);
    let refusal = office.until_refused().await?;
    assert_eq!(refusal.reason, RefusalReason::FolderGone);
    assert_eq!(refusal.wish, Wish::Move { to: "Projekty".to_owned() });
    office.until_listed(FolderRole::Inbox, "To the projects").await?;
    eventually("the folder is gone here too", || async {
        Ok(office.named("Projekty").await?.is_none().then_some(()))
    })
    .await?;
    assert_eq!(office.on_server("INBOX").await?.len(), 2);
    office.until_in_order().await?;
    watcher.stop().await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_connection_that_ends_at_every_move_holds_up_nothing(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    for (turn, answer) in
        [Reaction::Cut, Reaction::Bye("Internal error"), Reaction::CutBeforeAnswer].into_iter().enumerate()
    {
        let subject = format!("Cut {turn}");
        office.arrives(&subject).await?;
        let thread = office.until_listed(FolderRole::Inbox, &subject).await?.id;
        office.gate.order(Rule::on("MOVE", answer));
        let (moves, logins) = (office.gate.count("MOVE"), office.gate.logins());
        office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
        eventually("the connection has ended", || async {
            Ok((office.gate.count("MOVE") > moves).then_some(()))
        })
        .await?;
        eventually("a new one", || async { Ok((office.gate.logins() > logins).then_some(())) }).await?;
        office.arrives(&format!("News beside it {turn}")).await?;
        office.gate.relent();
        office.until_on_server("Archive", turn + 1).await?;
        office.until_listed(FolderRole::Archive, &subject).await?;
    }
    watcher.stop().await?;
    office.once().await?;
    office.until_in_order().await?;
    Ok(())
}

/// For administrators: what is in order says nothing of what is on its way, and a row that no message stands behind is not in order.
#[sqlx::test(migrations = "../../migrations")]
async fn what_is_wanted_refused_or_nowhere_is_reported(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.deliver(&letter("Wanted")).await?;
    office.once().await?;
    let thread = office.until_listed(FolderRole::Inbox, "Wanted").await?.id;
    let reported = async || -> Result<(i64, i64, i64, bool)> {
        let inbox = office.ledger("INBOX").await?;
        Ok((inbox.wishes, office.report().await?.refused, inbox.waiting, office.is_in_order().await?))
    };
    assert_eq!(reported().await?, (0, 0, 0, true));
    office.gate.order(Rule::on("MOVE", Reaction::no("")));
    office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
    assert_eq!(reported().await?, (1, 0, 0, true), "to do");
    office.once().await?;
    assert_eq!(reported().await?, (0, 1, 0, true), "refused");
    office.kurier.wishes().give_up(&office.anna, &[thread]).await?;
    assert_eq!(reported().await?, (0, 0, 0, true));

    // Even numbers do not hide it.
    for statement in [
        "UPDATE placements SET uid = NULL",
        "UPDATE folders SET stored = 0, waiting = 1, server_count = 0 WHERE role = 'inbox'",
    ] {
        sqlx::query(statement).execute(&office.pool).await?;
    }
    let inbox = office.ledger("INBOX").await?;
    assert_eq!((inbox.server_count, inbox.stored_count), (0, 0));
    assert_eq!(reported().await?, (0, 0, 1, false), "found nowhere");
    office.once().await?;
    assert_eq!(reported().await?, (0, 0, 0, true));
    Ok(())
}
