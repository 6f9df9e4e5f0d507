//! What somebody has begun and not sent is seen in its thread, by them alone, and gone on with.

use crate::office::Office;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::ThreadId;
use kurier_model::compose::{Draft, DraftContent, DraftStart};
use kurier_model::member::Language;
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

async fn reply(office: &Office, thread: ThreadId) -> Result<Draft> {
    let message = office.conversation(thread).await?.messages.last().context("a message")?.id;
    let start = DraftStart::reply(message);
    Ok(office.kurier.drafts().start(&office.anna, start, Language::Pl).await?)
}

async fn is_marked(office: &Office) -> Result<bool> {
    Ok(office.inbox().await?.first().context("a row")?.draft)
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_unfinished_answer_is_seen_and_gone_on_with(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let question = mails::question(BIURO.address);
    office.arrives(&question.raw()).await?;
    let thread = office.inbox().await?.first().context("a row")?.id;
    let mut draft = reply(&office, thread).await?;
    assert!(!is_marked(&office).await?, "nobody has written yet");
    assert!(office.conversation(thread).await?.drafts.is_empty());

    draft.content.html = "<p>Dziękuję, wracam z ofertą</p>".to_owned();
    let drafts = office.kurier.drafts();
    drafts.save(&office.anna, draft.id, draft.revision, draft.content.clone()).await?;
    assert!(is_marked(&office).await?);
    let seen = office.conversation(thread).await?.drafts;
    assert_eq!(seen.iter().map(|row| row.id).collect::<Vec<_>>(), [draft.id]);
    assert!(seen[0].snippet.contains("wracam z ofertą"), "{seen:?}");
    let again = reply(&office, thread).await?;
    assert_eq!((again.id, &again.content.html), (draft.id, &draft.content.html));

    // Nobody else's.
    let theirs = office.kurier.threads().open(&office.bartek, thread).await?;
    assert!(theirs.drafts.is_empty());
    let folder = office.folder(kurier_model::mailbox::FolderRole::Inbox).await?;
    let rows = office.kurier.threads().page(&office.bartek, folder, Default::default(), None, 5).await?.rows;
    assert!(rows.iter().all(|row| !row.draft));

    // Forwarding is another message, and what is thrown away is seen no longer.
    let message = office.conversation(thread).await?.messages[0].id;
    let other = drafts.start(&office.anna, DraftStart::Forward { message }, Language::Pl).await?;
    assert_ne!(other.id, draft.id);
    drafts.discard(&office.anna, draft.id).await?;
    assert!(!is_marked(&office).await?);
    assert!(office.conversation(thread).await?.drafts.is_empty());
    assert_ne!(reply(&office, thread).await?.id, draft.id);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_another_window_has_written_is_not_left(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.inbox().await?.first().context("a row")?.id;
    let drafts = office.kurier.drafts();
    let untouched = reply(&office, thread).await?.id;
    drafts.leave(&office.anna, untouched).await?;
    let written = reply(&office, thread).await?;
    assert_ne!(written.id, untouched, "it was thrown away");
    let mut content = written.content.clone();
    content.html = "<p>Pisane gdzie indziej</p>".to_owned();
    drafts.save(&office.anna, written.id, written.revision, content).await?;
    drafts.leave(&office.anna, written.id).await?;
    assert_eq!(drafts.get(&office.anna, written.id).await?.revision, 2);
    let message = office.conversation(thread).await?.messages[0].id;
    let with_file = drafts.start(&office.anna, DraftStart::reply_all(message), Language::Pl).await?.id;
    drafts.add_attachment(&office.anna, with_file, "plan.pdf", "application/pdf", vec![1], false).await?;
    drafts.leave(&office.anna, with_file).await?;
    assert_eq!(office.conversation(thread).await?.drafts.len(), 2, "a file is something too");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_draft_follows_its_thread_into_another(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (one, other) =
        (mails::question(BIURO.address), mails::question(BIURO.address).subject("Inna sprawa"));
    for (mail, subject) in [(&one, "Zapytanie"), (&other, "Inna sprawa")] {
        office.arrives(&mail.raw()).await?;
        let draft = reply(&office, office.thread(subject).await?).await?;
        let mut content = draft.content.clone();
        content.html = format!("<p>{subject}</p>");
        office.kurier.drafts().save(&office.anna, draft.id, draft.revision, content).await?;
    }
    let joined = other.answer("Jan Nowak <jan.nowak@meble-nowak.example>", BIURO.address, "Razem");
    office.arrives(&joined.referring_to(one.message_id()).raw()).await?;
    let rows = office.inbox().await?;
    assert_eq!(rows.len(), 1, "one thread");
    assert!(rows[0].draft);
    assert_eq!(office.conversation(rows[0].id).await?.drafts.len(), 2);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_pasted_picture_goes_along_with_the_text_that_shows_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let drafts = office.kurier.drafts();
    let new = async |actor| drafts.start(actor, DraftStart::EMPTY, Language::Pl).await;
    let (one, other, foreign) =
        (new(&office.anna).await?, new(&office.anna).await?, new(&office.bartek).await?);
    let png = mails::png();
    let pasted =
        drafts.add_attachment(&office.anna, one.id, "ekran.png", "image/png", png.clone(), true).await?;
    let shown = format!("<p>Tak: <img src=\"cid:{}@pasted\" alt=\"ekran.png\"></p>", pasted.id);
    for (actor, draft) in [(&office.anna, &other), (&office.bartek, &foreign)] {
        let content = DraftContent { html: shown.clone(), ..draft.content.clone() };
        drafts.save(actor, draft.id, draft.revision, content).await?;
    }
    // Copied into another draft of hers it is there too, and stays when the first is thrown away.
    drafts.discard(&office.anna, one.id).await?;
    let files = drafts.get(&office.anna, other.id).await?.attachments;
    assert_eq!(
        files.iter().map(|file| (file.name.as_str(), file.in_text)).collect::<Vec<_>>(),
        [("ekran.png", true)]
    );
    assert_eq!(drafts.picture(&office.anna, pasted.id).await?.bytes, png);
    // Whoever knows its name has nothing of it.
    assert!(drafts.get(&office.bartek, foreign.id).await?.attachments.is_empty());
    assert!(matches!(drafts.picture(&office.bartek, pasted.id).await, Err(Error::NotFound)));
    Ok(())
}
