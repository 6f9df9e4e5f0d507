//! The relatives of a form and of a colleague: other addresses of ours, groups, robots, several people in Reply-To.

use crate::office::Office;
use anyhow::{Context, Result};
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
    Ok(office.kurier.ready().page(&office.anna, ReadyFilter::Ready, None, 40).await?.rows)
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
        form("'Jan' via Info <info@grupa.example>", "grupa", "info@grupa.example")
            .header("X-Original-Sender", JAN)
            .header("List-ID", "<info.grupa.example>"),
    ];
    for mail in &forms {
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    let queue = ready(&office).await?;
    for subject in
        ["z plusem", "innymi literami", "z naszej domeny", "kilka osób", "robot", "masowo", "grupa"]
    {
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
    let lead = office.kurier.leads().get(&office.anna, made.lead.context("a lead")?).await?;
    assert_eq!(lead.emails, [JAN]);
    Ok(())
}
