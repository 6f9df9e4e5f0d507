//! Trying again sends what the draft says now; what went wrong after sending is not forgotten.

use crate::office::{Office, sample};
use crate::outbox::{JAN, letter};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_mail::message::parse;
use kurier_model::compose::{Draft, DraftContent, DraftStart, SendState};
use kurier_model::consent::Handed;
use kurier_model::mailbox::{MailboxForm, MailboxKind, Security, Server, Trouble};
use kurier_model::member::Language;
use kurier_model::{Address, OutboxId};
use kurier_testbed::people::{ANNA, BIURO};
use kurier_testbed::smtp_receiver::{Behaviour, HangUp, Received};
use sqlx::PgPool;

/// A letter that the server refused for good.
async fn refused(office: &Office, draft: &Draft) -> Result<OutboxId> {
    office.smtp.behave(Behaviour { refuse_recipients: vec![JAN.to_owned()], ..Behaviour::default() });
    let outgoing = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    office.wait(11);
    office.deliver().await?;
    let state = office.kurier.outbox().get(&office.anna, outgoing.id).await?.state;
    assert!(matches!(state, SendState::Failed { .. }), "{state:?}");
    office.smtp.behave(Behaviour::default());
    Ok(outgoing.id)
}

async fn retried(office: &Office, outgoing: OutboxId) -> Result<Received> {
    let Handed::Over { outgoing: again } = office.kurier.outbox().retry(&office.anna, outgoing).await? else {
        anyhow::bail!("asked")
    };
    office.deliver().await?;
    let state = office.kurier.outbox().get(&office.anna, again.id).await?.state;
    assert!(matches!(state, SendState::Sent { .. }), "{state:?}");
    office.smtp.received().pop().context("a mail")
}

#[sqlx::test(migrations = "../../migrations")]
async fn trying_again_sends_the_draft_as_it_is_now(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let drafts = office.kurier.drafts();
    let anna = &office.anna;

    // A file added.
    let draft = letter(&office, JAN).await?;
    let outgoing = refused(&office, &draft).await?;
    let file =
        drafts.add_attachment(anna, draft.id, "umowa.txt", "text/plain", b"umowa".to_vec(), false).await?;
    assert_eq!(retried(&office, outgoing).await?.attachments, ["umowa.txt"]);
    assert!(matches!(drafts.remove_attachment(anna, file.id).await, Err(Error::NotFound)), "sent with it");

    // A file removed.
    let draft = letter(&office, JAN).await?;
    let file =
        drafts.add_attachment(anna, draft.id, "tajne.txt", "text/plain", b"tajne".to_vec(), false).await?;
    let outgoing = refused(&office, &draft).await?;
    drafts.remove_attachment(anna, file.id).await?;
    assert!(retried(&office, outgoing).await?.attachments.is_empty());

    // Another sender.
    let draft = letter(&office, JAN).await?;
    let outgoing = refused(&office, &draft).await?;
    drafts.set_mailbox(anna, draft.id, own_mailbox(&office).await?).await?;
    let received = retried(&office, outgoing).await?;
    assert_eq!((received.from.as_str(), received.user.as_deref()), (ANNA.address, Some(ANNA.address)));

    // The text.
    let draft = letter(&office, JAN).await?;
    let outgoing = refused(&office, &draft).await?;
    let content = DraftContent { html: "<p>Nowa treść</p>".to_owned(), ..draft.content };
    drafts.save(anna, draft.id, draft.revision, content).await?;
    assert!(retried(&office, outgoing).await?.text.contains("Nowa treść"));

    // Nothing: the same bytes, and so the same Message-ID.
    let draft = letter(&office, JAN).await?;
    let outgoing = refused(&office, &draft).await?;
    let id = retried(&office, outgoing).await?.message_id;
    assert!(id.starts_with(&outgoing.0.simple().to_string()), "{id}");
    assert_eq!(office.smtp.received().len(), 5);
    assert!(office.kurier.outbox().list(anna).await?.is_empty());
    Ok(())
}

