//! What is asked of a language model.

use super::Prompt;
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
