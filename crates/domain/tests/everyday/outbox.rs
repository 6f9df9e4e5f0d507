//! Mail on its way out, through a real SMTP server and a real Dovecot.

use crate::office::{Office, keys, sample};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::compose::{Draft, DraftContent, DraftStart, Outgoing, SendFailure, SendState};
use kurier_model::member::Language;
use kurier_model::{Address, DraftId, Field, MessageId, OutboxId, Reason};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use kurier_testbed::smtp_receiver::{Behaviour, HangUp};
use sqlx::PgPool;

pub const JAN: &str = "jan.nowak@meble-nowak.example";

/// Anna answers Jan.
async fn reply(office: &Office) -> Result<Draft> {
    let thread = office.thread("krzesła").await?;
    let message = office.conversation(thread).await?.messages.first().context("a message")?.id;
    let draft = office.kurier.drafts().start(&office.anna, DraftStart::reply(message), Language::Pl).await?;
    let content = DraftContent { html: "<p>Dzień dobry, tak.</p>".to_owned(), ..draft.content.clone() };
    office.kurier.drafts().save(&office.anna, draft.id, draft.revision, content).await?;
    Ok(office.kurier.drafts().get(&office.anna, draft.id).await?)
}

pub async fn letter(office: &Office, to: &str) -> Result<Draft> {
    let draft = office.kurier.drafts().start(&office.anna, DraftStart::EMPTY, Language::Pl).await?;
    let content = DraftContent {
        to: vec![Address::bare(to)],
        subject: "Oferta".to_owned(),
        html: "<p>Oferta</p>".to_owned(),
        ..DraftContent::default()
    };
    office.kurier.drafts().save(&office.anna, draft.id, draft.revision, content).await?;
    Ok(office.kurier.drafts().get(&office.anna, draft.id).await?)
}

async fn send(office: &Office, draft: &Draft) -> Result<Outgoing> {
    let outgoing = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    office.wait(11);
    Ok(outgoing)
}

