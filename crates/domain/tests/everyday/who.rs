//! Who is it: what is ours, what is a colleague's, what is a client's, whatever From says.

use crate::office::{Office, keys};
use anyhow::{Context, Result};
use kurier_model::compose::{DraftContent, DraftStart};
use kurier_model::inbox::Message;
use kurier_model::mailbox::FolderRole;
use kurier_model::member::Language;
use kurier_model::ready::Decision;
use kurier_model::{Address, ThreadId};
use kurier_testbed::Person;
use kurier_testbed::mails::Mail;
use kurier_testbed::people::{ANNA, BIURO};
use sqlx::PgPool;

const JAN: &str = "jan@klient.example";
const EWA: &str = "ewa@klient.example";

/// Who an answer to the thread's last message goes to.
async fn answered(office: &Office, thread: ThreadId, all: bool) -> Result<(Vec<String>, Vec<String>)> {
    let message = last(office, thread).await?.id;
    let start = if all { DraftStart::reply_all(message) } else { DraftStart::reply(message) };
    let draft = office.kurier.drafts().start(&office.anna, start, Language::Pl).await?;
    Ok((keys(&draft.content.to), keys(&draft.content.cc)))
}

async fn last(office: &Office, thread: ThreadId) -> Result<Message> {
    office.conversation(thread).await?.messages.pop().context("a message")
}

fn form() -> Mail {
    Mail::new(&format!("Formularz <{}>", BIURO.address), BIURO.address, "Nowe zapytanie ze strony")
        .header("Reply-To", &format!("Jan Kowalski <{JAN}>"))
        .header("X-Mailer", "FormMail")
        .text("Telefon: 600 100 200\n\nCzy montują Państwo bramy?")
}

/// A form that names nobody beside us.
fn silent_form() -> Mail {
    Mail::new(&format!("Strona <{}>", BIURO.address), BIURO.address, "Zapytanie bez adresu")
        .text("Imię: Ola\nE-mail: ola@klient.example\n\nCzy są Państwo czynni?")
}

