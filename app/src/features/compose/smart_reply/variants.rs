//! Three suggested replies while they are written, without a browser.

use kurier_model::compose::{AssistantTrouble, ReplyLength, SmartReplyEvent};

/// One suggested reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    pub text: String,
    pub complete: bool,
}

/// Who writes the suggestions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Writer {
    #[default]
    Unknown,
    Model(String),
    /// The built-in drafter, which uses no language model.
    BuiltIn,
}

/// Where the stream is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Idle,
    Writing,
    Finished,
    Failed(AssistantTrouble),
    /// The stream broke off before the end.
    Cut,
}

/// Everything that the panel shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variants {
    pub writer: Writer,
    pub phase: Phase,
    short: Variant,
    medium: Variant,
    long: Variant,
}

impl Variants {
    /// The state right after the button was pressed.
    #[must_use]
    pub fn asked() -> Self {
        Self { phase: Phase::Writing, ..Self::default() }
    }

    #[must_use]
    pub fn of(&self, length: ReplyLength) -> &Variant {
        match length {
            ReplyLength::Short => &self.short,
            ReplyLength::Medium => &self.medium,
            ReplyLength::Long => &self.long,
        }
    }

    /// Takes one event of the stream; whether the stream is over.
    pub fn take(&mut self, event: SmartReplyEvent) -> bool {
        match event {
            SmartReplyEvent::Started { model } => self.writer = model.map_or(Writer::BuiltIn, Writer::Model),
            SmartReplyEvent::Text { length, text } => self.of_mut(length).text.push_str(&text),
            SmartReplyEvent::Complete { length } => self.of_mut(length).complete = true,
            SmartReplyEvent::Failed { trouble } => self.phase = Phase::Failed(trouble),
            SmartReplyEvent::Finished => self.phase = Phase::Finished,
        }
        self.phase != Phase::Writing
    }

    /// The connection was lost.
    pub fn cut(&mut self) {
        if self.phase == Phase::Writing {
            self.phase = Phase::Cut;
        }
    }

    fn of_mut(&mut self, length: ReplyLength) -> &mut Variant {
        match length {
            ReplyLength::Short => &mut self.short,
            ReplyLength::Medium => &mut self.medium,
            ReplyLength::Long => &mut self.long,
        }
    }
}

/// Plain text as the editor's paragraphs; an empty line stays an empty line.
#[must_use]
pub fn as_html(text: &str) -> String {
    text.trim()
        .lines()
        .map(|line| match line.trim_end() {
            "" => "<div><br></div>".to_owned(),
            line => format!("<div>{}</div>", escape(line)),
        })
        .collect()
}

/// Text that is safe between tags.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_streams_into_its_variant_until_the_end() {
        let mut variants = Variants::asked();
        assert!(!variants.take(SmartReplyEvent::Started { model: None }));
        assert_eq!(variants.writer, Writer::BuiltIn);
        variants.take(SmartReplyEvent::Text { length: ReplyLength::Short, text: "Dzień ".into() });
        variants.take(SmartReplyEvent::Text { length: ReplyLength::Short, text: "dobry".into() });
        variants.take(SmartReplyEvent::Complete { length: ReplyLength::Short });
        assert_eq!(variants.of(ReplyLength::Short), &Variant { text: "Dzień dobry".into(), complete: true });
        assert!(variants.take(SmartReplyEvent::Finished));
        variants.cut();
        assert_eq!(variants.phase, Phase::Finished, "a stream that ended was not cut");
    }

    #[test]
    fn what_arrived_before_a_failure_stays_usable() {
        let mut variants = Variants::asked();
        variants.take(SmartReplyEvent::Complete { length: ReplyLength::Short });
        assert!(variants.take(SmartReplyEvent::Failed { trouble: AssistantTrouble::TimedOut }));
        assert!(variants.of(ReplyLength::Short).complete);
    }

    #[test]
    fn plain_text_becomes_paragraphs() {
        assert_eq!(as_html("A & B\n\n<ok>\n"), "<div>A &amp; B</div><div><br></div><div>&lt;ok&gt;</div>");
    }
}
