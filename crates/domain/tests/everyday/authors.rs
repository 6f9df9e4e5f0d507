//! The relatives of a form and of a colleague: other addresses of ours, groups, robots, several people in Reply-To; and those who
//! pose as somebody.

use crate::office::{Office, keys, sample};
use anyhow::{Context, Result};
use kurier_domain::outbox::Tz;
use kurier_model::ThreadId;
use kurier_model::compose::{Draft, DraftStart};
use kurier_model::member::Language;
use kurier_model::ready::{Decision, ReadyFilter, ReadyItem};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::{ANNA, BARTEK, BIURO, CELINA};
use sqlx::PgPool;

const JAN: &str = "jan@klient.example";

fn form(from: &str, subject: &str, reply_to: &str) -> Mail {
    Mail::new(from, BIURO.address, subject)
        .header("Reply-To", reply_to)
        .text("Telefon: 600 100 200\n\nCzy montują Państwo bramy?")
}

async fn ready(office: &Office) -> Result<Vec<ReadyItem>> {
    Ok(office.kurier.ready().page(&office.anna, &ReadyFilter::Ready.into(), Tz::UTC, None, 40).await?.rows)
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_a_form_speaks_for_is_the_client(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let forms = [
        form("Strona <biuro+www@firma.example>", "z plusem", JAN),
        form("Strona <BIURO@Firma.Example>", "innymi literami", "Jan <JAN@klient.example>"),
        form("WordPress <wordpress@firma.example>", "z naszej domeny", JAN),
        form(BIURO.address, "kilka osób", &format!("{}, biuro+www@firma.example, Jan <{JAN}>", ANNA.address)),
        form("noreply@agencja.example", "robot", JAN).header("Auto-Submitted", "auto-generated"),
        form("strona@agencja.example", "masowo", JAN).header("Precedence", "bulk"),
        form("WordPress <wordpress@agencja.example>", "cudza domena", JAN),
        form("Kontakt <kontakt@agencja.example>", "skrypt", JAN)
            .header("X-PHP-Originating-Script", "1000:mail.php"),
        form("'Jan' via Info <info@grupa.example>", "grupa", "info@grupa.example")
            .header("X-Original-Sender", JAN)
            .header("List-ID", "<info.grupa.example>"),
    ];
    for mail in &forms {
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    let queue = ready(&office).await?;
    for subject in [
        "z plusem",
        "innymi literami",
        "z naszej domeny",
        "kilka osób",
        "robot",
        "masowo",
        "cudza domena",
        "skrypt",
        "grupa",
    ] {
        let item = queue.iter().find(|item| item.subject.contains(subject)).context(subject)?;
        assert_eq!((item.from.key().as_str(), item.automatic), (JAN, false), "{subject}");
        let form = office.kurier.ready().propose(&office.anna, item.thread).await?.form;
        assert_eq!(form.email.to_lowercase(), JAN, "{subject}");
    }
    // A newsletter stays one, whoever is to be answered.
    let news = form("news@sklep.example", "Nowości", "kontakt@sklep.example")
        .header("List-Unsubscribe", "<https://sklep.example>");
    office.arrives(&news.raw()).await?;
    assert!(ready(&office).await?.iter().any(|item| item.subject.contains("Nowości") && item.automatic));
    Ok(())
}

/// A lead that has a form's address, as leads were saved before, gets nobody else's mail by it.
#[sqlx::test(migrations = "../../migrations")]
async fn a_machines_address_attaches_nobody(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let machines = [
        "wordpress@agencja.example",
        "noreply@sklep.example",
        "zgloszenia@agencja.example",
        "www@agencja.example",
    ];
    for machine in machines {
        office.lead(&office.anna, machine, machine).await?;
    }
    for machine in machines {
        let mail = Mail::new(machine, BIURO.address, &format!("Zapytanie przez {machine}"))
            .header("Auto-Submitted", if machine.starts_with("zgl") { "auto-generated" } else { "no" })
            .text("E-mail: ewa@klient.example\n\nProszę o cennik.");
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    let ewa = form("wordpress@agencja.example", "Zapytanie Ewy", "ewa@klient.example");
    office.dovecot.deliver_lmtp(BIURO.address, &ewa.raw()).await?;
    office.sync().await?;
    let queue = ready(&office).await?;
    assert_eq!(queue.len(), machines.len() + 1, "{queue:?}");

    // What is proposed and kept is the visitor's address, never the form's.
    let item = queue.iter().find(|item| item.subject.ends_with("wordpress@agencja.example")).context("it")?;
    let proposed = office.kurier.ready().propose(&office.anna, item.thread).await?.form;
    assert_eq!(proposed.email, "ewa@klient.example");
    let lead = office.lead(&office.anna, "Cennik", "").await?;
    office.kurier.links().attach(&office.anna, vec![item.thread], lead).await?;
    let emails = office.emails(lead).await?;
    assert!(emails.is_empty(), "{emails:?}");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_person_who_wants_answers_elsewhere_is_no_form(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let person = form("Jan <jan@firma-klienta.example>", "Moja sprawa", "jan.k@gmail.com");
    let seller = form("Ola <ola@inna.example>", "Przez program", "ola@inna.example")
        .header("List-Unsubscribe", "<https://crm.example>");
    for mail in [&person, &seller] {
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    let mut waiting: Vec<_> = ready(&office).await?.iter().map(|it| (it.from.key(), it.automatic)).collect();
    waiting.sort();
    assert_eq!(
        waiting,
        [("jan@firma-klienta.example".to_owned(), false), ("ola@inna.example".to_owned(), false)]
    );
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_form_that_leaves_a_copy_in_sent_is_still_the_clients(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let mail = form(BIURO.address, "Zapytanie", JAN);
    office.dovecot.append(BIURO.address, "Sent", vec![mail.raw()], true).await?;
    office.sync().await?;
    office.arrives(&mail.raw()).await?;
    let queue = ready(&office).await?;
    assert_eq!(queue.iter().map(|item| item.from.key()).collect::<Vec<_>>(), [JAN]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_colleague_stays_one_by_every_address_and_through_a_group(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let to_us = |from: &str, subject: &str| Mail::new(from, BIURO.address, subject).text("Wewnętrzne.");
    for mail in [
        to_us("Anna <ANNA@FIRMA.example>", "innymi literami"),
        to_us("Bartek <bartek+praca@firma.example>", "z plusem"),
        to_us(CELINA.address, "kto nie widzi skrzynki"),
        to_us("'Anna' via Biuro <biuro@firma.example>", "przez grupę")
            .header("X-Original-From", &format!("Anna <{}>", ANNA.address))
            .header("List-ID", "<biuro.firma.example>"),
        to_us("'Anna' via Zespół <zespol@firma.example>", "przez inną grupę")
            .header("X-Original-Sender", ANNA.address)
            .header("List-ID", "<zespol.firma.example>"),
    ] {
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    let waiting: Vec<_> = ready(&office).await?.into_iter().map(|item| item.subject).collect();
    assert!(waiting.is_empty(), "{waiting:?}");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_stranger_makes_nobody_one_of_us(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let posing =
        |subject: &str| Mail::new("Prezes <ktos@oszust.example>", BIURO.address, subject).text("Pilne.");
    for mail in [
        posing("masowo").header("X-Original-From", ANNA.address).header("Precedence", "bulk"),
        posing("z listy").header("X-Original-Sender", BIURO.address).header("List-ID", "<x.oszust.example>"),
        posing("z odpowiedzią").header("Reply-To", ANNA.address).header("Auto-Submitted", "auto-generated"),
    ] {
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    let mut waiting: Vec<_> =
        ready(&office).await?.into_iter().map(|item| (item.from.key(), item.subject)).collect();
    waiting.sort();
    let expected =
        ["masowo", "z listy", "z odpowiedzią"].map(|it| ("ktos@oszust.example".to_owned(), it.to_owned()));
    assert_eq!(waiting, expected);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_lead_is_proposed_from_the_whole_thread(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let asked = Mail::new(&format!("Jan Kowalski <{JAN}>"), BIURO.address, "Wycena ogrodzenia")
        .text("Proszę o wycenę 60 m ogrodzenia.\nJan Kowalski\ntel. 600 100 200");
    let answered = asked
        .answer(&format!("Bartek <{}>", BARTEK.address), JAN, "Do jutra.\ntel. 61 555 12 34")
        .cc(BIURO.address);
    let thanked = answered.answer(&format!("Jan Kowalski <{JAN}>"), BIURO.address, "Dziękuję, czekam.");
    for mail in [&asked, &answered, &thanked] {
        office.arrives(&mail.raw()).await?;
    }
    let item = ready(&office).await?.pop().context("the thread")?;
    let form = office.kurier.ready().propose(&office.anna, item.thread).await?.form;
    assert_eq!((form.email.as_str(), form.phone.as_str()), (JAN, "600 100 200"));
    assert!(form.description.contains("60 m ogrodzenia"), "{}", form.description);
    let made =
        office.kurier.ready().decide(&office.anna, item.thread, Decision::Create { lead: form }).await?;
    assert_eq!(office.emails(made.record.context("a lead")?).await?, [JAN]);
    Ok(())
}

async fn answer(office: &Office, thread: ThreadId) -> Result<Draft> {
    let message = office.conversation(thread).await?.messages.pop().context("a message")?.id;
    let start = DraftStart::reply(message);
    Ok(office.kurier.drafts().start(&office.anna, start, Language::Pl).await?)
}

async fn found(office: &Office, words: &str) -> Result<Vec<String>> {
    let page = office.kurier.threads().search(&office.anna, None, words, None, 20).await?;
    Ok(page.rows.into_iter().map(|row| row.subject).collect())
}

/// <https://github.com/thunderbird/thunderbird-android/issues/2962>
#[sqlx::test(migrations = "../../migrations")]
async fn who_poses_as_a_client_is_none(pool: PgPool) -> Result<()> {
    const PREZES: &str = "prezes@firma.example";
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    let client = office.lead(anna, "Zarząd", PREZES).await?;
    for name in ["nul", "newline", "name-is-address", "two-addresses"] {
        let raw = sample(&format!("senders/{name}.eml"))?;
        office.dovecot.deliver_lmtp(BIURO.address, &raw).await?;
    }
    let honest = Mail::new(&format!("Prezes <{PREZES}>"), BIURO.address, "Umowa").text("Proszę o umowę.");
    office.arrives(&honest.raw()).await?;
    while office.kurier.threads().index_batch().await? > 0 {}

    let rows = office.inbox().await?;
    let posing: Vec<_> = rows.iter().filter(|row| row.subject == "Pilny przelew").collect();
    assert_eq!((rows.len(), posing.len()), (5, 4));
    for row in posing {
        let opened = office.conversation(row.id).await?;
        assert!(row.client.is_none() && opened.client.is_none() && opened.records.is_empty(), "{opened:?}");
        let message = opened.messages.first().context("a message")?;
        assert!(message.client.is_none() && !message.is_mine, "{message:?}");
        let form = office.kurier.ready().propose(anna, row.id).await?.form;
        assert!(!form.email.to_lowercase().contains(PREZES), "{form:?}");
        let recipients = keys(&answer(&office, row.id).await?.content.to);
        assert!(recipients.iter().all(|to| to.ends_with("@oszust.example")), "{recipients:?}");
    }
    let waiting = ready(&office).await?;
    assert_eq!(waiting.len(), 4);
    for item in waiting {
        assert!(item.matches.is_empty() && item.from.key().ends_with("@oszust.example"), "{item:?}");
    }
    // What is really from the client is found by the address, and belongs to the lead.
    assert_eq!(found(&office, PREZES).await?, ["Umowa"]);
    assert_eq!(found(&office, "pilny przelew").await?.len(), 4);
    let linked = office.conversation(office.thread("Umowa").await?).await?;
    assert_eq!(linked.records.iter().map(|linked| linked.record).collect::<Vec<_>>(), [client]);
    Ok(())
}

/// Whether a text holds what turns it about when it is shown (Unicode Standard Annex 9).
fn turns(text: &str) -> bool {
    let mark = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
    text.contains(mark)
}

/// <https://github.com/nek0/yammat/issues/106>
#[sqlx::test(migrations = "../../migrations")]
async fn nothing_made_from_a_mail_is_turned_about(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&sample("senders/turned-about.eml")?).await?;
    let item = ready(&office).await?.pop().context("an item")?;
    let draft = answer(&office, item.thread).await?;
    let (quote, subject) = (draft.content.quote.context("a quote")?, draft.content.subject);
    assert!(quote.contains("elpmaxe.knab@ksu dział płatności") && !turns(&quote), "{quote:?}");
    assert_eq!(subject, "Re: Faktura fdp.elpmaxe do zapłaty");
    let form = office.kurier.ready().propose(&office.anna, item.thread).await?.form;
    assert_eq!(form.name, "Faktura fdp.elpmaxe do zapłaty");
    let made =
        office.kurier.ready().decide(&office.anna, item.thread, Decision::Create { lead: form }).await?;
    let lead = office.kurier.records().get(&office.anna, made.record.context("a lead")?).await?;
    assert_eq!(lead.name, "Faktura fdp.elpmaxe do zapłaty");
    for person in office.conversation(item.thread).await?.messages[0].to.iter().chain([&item.from]) {
        assert!(!turns(person.label()), "{person:?}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_long_thread_is_read_from_its_beginning(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let jan = format!("Jan Kowalski <{JAN}>");
    let asked = Mail::new(&jan, BIURO.address, "Wycena ogrodzenia")
        .text("Proszę o wycenę 60 m ogrodzenia.\nJan Kowalski\ntel. 600 100 200");
    office.arrives(&asked.raw()).await?;
    let mut last = asked;
    for _ in 0..34 {
        last = last.answer(&jan, BIURO.address, "Czy coś już wiadomo?");
        office.dovecot.deliver_lmtp(BIURO.address, &last.raw()).await?;
    }
    office.sync().await?;
    let item = ready(&office).await?.pop().context("the thread")?;
    let form = office.kurier.ready().propose(&office.anna, item.thread).await?.form;
    assert_eq!(form.phone, "600 100 200");
    assert!(form.description.contains("60 m ogrodzenia"), "{}", form.description);
    Ok(())
}