/// <https://github.com/thunderbird/thunderbird-android/issues/3113>
#[sqlx::test(migrations = "../../migrations")]
async fn pictures_and_files_are_there_once_when_a_changed_draft_is_tried_again(pool: PgPool) -> Result<()> {
    const PICTURE: &str = "zdjecie-1@klient.example";
    let mut office = Office::open(pool).await?;
    office.arrives(&sample("pictures/damage.eml")?).await?;
    let message = office.conversation(office.thread("Uszkodzona brama").await?).await?.messages[0].id;
    for (start, files) in [
        (DraftStart::Forward { message }, &[("zdjecie.png", true), ("protokol.pdf", false)][..]),
        (DraftStart::reply(message), &[("zdjecie.png", true)]),
    ] {
        let drafts = office.kurier.drafts();
        let draft = drafts.start(&office.anna, start, Language::Pl).await?;
        let content = DraftContent { to: vec![Address::bare(JAN)], ..draft.content };
        drafts.save(&office.anna, draft.id, draft.revision, content).await?;
        let draft = drafts.get(&office.anna, draft.id).await?;
        let outgoing = refused(&office, &draft).await?;
        let content = DraftContent { html: "<p>Nowa treść</p>".to_owned(), ..draft.content };
        drafts.save(&office.anna, draft.id, draft.revision, content).await?;
        office.restart()?;
        let received = retried(&office, outgoing).await?;
        assert!(received.text.contains("Nowa treść"), "{start:?}");
        assert_eq!(received.html.matches(&format!("src=\"cid:{PICTURE}\"")).count(), 1, "{start:?}");
        assert_eq!(received.raw.matches(&format!("Content-ID: <{PICTURE}>")).count(), 1, "{start:?}");
        let read = parse(received.raw.as_bytes())?;
        let found: Vec<_> = read.attachments.iter().map(|file| (file.name.as_str(), file.inline)).collect();
        assert_eq!(found, files, "{start:?}");
    }
    Ok(())
}

