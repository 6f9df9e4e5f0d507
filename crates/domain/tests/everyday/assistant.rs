//! Suggested replies.

use crate::office::Office;
use anyhow::Result;
use futures::StreamExt;
use kurier_model::compose::{ReplyLength, SmartReplyEvent};
use kurier_model::member::Language;
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

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
    let text = |wanted: ReplyLength| {
        events
            .iter()
            .find_map(|event| match event {
                SmartReplyEvent::Text { length, text } if *length == wanted => Some(text.clone()),
                _ => None,
            })
            .unwrap_or_default()
    };
    let long = text(ReplyLength::Long);
    assert!(long.starts_with("Dzień dobry, Panie Janie,") && long.contains("[…]"), "{long}");
    assert!(
        long.contains("Czy mogą Państwo przesłać ofertę z dostawą do 14 marca?")
            && long.ends_with("Anna Kowalska")
    );
    assert!(text(ReplyLength::Short).len() < text(ReplyLength::Medium).len());
    Ok(())
}
