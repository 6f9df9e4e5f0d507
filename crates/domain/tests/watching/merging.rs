//! Two conversations that turn out to be one: what hung on either hangs on it now, and the old address still leads there.

use crate::office::{Office, letter};
use anyhow::{Context, Result};
use kurier_model::compose::DraftStart;
use kurier_model::inbox::ThreadAction;
use kurier_model::mailbox::FolderRole;
use kurier_model::ready::Decision;
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn merged_threads_keep_what_hung_on_them(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let watcher = office.watched().await?;
    let (one, other) = (letter("One"), letter("Other"));
    for mail in [&one, &other] {
        office.deliver(mail).await?;
    }
    let first = office.until_listed(FolderRole::Inbox, "One").await?.id;
    let second = office.until_listed(FolderRole::Inbox, "Other").await?.id;
    let threads = office.kurier.threads();
    let mut drafts = Vec::new();
    let mut leads = Vec::new();
    for thread in [first, second] {
        let message = threads.open(&office.anna, thread).await?.messages[0].id;
        let writer = kurier_model::member::Language::Pl;
        let start = DraftStart::reply(message);
        drafts.push(office.kurier.drafts().start(&office.anna, start, writer).await?.id);
        threads.act(&office.anna, vec![thread], None, ThreadAction::Flag).await?;
    }
    let proposal = office.kurier.ready().propose(&office.anna, second).await?;
    let decided =
        office.kurier.ready().decide(&office.anna, second, Decision::Create { lead: proposal.form }).await?;
    leads.push(decided.record.context("a lead")?);

    let late =
        letter("Both").header("References", &format!("<{}> <{}>", one.message_id(), other.message_id()));
    office.deliver(&late).await?;
    let inbox = office.folder(FolderRole::Inbox).await?;
    crate::office::eventually("one conversation", || async {
        Ok((office.rows(inbox).await?.len() == 1).then_some(()))
    })
    .await?;
    let rows = office.rows(inbox).await?;
    assert_eq!((rows[0].messages, rows[0].flagged), (3, true));
    for old in [first, second] {
        let opened = threads.open(&office.anna, old).await?;
        assert_eq!(
            (opened.id, opened.messages.len()),
            (old, 3),
            "the page keeps the id that it was opened by"
        );
        assert_eq!(opened.records.iter().map(|link| link.record).collect::<Vec<_>>(), leads);
    }
    for draft in drafts {
        let draft = office.kurier.drafts().get(&office.anna, draft).await?;
        let thread = draft.thread.context("it answers a conversation")?;
        assert_eq!(threads.open(&office.anna, thread).await?.messages.len(), 3);
    }
    // An open page acts by the id that it knows.
    threads.act(&office.anna, vec![first], Some(inbox), ThreadAction::Archive).await?;
    office.until_on_server("Archive", 3).await?;
    assert_eq!(office.rows(inbox).await?, []);
    watcher.stop().await?;
    office.until_in_order().await
}