/// A letter that a group passes on under our address.
fn group() -> Mail {
    Mail::new(&format!("'Ewa Lis' via Biuro <{}>", BIURO.address), BIURO.address, "Pytanie o bramy")
        .header("X-Original-From", &format!("Ewa Lis <{EWA}>"))
        .header("Reply-To", BIURO.address)
        .header("Precedence", "list")
        .header("List-ID", "<biuro.firma.example>")
        .text("Proszę o cennik.")
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_comes_with_our_own_address_is_not_ours(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let letter = Mail::new(BIURO.address, JAN, "Oferta dla Pana").text("Oferta w załączniku.");
    let other = Mail::new(BIURO.address, JAN, "Kosztorys").header("Reply-To", BIURO.address).text("Jest.");
    for mail in [form(), group(), letter, other, silent_form()] {
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;

    let queue = office.ready(&office.anna).await?;
    let item = |subject: &str| queue.iter().find(|item| item.subject.contains(subject));
    let from = |subject: &str| item(subject).map(|item| (item.from.label().to_owned(), item.from.key()));
    assert_eq!(from("Nowe zapytanie"), Some(("Jan Kowalski".to_owned(), JAN.to_owned())));
    assert_eq!(from("Pytanie o bramy"), Some(("Ewa Lis".to_owned(), EWA.to_owned())));
    assert!(!item("Pytanie o bramy").context("Ewa's")?.automatic, "a person wrote it, through a list");
    assert!(item("Oferta").is_none() && item("Kosztorys").is_none(), "letters of ours");
    assert_eq!(queue.len(), 3);
    for (subject, address) in
        [("Nowe zapytanie", JAN), ("Pytanie o bramy", EWA), ("Zapytanie bez adresu", "ola@klient.example")]
    {
        let thread = item(subject).context("an item")?.thread;
        assert_eq!(
            office.kurier.ready().propose(&office.anna, thread).await?.form.email,
            address,
            "{subject}"
        );
        assert!(!last(&office, thread).await?.is_mine, "{subject}");
    }
    let rows = office.inbox().await?;
    let row = |subject: &str| rows.iter().find(|row| row.subject.contains(subject));
    for subject in ["Nowe zapytanie", "Pytanie o bramy", "Zapytanie bez adresu"] {
        let shown = row(subject).map(|row| (row.unread, row.people.iter().any(|person| person.is_me)));
        assert_eq!(shown, Some((1, false)), "{subject}");
    }
    let letter = row("Oferta").context("the letter")?.id;
    let other = row("Kosztorys").context("the other letter")?.id;
    assert!(last(&office, letter).await?.is_mine && last(&office, other).await?.is_mine);

    let asked = item("Nowe zapytanie").context("Jan's")?.thread;
    for all in [false, true] {
        for thread in [asked, letter, other] {
            assert_eq!(answered(&office, thread, all).await?, (vec![JAN.to_owned()], Vec::new()));
        }
    }
    let list = item("Pytanie o bramy").context("Ewa's")?.thread;
    assert_eq!(answered(&office, list, false).await?.0, [EWA]);

    // The lead gets the client's address, never ours; mail of that client finds it.
    let lead = office.lead(&office.anna, "Bramy", "").await?;
    office.kurier.links().attach(&office.anna, vec![asked, list, letter], lead).await?;
    assert_eq!(office.emails(lead).await?, [JAN, EWA]);
    office.arrives(&form().subject("Drugie zapytanie").raw()).await?;
    let linked = office.conversation(office.thread("Drugie zapytanie").await?).await?.records;
    assert_eq!(linked.first().map(|linked| linked.record), Some(lead), "the form names a known client");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_copy_in_sent_settles_it_whichever_comes_first(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let note = |subject: &str| Mail::new(BIURO.address, BIURO.address, subject).text("Pamiętać!");

    // To oneself: the copy in the inbox comes first and could be a form's.
    let first = note("Notatka");
    office.arrives(&first.raw()).await?;
    assert_eq!(office.ready(&office.anna).await?.len(), 1);
    office.dovecot.append(BIURO.address, "Sent", vec![first.raw()], true).await?;
    office.sync().await?;
    assert!(office.ready(&office.anna).await?.is_empty(), "it was ours");
    let thread = office.thread("Notatka").await?;
    assert!(office.conversation(thread).await?.messages.iter().all(|message| message.is_mine));

    // The copy in Sent comes first.
    let second = note("Druga notatka");
    office.dovecot.append(BIURO.address, "Sent", vec![second.raw()], true).await?;
    office.sync().await?;
    office.arrives(&second.raw()).await?;
    assert!(office.ready(&office.anna).await?.is_empty());

    // A note in a thread where a client waits: the client goes on waiting.
    let question = Mail::new(&format!("Jan <{JAN}>"), BIURO.address, "Wycena").text("Proszę o wycenę.");
    office.arrives(&question.raw()).await?;
    let remark = question.answer(BIURO.address, BIURO.address, "Zadzwonić.");
    office.arrives(&remark.raw()).await?;
    office.dovecot.append(BIURO.address, "Sent", vec![remark.raw()], true).await?;
    office.sync().await?;
    let queue = office.ready(&office.anna).await?;
    assert_eq!(queue.iter().map(|item| item.from.key()).collect::<Vec<_>>(), [JAN]);

    // A stranger who writes under the Message-ID of our letter stays a stranger.
    let letter = Mail::new(BIURO.address, JAN, "Umowa").text("Umowa.");
    office.dovecot.append(BIURO.address, "Sent", vec![letter.raw()], true).await?;
    office.sync().await?;
    let thief = letter.clone().from("Obcy <obcy@obcy.example>").subject("Umowa 2");
    office.arrives(&thief.raw()).await?;
    assert!(office.ready(&office.anna).await?.iter().any(|item| item.from.key() == "obcy@obcy.example"));
    Ok(())
}

/// Whatever Reply-To the list gives it.
#[sqlx::test(migrations = "../../migrations")]
async fn what_kurier_sent_and_a_list_sends_back_is_ours(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let draft = office.kurier.drafts().start(&office.anna, DraftStart::EMPTY, Language::Pl).await?;
    let content = DraftContent {
        to: vec![Address::bare("lista@klient.example")],
        subject: "Do listy".to_owned(),
        html: "<p>Dzień dobry</p>".to_owned(),
        ..DraftContent::default()
    };
    office.kurier.drafts().save(&office.anna, draft.id, draft.revision, content).await?;
    let draft = office.kurier.drafts().get(&office.anna, draft.id).await?;
    office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    office.wait(11);
    office.deliver().await?;
    let sent = office.smtp.received().into_iter().next().context("it went out")?;
    let mut returned = b"Reply-To: lista@klient.example\r\nList-Id: <lista.klient.example>\r\n".to_vec();
    returned.extend(sent.raw.as_bytes());
    office.arrives(&returned).await?;
    let thread = office.thread("Do listy").await?;
    assert!(last(&office, thread).await?.is_mine, "the outbox knows its Message-ID");
    assert!(!office.ready(&office.anna).await?.iter().any(|item| item.subject.contains("Do listy")));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn our_own_mail_is_not_unread(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let letter = Mail::new(BIURO.address, JAN, "Oferta").text("Oferta.");
    office.dovecot.append(BIURO.address, "Sent", vec![letter.raw()], false).await?;
    let note = Mail::new(BIURO.address, BIURO.address, "Notatka").text("Pamiętać!");
    office.dovecot.append(BIURO.address, "Sent", vec![note.raw()], true).await?;
    office.arrives(&note.raw()).await?;
    let mailbox = office.mailbox().await?;
    let unread = |role| {
        mailbox
            .folders
            .iter()
            .find(|folder| folder.role == Some(role))
            .map(|folder| (folder.total, folder.unread))
    };
    assert_eq!(unread(FolderRole::Sent), Some((2, 0)));
    assert_eq!(unread(FolderRole::Inbox), Some((1, 1)), "what one sends oneself is to be read");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn one_mail_in_two_mailboxes_is_one_thing_to_decide(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek) = (&office.kurier, &office.anna, &office.bartek);
    let private = office.connect_private(&ANNA).await?;
    let mail =
        Mail::new(&format!("Jan <{JAN}>"), BIURO.address, "Termin montażu").cc(ANNA.address).text("Kiedy?");
    office.dovecot.deliver_lmtp(ANNA.address, &mail.raw()).await?;
    office.arrives(&mail.raw()).await?;
    office.sync_one(private).await?;
    let other = Mail::new(&format!("Jan <{JAN}>"), ANNA.address, "Termin montażu").text("Inna sprawa");
    office.dovecot.deliver_lmtp(ANNA.address, &other.raw()).await?;
    office.sync_one(private).await?;
    let queue = office.ready(anna).await?;
    assert_eq!(
        (queue.len(), kurier.ready().count(anna).await?),
        (2, 2),
        "the same mail once, another beside it"
    );
    let theirs = office.ready(bartek).await?;
    assert_eq!((theirs.len(), theirs[0].mailbox), (1, office.biuro), "who sees one mailbox sees its copy");

    // Ignoring one ignores both, and taking it back brings one back.
    let shown = queue.iter().find(|item| item.preview.contains("Kiedy")).context("the mail")?;
    let decided = kurier.ready().decide(anna, shown.thread, Decision::Ignore).await?;
    assert_eq!((decided.remaining, office.ready(bartek).await?.len()), (1, 0));
    kurier.ready().undo(anna, decided.undo).await?;
    assert_eq!((kurier.ready().count(anna).await?, office.ready(bartek).await?.len()), (2, 1));

    // So does a lead, from either copy.
    let form = kurier.ready().propose(anna, theirs[0].thread).await?.form;
    let decided = kurier.ready().decide(anna, theirs[0].thread, Decision::Create { lead: form }).await?;
    let lead = decided.record.context("a lead")?;
    assert_eq!((decided.remaining, office.ready(bartek).await?.len()), (1, 0));
    assert_eq!(kurier.links().threads_of(anna, lead).await?.len(), 2, "both copies belong to it");
    kurier.ready().undo(anna, decided.undo).await?;
    assert_eq!((kurier.ready().count(anna).await?, office.ready(bartek).await?.len()), (2, 1));

    // Somebody who sees one copy decides on that one.
    kurier.ready().decide(bartek, theirs[0].thread, Decision::Ignore).await?;
    assert_eq!(office.ready(bartek).await?.len(), 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn where_only_we_wrote_the_lead_is_who_we_wrote_to(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let letter =
        Mail::new(BIURO.address, &format!("{}, Jan Kowalski <{JAN}>", ANNA.address), "Oferta na bramy")
            .text("Oferta.\n\nFirma Sp. z o.o.\ntel. 61 555 12 34");
    office.dovecot.append(BIURO.address, "Sent", vec![letter.raw()], true).await?;
    office.sync().await?;
    let sent = office.folder(FolderRole::Sent).await?;
    let filter = kurier_model::inbox::ThreadFilter::All;
    let thread = office.kurier.threads().page(&office.anna, sent, filter, None, 5).await?.rows[0].id;
    let form = office.kurier.ready().propose(&office.anna, thread).await?.form;
    assert_eq!(
        (form.email.as_str(), form.phone.as_str()),
        (JAN, ""),
        "not our own address, nor our own number"
    );
    assert_eq!(form.company, "Klient");
    let lead = office.lead(&office.anna, "Bramy", JAN).await?;
    let matches = office.kurier.ready().matches(&office.anna, thread, None).await?;
    assert_eq!(
        matches.first().map(|found| found.record),
        Some(lead),
        "who it may belong to goes by the same person"
    );
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn colleagues_are_no_clients(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let question = Mail::new(&format!("Jan Kowalski <{JAN}>"), BIURO.address, "Wycena ogrodzenia")
        .text("Dzień dobry, proszę o wycenę.\nJan Kowalski\ntel. 600 100 200");
    let answer = question
        .answer(
            &format!("Anna Nowak <{}>", ANNA.address),
            JAN,
            "Wycena do jutra.\nFirma Sp. z o.o.\ntel. 61 555 12 34",
        )
        .cc(BIURO.address);
    let internal =
        Mail::new(&format!("Anna Nowak <{}>", ANNA.address), BIURO.address, "Urlop").text("W piątek.");
    for mail in [&question, &answer, &internal] {
        office.arrives(&mail.raw()).await?;
    }
    let queue = office.ready(&office.anna).await?;
    assert_eq!(queue.iter().map(|item| item.from.key()).collect::<Vec<_>>(), [JAN]);
    let form = office.kurier.ready().propose(&office.anna, queue[0].thread).await?.form;
    assert_eq!((form.email.as_str(), form.phone.as_str()), (JAN, "600 100 200"));
    let made =
        office.kurier.ready().decide(&office.anna, queue[0].thread, Decision::Create { lead: form }).await?;
    assert_eq!(office.emails(made.record.context("a lead")?).await?, [JAN]);

    // Nor does attaching make them clients: not the one who answered, and not who wrote to us alone.
    let other = office.lead(&office.anna, "Ogrodzenie", "").await?;
    office.kurier.links().attach(&office.anna, vec![queue[0].thread], other).await?;
    assert_eq!(office.emails(other).await?, [JAN]);
    let internal = office.lead(&office.anna, "Urlopy", "").await?;
    office.kurier.links().attach(&office.anna, vec![office.thread("Urlop").await?], internal).await?;
    assert!(office.emails(internal).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn nobody_answers_themselves(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let private = office.connect_private(&ANNA).await?;
    let narada = Mail::new(&format!("Jan <{JAN}>"), BIURO.address, "Ustalenia")
        .cc("ewa@klient.example")
        .header(
            "Reply-To",
            &format!("Biuro <BIURO@firma.example>, Jan <{JAN}>, Marek <marek@klient.example>"),
        )
        .text("Proszę odpisać wszystkim.");
    let montaz = Mail::new(&format!("Jan <{JAN}>"), BIURO.address, "Montaż")
        .cc(&format!("{}, Marek <marek@klient.example>", ANNA.address))
        .text("Kiedy?");
    office.dovecot.deliver_lmtp(BIURO.address, &narada.raw()).await?;
    office.arrives(&montaz.raw()).await?;
    office.dovecot.deliver_lmtp(ANNA.address, &montaz.raw()).await?;
    office.sync_one(private).await?;
    let thread = office.thread("Ustalenia").await?;
    let (jan, marek, ewa) = (JAN.to_owned(), "marek@klient.example".to_owned(), EWA.to_owned());
    assert_eq!(answered(&office, thread, false).await?, (vec![jan.clone(), marek.clone()], Vec::new()));
    assert_eq!(answered(&office, thread, true).await?, (vec![jan.clone(), marek.clone()], vec![ewa]));
    let thread = office.thread("Montaż").await?;
    assert_eq!(
        answered(&office, thread, true).await?,
        (vec![jan.clone()], vec![marek.clone()]),
        "Anna's own mailbox is left out"
    );

    // Her other mailbox, which the server keeps in the same place: the mail lies in both.
    let address = "a.nowak@firma.example";
    let other = office.connect_private(&Person { address, ..ANNA }).await?;
    sqlx::query("UPDATE mailboxes SET username = $2 WHERE id = $1")
        .bind(other.0)
        .bind(ANNA.address)
        .execute(&office.pool)
        .await?;
    let to_both = Mail::new(&format!("Jan <{JAN}>"), ANNA.address, "Potwierdzenie")
        .cc(&format!("A. Nowak <{address}>, Marek <marek@klient.example>"))
        .text("Proszę o potwierdzenie terminu.");
    office.dovecot.deliver_lmtp(ANNA.address, &to_both.raw()).await?;
    for mailbox in [private, other] {
        office.sync_one(mailbox).await?;
        let rows = office.inbox_of(mailbox).await?;
        let copy = rows.iter().find(|row| row.subject == "Potwierdzenie").context("the copy")?.id;
        assert_eq!(answered(&office, copy, false).await?, (vec![jan.clone()], Vec::new()));
        assert_eq!(answered(&office, copy, true).await?, (vec![jan.clone()], vec![marek.clone()]));
    }
    Ok(())
}