async fn state(office: &Office, outgoing: &Outgoing) -> Result<SendState> {
    Ok(office.kurier.outbox().get(&office.anna, outgoing.id).await?.state)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_reply_goes_out_once_and_into_sent(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let question = mails::question(BIURO.address);
    office.arrives(&question.raw()).await?;
    let draft = reply(&office).await?;
    assert_eq!(keys(&draft.content.to), [JAN]);
    assert_eq!(draft.content.subject, "Re: Zapytanie o krzesła konferencyjne");
    assert_eq!(draft.from, Address::named("Anna Kowalska", BIURO.address));
    let quote = draft.content.quote.as_deref().context("a quote")?;
    assert!(quote.contains("pisze:") && quote.contains("40 krzeseł"), "{quote}");

    let outgoing = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    assert!(matches!(outgoing.state, SendState::Scheduled { .. }));
    let twice = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    assert_eq!(twice.id, outgoing.id, "pressing Send twice sends once");
    assert_eq!(office.deliver().await?, 0, "held back for ten seconds");
    assert!(matches!(
        office.kurier.drafts().save(&office.anna, draft.id, draft.revision, DraftContent::default()).await,
        Err(Error::Conflict)
    ));

    // Undo, then send for good.
    assert_eq!(office.kurier.outbox().cancel(&office.anna, outgoing.id).await?, draft.id);
    assert_eq!(state(&office, &outgoing).await?, SendState::Cancelled);
    assert!(matches!(office.kurier.outbox().cancel(&office.anna, outgoing.id).await, Err(Error::Conflict)));
    let outgoing = send(&office, &draft).await?;
    assert_eq!(office.deliver().await?, 2, "one message, one copy in Sent");
    assert!(
        matches!(state(&office, &outgoing).await?, SendState::Sent { refused, .. } if refused.is_empty())
    );
    assert!(matches!(office.kurier.outbox().cancel(&office.anna, outgoing.id).await, Err(Error::Conflict)));
    assert_eq!(office.deliver().await?, 0);

    let received = office.smtp.received();
    assert_eq!(received.len(), 1);
    assert_eq!(
        (received[0].from.as_str(), received[0].to.as_slice()),
        (BIURO.address, &[JAN.to_owned()][..])
    );
    assert_eq!(received[0].in_reply_to, question.message_id());
    assert!(received[0].text.contains("Dzień dobry, tak.") && received[0].html.contains("40 krzeseł"));
    let sent = office.dovecot.mails(BIURO.address, "Sent").await?;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].message_id.trim_matches(['<', '>']), received[0].message_id);
    assert!(sent[0].flags.iter().any(|flag| flag == "\\Seen"));

    // The conversation has both; the original is answered here and on the server; the draft is gone.
    office.sync().await?;
    let opened = office.conversation(office.thread("krzesła").await?).await?;
    assert_eq!(opened.messages.len(), 2);
    assert!(opened.messages[0].answered && opened.messages[1].is_mine);
    let inbox = office.dovecot.mails(BIURO.address, "INBOX").await?;
    assert!(inbox[0].flags.iter().any(|flag| flag == "\\Answered"), "{inbox:?}");
    assert!(office.kurier.drafts().list(&office.anna).await?.is_empty());
    assert!(office.kurier.outbox().list(&office.anna).await?.is_empty());
    let offered = office.kurier.drafts().complete(&office.anna, "jan").await?;
    assert_eq!(keys(&offered), [JAN]);
    assert!(office.kurier.drafts().complete(&office.celina, "jan").await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_refusal_keeps_the_draft_and_says_why(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let cases = [
        (Behaviour { refuse_recipients: vec![JAN.to_owned()], ..Behaviour::default() }, "recipients"),
        (Behaviour { refuse_password: true, ..Behaviour::default() }, "password"),
        (Behaviour { size_limit: Some(300), ..Behaviour::default() }, "size"),
    ];
    for (behaviour, case) in cases {
        office.smtp.behave(behaviour);
        let draft = letter(&office, JAN).await?;
        let outgoing = send(&office, &draft).await?;
        office.deliver().await?;
        let SendState::Failed { failure } = state(&office, &outgoing).await? else {
            panic!("{case}: {:?}", state(&office, &outgoing).await?)
        };
        match (&failure, case) {
            (SendFailure::RecipientsRefused { recipients, .. }, "recipients") => {
                assert_eq!(recipients, &[JAN])
            }
            (SendFailure::WrongPassword { .. }, "password") | (SendFailure::TooLarge { .. }, "size") => {}
            other => panic!("{other:?}"),
        }
        let kept = office.kurier.drafts().get(&office.anna, draft.id).await?;
        assert_eq!((kept.failure, kept.content), (Some(failure), draft.content.clone()));
        assert!(office.kurier.drafts().list(&office.anna).await?[0].failed);
        assert_eq!(office.kurier.outbox().list(&office.anna).await?.len(), 1);
        office.kurier.drafts().discard(&office.anna, draft.id).await?;
        assert!(office.kurier.outbox().list(&office.anna).await?.is_empty());
    }
    assert!(office.smtp.received().is_empty());

    // The limit is known now, and said before anything is sent.
    let draft = letter(&office, JAN).await?;
    let refused = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await;
    assert!(
        matches!(refused, Err(Error::Invalid(invalid)) if matches!(invalid.about(Field::Attachment), Some(Reason::TooLarge { .. })))
    );
    // The server takes more today: it is asked before anybody is refused.
    office.smtp.behave(Behaviour::default());
    office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_passing_trouble_is_tried_again(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.smtp.behave(Behaviour { temporary_failure: true, ..Behaviour::default() });
    let outgoing = send(&office, &letter(&office, JAN).await?).await?;
    office.deliver().await?;
    assert!(matches!(state(&office, &outgoing).await?, SendState::Retrying { attempt: 1, .. }));
    assert_eq!(office.deliver().await?, 0, "not before its time");
    office.wait(6);
    office.deliver().await?;
    assert!(matches!(state(&office, &outgoing).await?, SendState::Retrying { attempt: 2, .. }));
    office.smtp.behave(Behaviour::default());
    office.kurier.outbox().retry(&office.anna, outgoing.id).await?;
    office.deliver().await?;
    assert!(matches!(state(&office, &outgoing).await?, SendState::Sent { .. }));
    assert_eq!(office.smtp.received().len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_doubt_is_shown_and_never_sent_again_by_itself(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.smtp.behave(Behaviour { hang_up: HangUp::MailKept, ..Behaviour::default() });
    let kept = send(&office, &letter(&office, JAN).await?).await?;
    office.deliver().await?;
    assert!(matches!(state(&office, &kept).await?, SendState::Unknown { .. }));
    office.wait(86_400);
    assert_eq!(office.deliver().await?, 0);
    assert_eq!(office.smtp.received().len(), 1);
    assert!(matches!(office.kurier.outbox().retry(&office.anna, kept.id).await, Err(Error::Conflict)));
    office.kurier.outbox().resolve_unknown(&office.anna, kept.id, true).await?;
    assert_eq!(office.deliver().await?, 1, "the copy in Sent");
    assert_eq!(office.dovecot.mails(BIURO.address, "Sent").await?.len(), 1);

    office.smtp.behave(Behaviour { hang_up: HangUp::MailLost, ..Behaviour::default() });
    let draft = letter(&office, JAN).await?;
    let lost = send(&office, &draft).await?;
    office.deliver().await?;
    assert!(matches!(state(&office, &lost).await?, SendState::Unknown { .. }));
    office.kurier.outbox().resolve_unknown(&office.anna, lost.id, false).await?;
    assert!(office.kurier.drafts().get(&office.anna, draft.id).await?.failure.is_some());
    office.smtp.behave(Behaviour::default());
    office.kurier.outbox().retry(&office.anna, lost.id).await?;
    office.deliver().await?;
    assert_eq!(office.smtp.received().len(), 2);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_worker_that_dies_neither_loses_nor_doubles(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let die_in = async |outgoing: &Outgoing, state: &str| -> Result<()> {
        sqlx::query("UPDATE outbox SET state = $2, claimed_by = 'dead/1', claimed_at = now() + interval '1 hour', attempt = 1 WHERE id = $1")
            .bind(outgoing.id.0)
            .bind(state)
            .execute(&office.pool)
            .await?;
        Ok(())
    };
    office.wait(3_590);
    let claimed = send(&office, &letter(&office, JAN).await?).await?;
    die_in(&claimed, "claimed").await?;
    assert_eq!(office.deliver().await?, 0, "it may still be alive");
    assert!(matches!(state(&office, &claimed).await?, SendState::Sending { .. }));
    office.wait(62);
    office.deliver().await?;
    assert!(matches!(state(&office, &claimed).await?, SendState::Sent { .. }));
    assert_eq!(office.smtp.received().len(), 1);

    let begun = send(&office, &letter(&office, JAN).await?).await?;
    die_in(&begun, "transmitting").await?;
    office.wait(3_600);
    assert_eq!(office.deliver().await?, 0);
    assert!(matches!(state(&office, &begun).await?, SendState::Unknown { .. }));
    assert_eq!(office.smtp.received().len(), 1, "nobody knows, so nobody sends");

    // Two workers at once send each message once.
    for _ in 0..3 {
        send(&office, &letter(&office, JAN).await?).await?;
    }
    let (one, other) = tokio::join!(office.deliver(), office.deliver());
    one?;
    other?;
    assert_eq!(office.smtp.received().len(), 4);
    assert_eq!(office.dovecot.mails(BIURO.address, "Sent").await?.len(), 4);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_copy_in_sent_is_made_once_whatever_happens(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let outgoing = send(&office, &letter(&office, JAN).await?).await?;
    office.deliver().await?;
    // As if the worker had died between APPEND and writing it down.
    sqlx::query("UPDATE outbox SET sent_copy = 'pending' WHERE id = $1")
        .bind(outgoing.id.0)
        .execute(&office.pool)
        .await?;
    office.wait(601);
    assert_eq!(office.deliver().await?, 1);
    assert_eq!(office.dovecot.mails(BIURO.address, "Sent").await?.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn forwarding_takes_the_files_along(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::order_with_attachments(BIURO.address).raw()).await?;
    let thread = office.thread("Zamówienie").await?;
    let message = office.conversation(thread).await?.messages[0].id;
    let start = DraftStart::Forward { message };
    let draft = office.kurier.drafts().start(&office.bartek, start, Language::En).await?;
    assert_eq!(draft.content.subject, "Fwd: Zamówienie 2026/118");
    assert!(draft.content.to.is_empty());
    assert!(draft.content.quote.as_deref().is_some_and(|quote| quote.contains("Forwarded message")));
    let names: Vec<&str> = draft.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["zamówienie 118.pdf", "logo.png", "umowa.docx"]);
    assert_eq!(
        office.kurier.drafts().start(&office.bartek, start, Language::En).await?.id,
        draft.id,
        "untouched: the same draft"
    );

    office.kurier.drafts().remove_attachment(&office.bartek, draft.attachments[1].id).await?;
    let added = office
        .kurier
        .drafts()
        .add_attachment(
            &office.bartek,
            draft.id,
            "../../x\r\n.txt",
            "text/plain\r\nX: y",
            b"tekst".to_vec(),
            false,
        )
        .await?;
    assert_eq!((added.name.as_str(), added.media_type.as_str()), ("x.txt", "application/octet-stream"));
    let huge = vec![0; 20 * 1024 * 1024];
    let refused =
        office.kurier.drafts().add_attachment(&office.bartek, draft.id, "a.bin", "", huge, false).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    let content = DraftContent { to: vec![Address::bare("celina@firma.example")], ..draft.content };
    let revision = office.kurier.drafts().save(&office.bartek, draft.id, draft.revision, content).await?;
    office.kurier.outbox().send(&office.bartek, draft.id, revision).await?;
    office.wait(11);
    office.deliver().await?;
    let received = office.smtp.received();
    assert_eq!(received[0].attachments, ["zamówienie 118.pdf", "umowa.docx", "x.txt"]);
    assert!(received[0].in_reply_to.is_empty() && received[0].raw.contains("Bartek Nowak"));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn drafts_are_their_authors_and_outgoing_mail_its_mailboxes(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let kurier = &office.kurier;
    let draft = reply(&office).await?;
    let message = office.conversation(office.thread("krzesła").await?).await?.messages[0].id;
    for stranger in [&office.bartek, &office.celina] {
        assert!(matches!(kurier.drafts().get(stranger, draft.id).await, Err(Error::NotFound)));
        assert!(matches!(
            kurier.drafts().save(stranger, draft.id, draft.revision, DraftContent::default()).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(kurier.drafts().discard(stranger, draft.id).await, Err(Error::NotFound)));
        assert!(matches!(
            kurier.drafts().add_attachment(stranger, draft.id, "a", "b/c", vec![1], false).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(
            kurier.outbox().send(stranger, draft.id, draft.revision).await,
            Err(Error::NotFound)
        ));
        assert!(kurier.drafts().list(stranger).await?.is_empty());
    }
    let celina = &office.celina;
    assert!(matches!(
        kurier.drafts().start(celina, DraftStart::reply(message), Language::Pl).await,
        Err(Error::NotFound)
    ));
    let theirs = DraftStart::New { mailbox: Some(office.biuro), record: None };
    assert!(matches!(kurier.drafts().start(celina, theirs, Language::Pl).await, Err(Error::NotFound)));
    assert!(matches!(
        kurier.drafts().start(celina, DraftStart::EMPTY, Language::Pl).await,
        Err(Error::NotFound)
    ));
    for unknown in [DraftId::new()] {
        assert!(matches!(kurier.drafts().get(&office.anna, unknown).await, Err(Error::NotFound)));
        assert!(matches!(kurier.outbox().send(&office.anna, unknown, 1).await, Err(Error::NotFound)));
    }
    let nothing = DraftStart::Forward { message: MessageId::new() };
    assert!(matches!(kurier.drafts().start(&office.anna, nothing, Language::Pl).await, Err(Error::NotFound)));
    assert!(matches!(
        kurier.drafts().save(&office.anna, draft.id, draft.revision - 1, DraftContent::default()).await,
        Err(Error::Conflict)
    ));

    let outgoing = kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    assert_eq!(kurier.outbox().get(&office.bartek, outgoing.id).await?.id, outgoing.id);
    assert!(matches!(kurier.outbox().cancel(&office.bartek, outgoing.id).await, Err(Error::Forbidden)));
    assert!(matches!(kurier.outbox().get(celina, outgoing.id).await, Err(Error::NotFound)));
    assert!(matches!(kurier.outbox().cancel(celina, outgoing.id).await, Err(Error::NotFound)));
    assert!(matches!(kurier.outbox().get(&office.anna, OutboxId::new()).await, Err(Error::NotFound)));
    assert!(kurier.outbox().list(&office.bartek).await?.is_empty());
    assert_eq!(kurier.outbox().list(&office.anna).await?.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn pictures_are_shown_where_they_were_when_a_mail_is_forwarded_or_answered(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let raw = b"From: Klient <klient@example.com>\r\nTo: biuro@firma.example\r\nSubject: Uszkodzenie\r\n\
        Message-ID: <damage@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Tutaj: <img src=\"cid:szkoda@x\"></p>\r\n\
        --b\r\nContent-Type: image/png; name=szkoda.png\r\nContent-ID: <szkoda@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        iVBORw0KGgo=\r\n--b--\r\n";
    office.arrives(raw).await?;
    let message = office.conversation(office.thread("Uszkodzenie").await?).await?.messages[0].id;
    for (start, removed) in [
        (DraftStart::Forward { message }, false),
        (DraftStart::reply(message), false),
        (DraftStart::Forward { message }, true),
    ] {
        let draft = office.kurier.drafts().start(&office.anna, start, Language::Pl).await?;
        if removed {
            office.kurier.drafts().remove_attachment(&office.anna, draft.attachments[0].id).await?;
        }
        let content = DraftContent { to: vec![Address::bare(JAN)], ..draft.content };
        let revision = office.kurier.drafts().save(&office.anna, draft.id, draft.revision, content).await?;
        office.kurier.outbox().send(&office.anna, draft.id, revision).await?;
        office.wait(11);
        office.deliver().await?;
        let received = office.smtp.received().pop().context("a mail")?;
        let parts = received.raw.matches("Content-ID: <szkoda@x>").count();
        assert_eq!(parts, usize::from(!removed), "{start:?}: {}", received.raw);
        assert_eq!(received.html.contains("src=\"cid:szkoda@x\""), !removed, "{}", received.html);
        assert_eq!(received.raw.contains("multipart/related"), !removed);
    }
    Ok(())
}

/// <https://github.com/nextcloud/mail/issues/3726>
#[sqlx::test(migrations = "../../migrations")]
async fn an_answer_quotes_what_stands_before_and_after_a_file(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for name in ["text-file-text", "text-file-text-html-alone", "file-first"] {
        let raw = sample(&format!("bodies/{name}.eml"))?;
        office.dovecot.deliver_lmtp(BIURO.address, &raw).await?;
    }
    office.sync().await?;
    let rows = office.inbox().await?;
    assert_eq!(rows.len(), 3);
    for row in rows {
        let message = office.conversation(row.id).await?.messages[0].id;
        let start = DraftStart::reply(message);
        let draft = office.kurier.drafts().start(&office.anna, start, Language::Pl).await?;
        let quote = draft.content.quote.context("a quote")?;
        let mut rest = quote.as_str();
        for piece in ["rysunek", "Proszę o wycenę 250 sztuk do piątku", "600 100 200"] {
            rest = rest.split_once(piece).with_context(|| format!("{}: {piece}: {quote}", row.subject))?.1;
        }
    }
    Ok(())
}