async fn own_mailbox(office: &Office) -> Result<kurier_model::MailboxId> {
    let server = |address: std::net::SocketAddr| Server {
        host: "127.0.0.1".to_owned(),
        port: address.port(),
        security: Security::None,
    };
    let form = MailboxForm {
        address: ANNA.address.to_owned(),
        imap: server(office.dovecot.imap()),
        smtp: server(office.smtp.address()),
        username: ANNA.address.to_owned(),
        password: ANNA.password.to_owned(),
        kind: MailboxKind::Private,
        members: Vec::new(),
    };
    let connection = office.kurier.mailboxes().begin_connection(&office.anna, form).await?;
    Ok(office.kurier.mailboxes().connect_unverified(&office.anna, connection.id).await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_refused_recipient_is_told_until_the_author_takes_note(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let outbox = office.kurier.outbox();
    let mut draft = letter(&office, JAN).await?;
    draft.content.cc = vec![Address::bare("ewa@firma.example")];
    draft.revision =
        office.kurier.drafts().save(&office.anna, draft.id, draft.revision, draft.content.clone()).await?;
    office.smtp.behave(Behaviour { refuse_recipients: vec![JAN.to_owned()], ..Behaviour::default() });
    let outgoing = outbox.send(&office.anna, draft.id, draft.revision).await?;
    office.wait(11);
    office.deliver().await?;
    let told = outbox.list(&office.anna).await?;
    assert_eq!(told.len(), 1);
    let SendState::Sent { refused, no_copy, .. } = &told[0].state else { panic!("{told:?}") };
    assert_eq!((refused.as_slice(), no_copy), (&[JAN.to_owned()][..], &None));

    // Beside the message too, for everybody who sees it.
    office.sync().await?;
    let thread: uuid::Uuid =
        sqlx::query_scalar("SELECT thread_id FROM messages").fetch_one(&office.pool).await?;
    let opened = office.kurier.threads().open(&office.bartek, kurier_model::ThreadId(thread)).await?;
    let refused: Vec<_> = opened.refused.iter().map(|one| (one.message, one.recipients.as_slice())).collect();
    assert_eq!(refused, [(opened.messages[0].id, &[JAN.to_owned()][..])]);

    assert!(matches!(outbox.note(&office.bartek, outgoing.id).await, Err(Error::Forbidden)));
    assert!(matches!(outbox.note(&office.celina, outgoing.id).await, Err(Error::NotFound)));
    outbox.note(&office.anna, outgoing.id).await?;
    assert!(outbox.list(&office.anna).await?.is_empty());
    // Whoever has it gets it once, however much later it is.
    office.wait(86_400);
    office.deliver().await?;
    assert_eq!(taken(&office), [["ewa@firma.example"]]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_copy_that_is_missing_in_sent_is_told_and_made_when_asked_for(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let outbox = office.kurier.outbox();
    let draft = letter(&office, JAN).await?;
    let outgoing = outbox.send(&office.anna, draft.id, draft.revision).await?;
    sqlx::query("UPDATE mailboxes SET imap_port = 1").execute(&office.pool).await?;
    for _ in 0..9 {
        office.wait(7_300);
        office.deliver().await?;
    }
    let no_copy = async || -> Result<Option<Trouble>> {
        match outbox.get(&office.anna, outgoing.id).await?.state {
            SendState::Sent { no_copy, .. } => Ok(no_copy),
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(no_copy().await?, Some(Trouble::Refused { .. })), "{:?}", no_copy().await?);
    assert_eq!(outbox.list(&office.anna).await?.len(), 1);
    assert_eq!(office.deliver().await?, 0, "given up");

    sqlx::query("UPDATE mailboxes SET imap_port = $1")
        .bind(i32::from(office.dovecot.imap().port()))
        .execute(&office.pool)
        .await?;
    outbox.retry(&office.anna, outgoing.id).await?;
    assert_eq!(office.deliver().await?, 1);
    assert_eq!(no_copy().await?, None);
    assert!(outbox.list(&office.anna).await?.is_empty());
    assert_eq!(office.dovecot.mails(BIURO.address, "Sent").await?.len(), 1);
    assert!(matches!(outbox.retry(&office.anna, outgoing.id).await, Err(Error::Conflict)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn another_trouble_begins_to_count_anew(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let attempt = async |id| -> Result<u32> {
        match office.kurier.outbox().get(&office.anna, id).await?.state {
            SendState::Retrying { attempt, .. } => Ok(attempt),
            other => panic!("{other:?}"),
        }
    };
    let draft = letter(&office, JAN).await?;
    let id = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?.id;
    sqlx::query("UPDATE mailboxes SET smtp_port = 1").execute(&office.pool).await?;
    for expected in 1..=4 {
        office.wait(700);
        office.deliver().await?;
        assert_eq!(attempt(id).await?, expected);
    }
    sqlx::query("UPDATE mailboxes SET smtp_port = $1")
        .bind(i32::from(office.smtp.address().port()))
        .execute(&office.pool)
        .await?;
    office.smtp.behave(Behaviour { temporary_failure: true, ..Behaviour::default() });
    office.wait(700);
    office.deliver().await?;
    assert_eq!(attempt(id).await?, 1, "the server answers again; what it says now is news");
    office.wait(6);
    office.deliver().await?;
    assert_eq!(attempt(id).await?, 2);
    Ok(())
}

/// A letter to these people.
async fn letter_to(office: &Office, people: &[&str]) -> Result<Draft> {
    let mut draft = letter(office, people.first().context("somebody")?).await?;
    draft.content.cc = people.iter().skip(1).map(|address| Address::bare(*address)).collect();
    let drafts = office.kurier.drafts();
    draft.revision = drafts.save(&office.anna, draft.id, draft.revision, draft.content.clone()).await?;
    Ok(draft)
}

/// To whom each mail went that the server took, in order.
fn taken(office: &Office) -> Vec<Vec<String>> {
    office.smtp.received().into_iter().map(|received| received.to).collect()
}

const EWA: &str = "ewa@klient.example";
const OLA: &str = "ola@klient.example";

/// Sends a letter to Jan, Ewa and Ola by a server that takes two a conversation.
async fn sent_to_two_of_three(office: &Office) -> Result<OutboxId> {
    let draft = letter_to(office, &[JAN, EWA, OLA]).await?;
    office.smtp.behave(Behaviour { most_recipients: Some(2), ..Behaviour::default() });
    let outgoing = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    office.wait(11);
    office.deliver().await?;
    let SendState::Sent { refused, awaited, .. } = state_of(office, outgoing.id).await? else {
        anyhow::bail!("it is sent to those who were taken")
    };
    assert_eq!((refused, awaited), (vec![], vec![OLA.to_owned()]));
    Ok(outgoing.id)
}

async fn state_of(office: &Office, outgoing: OutboxId) -> Result<SendState> {
    Ok(office.kurier.outbox().get(&office.anna, outgoing).await?.state)
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_is_not_taken_now_gets_the_same_message_later_and_nobody_gets_it_twice(
    pool: PgPool,
) -> Result<()> {
    let office = Office::open(pool).await?;
    let outbox = office.kurier.outbox();
    let first = sent_to_two_of_three(&office).await?;
    let rest = outbox.list(&office.anna).await?;
    assert_eq!(rest.len(), 1, "what is still to come is shown");
    assert!(rest[0].is_rest && matches!(rest[0].state, SendState::Retrying { .. }), "{rest:?}");
    assert_eq!(rest[0].to, [Address::bare(OLA)]);
    let draft = office.kurier.drafts().get(&office.anna, rest[0].draft).await;
    assert!(matches!(draft, Err(Error::NotFound)), "no draft any more: {draft:?}");

    office.wait(6);
    office.deliver().await?;
    let received = office.smtp.received();
    assert_eq!(taken(&office), [vec![JAN, EWA], vec![OLA]]);
    assert_eq!(received[0].raw, received[1].raw, "the same bytes");
    assert!(outbox.list(&office.anna).await?.is_empty());
    let SendState::Sent { refused, awaited, .. } = state_of(&office, first).await? else { panic!("sent") };
    assert_eq!((refused, awaited), (vec![], vec![]));
    office.wait(86_400);
    office.deliver().await?;
    assert_eq!(taken(&office).len(), 2);
    assert_eq!(office.dovecot.mails(BIURO.address, "Sent").await?.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn five_recipients_need_three_conversations(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let everybody = [JAN, EWA, OLA, "iza@klient.example", "adam@klient.example"];
    let draft = letter_to(&office, &everybody).await?;
    office.smtp.behave(Behaviour { most_recipients: Some(2), ..Behaviour::default() });
    let outgoing = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    for seconds in [11, 6, 6, 86_400] {
        office.wait(seconds);
        office.deliver().await?;
    }
    let mut all = taken(&office);
    assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
    let mut all: Vec<String> = all.drain(..).flatten().collect();
    all.sort();
    let mut expected = everybody.map(str::to_owned);
    expected.sort();
    assert_eq!(all, expected);
    assert!(matches!(state_of(&office, outgoing.id).await?, SendState::Sent { .. }));
    assert_eq!(office.dovecot.mails(BIURO.address, "Sent").await?.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_is_never_taken_is_named_beside_the_message(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let outbox = office.kurier.outbox();
    // Refused for good when it is tried again.
    let first = sent_to_two_of_three(&office).await?;
    outbox.note(&office.anna, first).await?;
    office.smtp.behave(Behaviour { refuse_recipients: vec![OLA.to_owned()], ..Behaviour::default() });
    office.wait(6);
    office.deliver().await?;
    let told = outbox.list(&office.anna).await?;
    assert_eq!(told.len(), 1);
    let SendState::Sent { refused, awaited, .. } = &told[0].state else { panic!("{told:?}") };
    assert_eq!((told[0].id, refused.as_slice(), awaited.len()), (first, &[OLA.to_owned()][..], 0));
    outbox.note(&office.anna, first).await?;

    // Given up after days; and given up by its author, who need not be told.
    for is_given_up in [false, true] {
        office.smtp.forget();
        let first = sent_to_two_of_three(&office).await?;
        let rest = outbox.list(&office.anna).await?.pop().context("the rest")?;
        assert!(matches!(outbox.cancel(&office.bartek, rest.id).await, Err(Error::Forbidden)));
        if is_given_up {
            outbox.cancel(&office.anna, rest.id).await?;
        }
        office.smtp.behave(Behaviour { defer_recipients: vec![OLA.to_owned()], ..Behaviour::default() });
        for _ in 0..20 {
            office.wait(7_200 * 2);
            office.deliver().await?;
        }
        let SendState::Sent { refused, .. } = state_of(&office, first).await? else { panic!("sent") };
        assert_eq!(refused, [OLA]);
        assert_eq!(outbox.list(&office.anna).await?.len(), usize::from(!is_given_up));
        outbox.note(&office.anna, first).await?;
        assert_eq!(taken(&office), [vec![JAN, EWA]]);
    }
    assert!(office.kurier.drafts().list(&office.anna).await?.is_empty(), "nothing sent is a draft again");
    let report = office.kurier.mailboxes().report(office.anna.workspace).await?.outbox;
    assert_eq!(
        (report.waiting, report.failed, report.unknown),
        (0, 0, 0),
        "nor is anything still on its way"
    );
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_doubt_about_some_forgets_no_others(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let outbox = office.kurier.outbox();
    // In doubt about two; the third was not taken in any case.
    let draft = letter_to(&office, &[JAN, EWA, OLA]).await?;
    let doubtful = Behaviour { most_recipients: Some(2), hang_up: HangUp::MailKept, ..Behaviour::default() };
    office.smtp.behave(doubtful);
    let first = outbox.send(&office.anna, draft.id, draft.revision).await?.id;
    office.wait(11);
    office.deliver().await?;
    assert!(matches!(state_of(&office, first).await?, SendState::Unknown { .. }));
    outbox.resolve_unknown(&office.anna, first, true).await?;
    let SendState::Sent { awaited, .. } = state_of(&office, first).await? else { panic!("sent") };
    assert_eq!(awaited, [OLA]);

    // In doubt about the rest, which had not arrived: it is sent again, to nobody else.
    office.smtp.behave(Behaviour { hang_up: HangUp::MailLost, ..Behaviour::default() });
    office.wait(6);
    office.deliver().await?;
    let rest = outbox.list(&office.anna).await?.pop().context("the rest")?;
    assert!(rest.is_rest && matches!(rest.state, SendState::Unknown { .. }), "{rest:?}");
    office.smtp.behave(Behaviour::default());
    outbox.resolve_unknown(&office.anna, rest.id, false).await?;
    outbox.retry(&office.anna, rest.id).await?;
    office.deliver().await?;
    assert_eq!(taken(&office), [vec![JAN, EWA], vec![OLA]]);
    assert!(outbox.list(&office.anna).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_was_not_taken_is_known_when_the_worker_dies_with_the_text(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let outbox = office.kurier.outbox();
    let draft = letter_to(&office, &[JAN, EWA, OLA]).await?;
    let slow = Behaviour { most_recipients: Some(2), data_delay_ms: 60_000, ..Behaviour::default() };
    office.smtp.behave(slow);
    let first = outbox.send(&office.anna, draft.id, draft.revision).await?.id;
    office.wait(11);
    let handing_over = async {
        loop {
            let state: String =
                sqlx::query_scalar("SELECT state FROM outbox").fetch_one(&office.pool).await?;
            if state == "transmitting" {
                return anyhow::Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        done = office.deliver() => anyhow::bail!("it ended: {done:?}"),
        begun = handing_over => begun?,
    }
    office.smtp.behave(Behaviour::default());
    office.wait(60);
    office.deliver().await?;
    assert!(matches!(state_of(&office, first).await?, SendState::Unknown { .. }));
    outbox.resolve_unknown(&office.anna, first, true).await?;
    let SendState::Sent { awaited, .. } = state_of(&office, first).await? else { panic!("sent") };
    assert_eq!(awaited, [OLA]);
    Ok(())
}
