//! Suggested replies.

use crate::office::Office;
use anyhow::Result;
use futures::StreamExt;
use kurier_model::compose::{ReplyLength, SmartReplyEvent};
use kurier_model::member::Language;
use kurier_testbed::mails::{self, Mail};
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

/// The suggestion of this length.
fn text(events: &[SmartReplyEvent], wanted: ReplyLength) -> String {
    let text = |event: &SmartReplyEvent| match event {
        SmartReplyEvent::Text { length, text } if *length == wanted => Some(text.clone()),
        _ => None,
    };
    events.iter().find_map(text).unwrap_or_default()
}

#[sqlx::test(migrations = "../../migrations")]
async fn without_a_model_the_drafter_is_honest(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    assert_eq!(office.kurier.assistant().model_name(), None);
    let events: Vec<_> =
        office.kurier.assistant().smart_reply(&office.anna, thread, Language::En).await?.collect().await;
    assert_eq!(events.first(), Some(&SmartReplyEvent::Started { model: None }));
    assert_eq!(events.last(), Some(&SmartReplyEvent::Finished));
    let text = |wanted| text(&events, wanted);
    let long = text(ReplyLength::Long);
    assert!(long.starts_with("Dzień dobry, Panie Janie,") && long.contains("[…]"), "{long}");
    assert!(
        long.contains("Czy mogą Państwo przesłać ofertę z dostawą do 14 marca?")
            && long.ends_with("Anna Kowalska")
    );
    assert!(text(ReplyLength::Short).len() < text(ReplyLength::Medium).len());
    Ok(())
}

/// The form itself is nobody.
#[sqlx::test(migrations = "../../migrations")]
async fn whoever_filled_in_a_form_is_greeted(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for (from, subject) in
        [(BIURO.address, "z naszego adresu"), ("wordpress@agencja.example", "przez agencję")]
    {
        let form = Mail::new(&format!("Formularz Kontaktowy <{from}>"), BIURO.address, subject)
            .header("Reply-To", "Jan Kowalski <jan@klient.example>")
            .text("Telefon: 600 100 200\n\nCzy montują Państwo bramy?");
        office.arrives(&form.raw()).await?;
        let thread = office.thread(subject).await?;
        let suggested = office.kurier.assistant().smart_reply(&office.anna, thread, Language::Pl).await?;
        let events: Vec<_> = suggested.collect().await;
        for length in [ReplyLength::Short, ReplyLength::Medium, ReplyLength::Long] {
            let text = text(&events, length);
            assert!(text.starts_with("Dzień dobry, Panie Janie,"), "{subject}: {text}");
            assert!(!text.contains("Formularz"), "{subject}: {text}");
        }
    }
    Ok(())
}
