//! Language models that Kurier can talk to, one adapter a file.

mod event_stream;
mod open_ai;

pub(crate) use open_ai::OpenAiCompatible;
