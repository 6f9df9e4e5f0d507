//! Each message exactly as often as it is, where it is, whatever the server can and cannot tell.

use crate::office::{Office, eventually, letter};
use anyhow::{Context, Result};
use kurier_model::inbox::ThreadAction;
use kurier_model::mailbox::FolderRole;
use kurier_model::wish::{RefusalReason, Wish};
use kurier_testbed::people::ANNA;
use kurier_testbed::{DovecotOptions, Reaction, Rule};
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn two_identical_mails_remain_two_where_the_server_tells_no_uids(pool: PgPool) -> Result<()> {
    for hidden in [&["UIDPLUS"][..], &["UIDPLUS", "MOVE"]] {
        let office = Office::open(fresh(&pool).await?).await?;
        office.gate.hide(hidden);
        let mail = letter("Twice").raw();
        office.dovecot.append(ANNA.address, "INBOX", vec![mail.clone(), mail], false).await?;
        office.once().await?;
        assert_eq!(office.ledger("INBOX").await?.stored_count, 2);
        let thread = office.until_listed(FolderRole::Inbox, "Twice").await?.id;
        office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
        office.once().await?;
        assert_eq!(office.on_server("Archive").await?.len(), 2);
        assert_eq!(office.on_server("INBOX").await?.len(), 0);
        assert_eq!(office.ledger("Archive").await?.stored_count, 2);
        office.until_in_order().await?;
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_was_expunged_elsewhere_leaves_no_ghost_when_it_is_archived(pool: PgPool) -> Result<()> {
    for hidden in [&[][..], &["UIDPLUS"]] {
        let office = Office::open(fresh(&pool).await?).await?;
        office.gate.hide(hidden);
        office.deliver(&letter("Ghost")).await?;
        office.once().await?;
        let thread = office.until_listed(FolderRole::Inbox, "Ghost").await?.id;
        office.dovecot.expunge(ANNA.address, "INBOX", &["all"]).await?;
        office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
        office.once().await?;
        for role in [FolderRole::Inbox, FolderRole::Archive] {
            let folder = office.folder(role).await?;
            assert_eq!(office.find(folder, "Ghost").await?, None, "{role:?} {hidden:?}");
        }
        assert_eq!(office.refusals().await?, []);
        office.until_in_order().await?;
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_flag_that_the_server_does_not_keep_is_taken_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.deliver(&letter("Flagged")).await?;
    office.once().await?;
    let thread = office.until_listed(FolderRole::Inbox, "Flagged").await?.id;
    for (answer, reason) in [
        (Reaction::Pretend(vec!["* 1 FETCH (UID 1 FLAGS ())".to_owned()]), RefusalReason::NotKept),
        (Reaction::no("NOPERM"), RefusalReason::NotAllowed),
        (Reaction::no(""), RefusalReason::Refused),
        (Reaction::Bad("I know no such flag"), RefusalReason::Refused),
    ] {
        office.gate.order(Rule::on("STORE", answer));
        office.act(thread, FolderRole::Inbox, ThreadAction::Flag).await?;
        assert!(office.until_listed(FolderRole::Inbox, "Flagged").await?.flagged, "as it is wanted");
        office.once().await?;
        let refusal = office.refusals().await?.pop().context("a refusal")?;
        assert_eq!((refusal.reason, refusal.wish, refusal.threads), (reason, Wish::Flagged, vec![thread]));
        assert_eq!(refusal.answer.is_empty(), reason == RefusalReason::NotKept, "in the server's words");
        assert!(!office.until_listed(FolderRole::Inbox, "Flagged").await?.flagged, "as it is");
        office.kurier.wishes().give_up(&office.anna, &[thread]).await?;
        office.gate.relent();
    }
    let mails = office.dovecot.mails(ANNA.address, "INBOX").await?;
    assert!(mails.iter().all(|mail| !mail.flags.iter().any(|flag| flag == "\\Flagged")), "{mails:?}");
    office.until_in_order().await
}

/// Another program moves the mail, or renames its folder, while a flag waits for the server's time.
#[sqlx::test(migrations = "../../migrations")]
async fn what_is_wanted_of_mail_goes_with_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.dovecot.create_folder(ANNA.address, "Projekty").await?;
    for (subject, moved) in [
        ("Moved", &["move", "-u", ANNA.address, "Archive", "mailbox", "INBOX", "subject", "Moved"][..]),
        ("Renamed", &["mailbox", "rename", "-u", ANNA.address, "Projekty", "Zlecenia"]),
    ] {
        let folder = if subject == "Renamed" { "Projekty" } else { "INBOX" };
        office.dovecot.append(ANNA.address, folder, vec![letter(subject).raw()], false).await?;
        office.once().await?;
        let here = office.named(folder).await?;
        let from = match here {
            Some(folder) => folder,
            None => office.folder(FolderRole::Inbox).await?,
        };
        let thread = office.find(from, subject).await?.context("the row")?.id;
        office.gate.order(Rule::on("STORE", Reaction::no("LIMIT")));
        office.kurier.threads().act(&office.anna, vec![thread], Some(from), ThreadAction::Flag).await?;
        office.once().await?;
        office.dovecot.doveadm(moved).await?;
        office.once().await?;
        office.gate.relent();
        sqlx::query("UPDATE placements SET wish_due = now() WHERE wish_due IS NOT NULL")
            .execute(&office.pool)
            .await?;
        office.once().await?;
        let target = if subject == "Renamed" { "Zlecenia" } else { "Archive" };
        let mails = office.dovecot.mails(ANNA.address, target).await?;
        let flags: Vec<_> =
            mails.iter().filter(|mail| mail.subject == subject).map(|mail| &mail.flags).collect();
        assert!(flags.len() == 1 && flags[0].iter().any(|flag| flag == "\\Flagged"), "{subject}: {flags:?}");
        assert_eq!(office.refusals().await?, []);
        office.until_in_order().await?;
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn without_numbered_changes_the_flags_of_old_mail_follow_too(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.gate.hide(&["CONDSTORE", "QRESYNC"]);
    // One more than the latest that are compared at every pass.
    let mails = (0..3_001).map(|turn| letter(&format!("Number {turn}")).raw()).collect();
    office.dovecot.append(ANNA.address, "INBOX", mails, true).await?;
    office.once().await?;
    let oldest = ["flags", "add", "-u", ANNA.address, "\\Flagged", "mailbox", "INBOX", "uid", "1"];
    office.dovecot.doveadm(&oldest).await?;
    office.once().await?;
    assert_eq!(flagged(&office).await?, [1]);

    // The same server, which numbers its changes from now on; what was changed before has no number that we know.
    let numbered = "UPDATE mailboxes SET imap_port = $1";
    sqlx::query(numbered).bind(i32::from(office.dovecot.imap().port())).execute(&office.pool).await?;
    for (change, expected) in [("remove", vec![]), ("add", vec![1_i64]), ("remove", vec![])] {
        let oldest = ["flags", change, "-u", ANNA.address, "\\Flagged", "mailbox", "INBOX", "uid", "1"];
        office.dovecot.doveadm(&oldest).await?;
        office.once().await?;
        assert_eq!(flagged(&office).await?, expected, "{change}");
    }
    let known: Vec<Option<i64>> =
        sqlx::query_scalar("SELECT highestmodseq FROM folders WHERE role = 'inbox'")
            .fetch_all(&office.pool)
            .await?;
    assert!(matches!(known[..], [Some(_)]), "changes are numbered: {known:?}");
    office.until_in_order().await
}

/// UIDs of the mails that are flagged here.
async fn flagged(office: &Office) -> Result<Vec<i64>> {
    let uids = "SELECT uid FROM placements WHERE flagged ORDER BY uid";
    Ok(sqlx::query_scalar(uids).fetch_all(&office.pool).await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn wishes_outlive_a_new_uidvalidity(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.deliver(&letter("Renumbered")).await?;
    office.once().await?;
    let thread = office.until_listed(FolderRole::Inbox, "Renumbered").await?.id;
    office.act(thread, FolderRole::Inbox, ThreadAction::Flag).await?;
    office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
    office.dovecot.renumber(ANNA.address, "INBOX").await?;
    office.once().await?;
    let archived = office.dovecot.mails(ANNA.address, "Archive").await?;
    assert_eq!(archived.len(), 1);
    assert!(archived[0].flags.iter().any(|flag| flag == "\\Flagged"), "{archived:?}");
    assert_eq!(office.until_listed(FolderRole::Archive, "Renumbered").await?.id, thread);
    office.until_in_order().await
}

/// Every UID means something else now, and the server does not hand out what would tell what is what.
#[sqlx::test(migrations = "../../migrations")]
async fn what_is_withheld_after_a_new_uidvalidity_is_not_gone(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.deliver(&letter("Withheld")).await?;
    office.once().await?;
    let thread = office.until_listed(FolderRole::Inbox, "Withheld").await?.id;
    office.act(thread, FolderRole::Inbox, ThreadAction::Flag).await?;
    office.dovecot.renumber(ANNA.address, "INBOX").await?;
    office.gate.order(Rule::on("FETCH", Reaction::no("UNAVAILABLE")).with("BODY"));
    office.once().await?;
    let row = office.find(office.folder(FolderRole::Inbox).await?, "Withheld").await?;
    assert!(row.is_some_and(|row| row.flagged), "it is there, as it is wanted");
    office.gate.relent();
    eventually("the flag", || async {
        office.once().await?;
        let mails = office.dovecot.mails(ANNA.address, "INBOX").await?;
        Ok(mails.iter().any(|mail| mail.flags.iter().any(|flag| flag == "\\Flagged")).then_some(()))
    })
    .await?;
    office.until_in_order().await
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_first_archiving_can_be_taken_back(pool: PgPool) -> Result<()> {
    let options = DovecotOptions { special_use: false, ..DovecotOptions::default() };
    let office = Office::open_with(pool, options).await?;
    let watcher = office.watched().await?;
    for waits in [true, false] {
        let subject = format!("First, waits: {waits}");
        office.arrives(&subject).await?;
        let thread = office.until_listed(FolderRole::Inbox, &subject).await?.id;
        let before = office.on_server("INBOX").await?.len();
        // The folder is made by the first of these.
        let done = office.act(thread, FolderRole::Inbox, ThreadAction::Archive).await?;
        if waits {
            office.until_on_server("Archive", 1).await?;
        }
        office.kurier.threads().undo(&office.anna, done.undo.context("undo")?).await?;
        office.until_listed(FolderRole::Inbox, &subject).await?;
        crate::office::eventually("nothing is wanted any more", || async {
            let open: i64 = sqlx::query_scalar("SELECT count(*) FROM placements WHERE wish_due IS NOT NULL")
                .fetch_one(&office.pool)
                .await?;
            Ok((open == 0).then_some(()))
        })
        .await?;
        assert_eq!(office.on_server("INBOX").await?.len(), before);
        assert_eq!(office.on_server("Archive").await?.len(), 0);
    }
    watcher.stop().await?;
    office.until_in_order().await
}

/// An emptied database, for a second round of the same test.
async fn fresh(pool: &PgPool) -> Result<PgPool> {
    sqlx::query("TRUNCATE workspaces, users CASCADE").execute(pool).await?;
    Ok(pool.clone())
}
