//! A server in trouble: refused passwords, folders that cannot be opened, folders that are gone.

use crate::office::{Office, PATIENCE, SOON, eventually, letter};
use crate::watcher::Watcher;
use anyhow::{Context, Result, bail};
use kurier_domain::Error;
use kurier_domain::sync::Ended;
use kurier_model::inbox::ThreadAction;
use kurier_model::mailbox::{FolderRole, MailboxState, Server, ServersForm};
use kurier_testbed::people::ANNA;
use kurier_testbed::{Gate, Reaction, Rule};
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn a_refused_password_is_not_tried_again_by_clicks(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    office.arrives("Before").await?;
    let thread = office.until_listed(FolderRole::Inbox, "Before").await?.id;
    office.gate.refuse_sign_in(true);
    office.gate.cut();
    assert_eq!(watcher.ended(PATIENCE).await?, Ended::Refused);
    assert!(matches!(office.mailbox().await?.state, MailboxState::NeedsPassword { .. }));

    let logins = office.gate.logins();
    for turn in 0..5 {
        let action = if turn % 2 == 0 { ThreadAction::Flag } else { ThreadAction::Unflag };
        office.act(thread, FolderRole::Inbox, action).await?;
        let made = office.kurier.mailboxes().create_folder(&office.anna, office.mailbox, None, "Nowa").await;
        assert!(matches!(made, Err(Error::MailboxPaused)), "{made:?}");
        assert!(office.kurier.sync().claim("another", 10).await?.is_empty(), "nobody watches it");
    }
    assert_eq!(office.gate.logins(), logins);

    // "Try again": once.
    office.kurier.mailboxes().sync_now(&office.anna, office.mailbox).await?;
    let watcher = Watcher::begin(&office.kurier, office.mailbox).await?;
    assert_eq!(watcher.ended(PATIENCE).await?, Ended::Refused);
    assert_eq!(office.gate.logins(), logins + 1);

    office.gate.refuse_sign_in(false);
    office.kurier.mailboxes().update_password(&office.anna, office.mailbox, ANNA.password).await?;
    let lease = office.kurier.sync().claim("another", 10).await?.pop().context("it is free for workers")?;
    office.kurier.sync().release(&lease).await?;
    let watcher = office.watched().await?;
    assert!(office.arrives("After").await? < SOON);
    office.until_listed(FolderRole::Inbox, "Before").await?;
    watcher.stop().await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_that_cannot_be_opened_is_not_green(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.dovecot.create_folder(ANNA.address, "Projekty").await?;
    office.gate.order(Rule::on("SELECT", Reaction::no("NOPERM")).with("Projekty"));
    let watcher = Watcher::begin(&office.kurier, office.mailbox).await?;
    let state =
        office.until_state("incomplete", |state| matches!(state, MailboxState::Incomplete { .. })).await?;
    assert_eq!(state, MailboxState::Incomplete { folders: 1 });
    assert!(office.ledger("Projekty").await?.trouble.is_some());
    assert!(office.arrives("All the same").await? < SOON);
    office.gate.relent();
    office.kurier.mailboxes().sync_now(&office.anna, office.mailbox).await?;
    office.until_state("green", |state| *state == MailboxState::Idle).await?;
    assert!(office.ledger("Projekty").await?.trouble.is_none());
    office.until_in_order().await?;
    watcher.stop().await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_mailbox_that_nobody_looks_at_is_not_green(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.once().await?;
    assert_eq!(office.mailbox().await?.state, MailboxState::Idle);
    // One folder is enough: what is stuck may be stuck there.
    let long_ago = "UPDATE folders SET last_synced_at = now() - interval '11 min' WHERE role = 'archive'";
    sqlx::query(long_ago).execute(&office.pool).await?;
    let state = office.mailbox().await?.state;
    assert!(matches!(state, MailboxState::Unwatched { .. }), "{state:?}");
    assert_eq!((office.report().await?.state.as_str(), office.is_in_order().await?), ("unwatched", false));
    office.once().await?;
    assert_eq!(office.mailbox().await?.state, MailboxState::Idle);
    office.until_in_order().await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_folder_that_is_gone_goes_and_a_worker_that_died_is_followed(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.dovecot.create_folder(ANNA.address, "Projekty").await?;
    let watcher = office.watched().await?;
    office.dovecot.delete_folder(ANNA.address, "Projekty").await?;
    office.kurier.mailboxes().sync_now(&office.anna, office.mailbox).await?;
    eventually("the folder goes", || async { Ok(office.named("Projekty").await?.is_none().then_some(())) })
        .await?;
    office.arrives("One").await?;
    let thread = office.until_listed(FolderRole::Inbox, "One").await?.id;
    // In the middle of a move.
    office.gate.order(Rule::on("MOVE", Reaction::Stall(PATIENCE)));
    let moves = office.gate.count("MOVE");
    office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
    eventually("the move", || async { Ok((office.gate.count("MOVE") > moves).then_some(())) }).await?;
    watcher.kill().await?;
    office.gate.relent();
    let watcher = office.watched().await?;
    assert!(office.arrives("Two").await? < SOON);
    office.until_on_server("Archive", 1).await?;
    watcher.stop().await?;
    office.until_in_order().await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_message_that_is_not_handed_out_for_now_comes_later(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.once().await?;
    office.gate.order(Rule::on("FETCH", Reaction::no("UNAVAILABLE")).with("BODY.PEEK"));
    office.deliver(&letter("Later")).await?;
    office.once().await?;
    let inbox = office.ledger("INBOX").await?;
    assert_eq!((inbox.server_count, inbox.stored_count, inbox.set_aside), (1, 0, 0));
    assert_eq!(office.mailbox().await?.state, MailboxState::Incomplete { folders: 1 });
    office.gate.relent();
    office.once().await?;
    office.until_listed(FolderRole::Inbox, "Later").await?;
    assert_eq!(office.mailbox().await?.state, MailboxState::Idle);
    office.until_in_order().await
}

/// As many were removed elsewhere as were not handed out: the numbers are even, and something is missing all the same.
#[sqlx::test(migrations = "../../migrations")]
async fn what_is_not_handed_out_is_missed_when_the_numbers_are_even(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.deliver(&letter("Old")).await?;
    office.deliver(&letter("Other")).await?;
    office.once().await?;
    office.dovecot.expunge(ANNA.address, "INBOX", &["SUBJECT", "Old"]).await?;
    office.deliver(&letter("New")).await?;
    office.gate.order(Rule::on("FETCH", Reaction::no("UNAVAILABLE")).with("BODY"));
    office.once().await?;
    let inbox = office.folder(FolderRole::Inbox).await?;
    assert_eq!(office.find(inbox, "New").await?, None);
    assert!(!office.is_in_order().await?, "it is not called in order");
    office.gate.relent();
    office.once().await?;
    assert!(office.find(inbox, "New").await?.is_some());
    assert_eq!(office.find(inbox, "Old").await?, None);
    office.until_in_order().await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_connection_that_is_lost_on_the_way_goes_on_where_it_was(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let mails = (1..=250).map(|number| letter(&format!("Mail {number}")).raw()).collect();
    office.dovecot.append(ANNA.address, "INBOX", mails, true).await?;
    // Newest first, a hundred a command: the third is asked for when the first has come.
    office.gate.order(Rule::on("FETCH", Reaction::Cut).with(" 1:50 ").times(1));
    let logins = office.gate.logins();
    office.once().await?;
    assert_eq!(office.gate.logins(), logins + 2, "once more");
    assert_eq!(office.ledger("INBOX").await?.stored_count, 250);
    office.until_in_order().await?;

    // One that brings nothing is not made again by itself: somebody is to hear of it.
    office.deliver(&letter("Behind the trouble")).await?;
    office.gate.order(Rule::on("FETCH", Reaction::Cut));
    let logins = office.gate.logins();
    assert!(office.once().await.is_err());
    assert_eq!(office.gate.logins(), logins + 1);
    office.gate.relent();
    office.once().await?;
    office.until_in_order().await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_mailbox_whose_servers_change_goes_on_at_the_new_ones(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    office.arrives("At the old one").await?;
    let moved = Gate::before(office.dovecot.imap()).await?;
    let logins = office.gate.logins();
    let (mailboxes, anna) = (office.kurier.mailboxes(), &office.anna);
    let settings = mailboxes.settings(anna, office.mailbox).await?;
    let old = settings.imap.port;
    let imap = Server { port: moved.address().port(), ..settings.imap };
    let form =
        ServersForm { imap, smtp: settings.smtp, username: settings.username, password: String::new() };
    let change = mailboxes.begin_change(anna, office.mailbox, form).await?;
    assert_eq!(mailboxes.settings(anna, office.mailbox).await?.imap.port, old, "not before it was tried");
    assert!(matches!(mailboxes.connect(anna, change.id).await, Err(Error::Conflict)));
    assert_eq!(mailboxes.connect_unverified(anna, change.id).await?, office.mailbox);
    // The old server answers still; nobody has to cut it off. Whatever its watcher is in the middle of, it has lost the mailbox.
    assert_eq!(watcher.ended(PATIENCE).await?, Ended::LeaseLost);
    let known = "SELECT count(*) FROM folders WHERE uidvalidity IS NOT NULL";
    let known: i64 = sqlx::query_scalar(known).fetch_one(&office.pool).await?;
    assert_eq!(known, 0, "a server's UIDs mean nothing at another");
    let watcher = office.watched().await?;
    assert!(office.arrives("At the new one").await? < SOON);
    office.until_listed(FolderRole::Inbox, "At the old one").await?;
    assert_eq!((office.gate.logins(), moved.logins() > 0), (logins, true));
    office.until_in_order().await?;
    watcher.stop().await?;
    Ok(())
}

/// <https://github.com/jstedfast/MailKit/issues/757>
#[sqlx::test(migrations = "../../migrations")]
async fn what_is_announced_and_refused_with_a_folder_is_done_without(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for (subject, refusal) in
        [("Bad", Reaction::Bad("Unknown parameter in SELECT")), ("No", Reaction::no("CANNOT"))]
    {
        for parameter in ["(CONDSTORE", "(QRESYNC"] {
            office.gate.order(Rule::on("SELECT", refusal.clone()).with(parameter));
        }
        office.deliver(&letter(subject)).await?;
        office.once().await?;
        assert!(!office.until_listed(FolderRole::Inbox, subject).await?.flagged);
        assert_eq!(office.mailbox().await?.state, MailboxState::Idle);
        // The second pass, in which another program has done something.
        office.dovecot.flag(ANNA.address, "INBOX", "\\Flagged", true).await?;
        office.once().await?;
        assert!(office.until_listed(FolderRole::Inbox, subject).await?.flagged);
        assert_eq!(office.mailbox().await?.state, MailboxState::Idle);
        assert_eq!(numbered(&office).await?, 0, "it was refused");
        office.until_in_order().await?;
        office.gate.relent();
    }
    office.once().await?;
    assert!(numbered(&office).await? > 0, "on another connection it is asked for again");
    office.until_in_order().await
}

/// Folders whose changes are numbered.
async fn numbered(office: &Office) -> Result<i64> {
    let known = "SELECT count(*) FROM folders WHERE highestmodseq IS NOT NULL";
    Ok(sqlx::query_scalar(known).fetch_one(&office.pool).await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn trouble_that_has_healed_does_not_count(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    let mailboxes = office.kurier.mailboxes();
    let attempt = async |least: u32| -> Result<u32> {
        let is_so = |state: &MailboxState| matches!(state, MailboxState::Retrying { attempt, .. } if *attempt >= least);
        match office.until_state("trouble", is_so).await? {
            MailboxState::Retrying { attempt, .. } => Ok(attempt),
            other => bail!("{other:?}"),
        }
    };
    for round in ["first", "again"] {
        office.gate.close();
        assert_eq!(attempt(1).await?, 1, "{round}");
        // Tried at once, because somebody asks for it; perhaps twice, when the asking is heard and read.
        mailboxes.sync_now(&office.anna, office.mailbox).await?;
        attempt(2).await.context(round)?;
        office.gate.open();
        mailboxes.sync_now(&office.anna, office.mailbox).await?;
        office.until_state("a good pass", |state| *state == MailboxState::Idle).await?;
    }
    assert!(office.arrives("After the trouble").await? < SOON);
    watcher.stop().await?;
    Ok(())
}
