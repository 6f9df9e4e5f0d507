//! Suggested replies.

/// A language model.
pub trait LanguageModel: Send + Sync {}
