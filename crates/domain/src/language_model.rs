//! A language model, and what it is asked.

use futures::stream::BoxStream;
use kurier_model::compose::AssistantTrouble;

/// A language model. Adapters live with the server.
pub trait LanguageModel: Send + Sync + 'static {
    /// What the interface calls it.
    fn name(&self) -> &str;

    /// The text, piece by piece. An error ends the stream; so does dropping it, which stops the work. Time limits are the
    /// adapter's: 10 s to the first byte, 60 s in all.
    fn write(&self, prompt: Prompt) -> BoxStream<'static, Result<String, AssistantTrouble>>;
}

/// One request to a language model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The rules.
    pub system: String,
    /// The material.
    pub user: String,
    /// The most tokens it may answer with.
    pub max_tokens: u32,
}
