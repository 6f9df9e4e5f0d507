//! Suggested replies: from a language model when one is configured, from the built-in drafter otherwise.

mod asked;
mod drafter;
mod language;
mod prompt;
mod source;

pub use crate::language_model::{LanguageModel, Prompt};
pub use kurier_model::compose::AssistantTrouble;

use crate::{actor::Actor, error::Result, kurier::Kurier, reading};
use futures::stream::{self, Stream, StreamExt};
use kurier_model::ThreadId;
use kurier_model::compose::{ReplyLength, SmartReplyEvent};
use kurier_model::member::Language;
use source::{Said, Source};

/// Verbs about suggested replies.
#[derive(Debug)]
pub struct Assistant<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Suggested replies.
    #[must_use]
    pub const fn assistant(&self) -> Assistant<'_> {
        Assistant { kurier: self }
    }
}

impl Assistant<'_> {
    /// The language model's name; `None` when the built-in drafter writes.
    #[must_use]
    pub fn model_name(&self) -> Option<String> {
        self.kurier.parts().model.as_ref().map(|model| model.name().to_owned())
    }

    /// Three replies to the newest incoming message of a thread, in its language (`interface`, when it cannot be told).
    /// Ends with [`SmartReplyEvent::Finished`], or with [`SmartReplyEvent::Failed`] when not all three came to be.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the actor may not see the thread. Trouble with the model is an event of the stream.
    pub async fn smart_reply(
        &self,
        actor: &Actor,
        thread: ThreadId,
        interface: Language,
    ) -> Result<impl Stream<Item = SmartReplyEvent> + Send + 'static + use<>> {
        let source = self.source(actor, thread).await?;
        let language = language::detect(source.asked().map_or("", |said| &said.text), interface);
        Ok(match &self.kurier.parts().model {
            Some(model) => written(model.as_ref(), &source, language).boxed(),
            None => drafted(&source, language).boxed(),
        })
    }

    async fn source(&self, actor: &Actor, thread: ThreadId) -> Result<Source> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let messages = reading::thread(&mut tx, actor, thread).await?;
        let said = |message: &reading::Read| Said {
            // Whom a form speaks for is who is answered, and greeted.
            from: message.author.as_ref().or(message.parsed.from.as_ref()).and_then(reading::address),
            is_mine: message.is_mine,
            at: message.at(),
            text: message.own_text().to_owned(),
        };
        let subject = messages.last().map(|message| message.parsed.subject.clone()).unwrap_or_default();
        Ok(Source { subject, me: actor.name.clone(), messages: messages.iter().map(said).collect() })
    }
}

/// Without a model: everything at once.
fn drafted(source: &Source, language: Language) -> impl Stream<Item = SmartReplyEvent> + Send + use<> {
    let mut events = vec![SmartReplyEvent::Started { model: None }];
    for length in ReplyLength::ALL {
        events.push(SmartReplyEvent::Text { length, text: drafter::reply(source, length, language) });
        events.push(SmartReplyEvent::Complete { length });
    }
    events.push(SmartReplyEvent::Finished);
    stream::iter(events)
}

/// What one of three parallel requests tells.
enum Step {
    Event(SmartReplyEvent),
    Trouble(AssistantTrouble),
}

/// With a model: one request a variant, side by side. What fails is told when the others have finished.
fn written(
    model: &dyn LanguageModel,
    source: &Source,
    language: Language,
) -> impl Stream<Item = SmartReplyEvent> + Send + use<> {
    let name = model.name().to_owned();
    let variants = ReplyLength::ALL.map(|length| {
        let pieces = model.write(prompt::reply(source, length, language));
        let ended = stream::once(async move { Step::Event(SmartReplyEvent::Complete { length }) });
        let steps = pieces.map(move |piece| match piece {
            Ok(text) => Step::Event(SmartReplyEvent::Text { length, text }),
            Err(trouble) => Step::Trouble(trouble),
        });
        // A variant in trouble is not complete: stop before saying so.
        steps.chain(ended).scan(false, |failed, step| {
            let step = (!*failed).then_some(step);
            *failed = matches!(step, Some(Step::Trouble(_)));
            futures::future::ready(step)
        })
    });
    let steps =
        stream::select_all(variants.map(StreamExt::boxed)).map(Some).chain(stream::once(async { None }));
    let told = steps.scan(None, |trouble: &mut Option<AssistantTrouble>, step| {
        let event = match step {
            Some(Step::Event(event)) => Some(event),
            Some(Step::Trouble(new)) => {
                trouble.get_or_insert(new);
                None
            }
            None => Some(
                trouble
                    .take()
                    .map_or(SmartReplyEvent::Finished, |trouble| SmartReplyEvent::Failed { trouble }),
            ),
        };
        futures::future::ready(Some(event))
    });
    stream::once(async move { SmartReplyEvent::Started { model: Some(name) } })
        .chain(told.filter_map(futures::future::ready))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::stream::BoxStream;

    struct Fake(Vec<Result<String, AssistantTrouble>>);

    impl LanguageModel for Fake {
        fn name(&self) -> &str {
            "fake"
        }
        fn write(&self, prompt: Prompt) -> BoxStream<'static, Result<String, AssistantTrouble>> {
            let pieces = if prompt.max_tokens < 300 { self.0.clone() } else { vec![Ok("tak".to_owned())] };
            stream::iter(pieces).boxed()
        }
    }

    async fn tell(short: Vec<Result<String, AssistantTrouble>>) -> Vec<SmartReplyEvent> {
        written(&Fake(short), &Source::default(), Language::Pl).collect().await
    }

    #[tokio::test]
    async fn three_variants_side_by_side() {
        let events = tell(vec![Ok("a".to_owned()), Ok("b".to_owned())]).await;
        assert_eq!(events.first(), Some(&SmartReplyEvent::Started { model: Some("fake".to_owned()) }));
        assert_eq!(events.last(), Some(&SmartReplyEvent::Finished));
        for length in ReplyLength::ALL {
            assert!(events.contains(&SmartReplyEvent::Complete { length }));
        }
    }

    #[tokio::test]
    async fn one_in_trouble_leaves_the_others_whole() {
        let events =
            tell(vec![Ok("a".to_owned()), Err(AssistantTrouble::Busy), Ok("never".to_owned())]).await;
        assert_eq!(events.last(), Some(&SmartReplyEvent::Failed { trouble: AssistantTrouble::Busy }));
        assert!(events.contains(&SmartReplyEvent::Complete { length: ReplyLength::Long }));
        assert!(!events.contains(&SmartReplyEvent::Complete { length: ReplyLength::Short }));
        assert!(
            !events.contains(&SmartReplyEvent::Text { length: ReplyLength::Short, text: "never".to_owned() })
        );
    }
}
