//! One ring of errors for the floor: each says whether trying again later can help.

use crate::dialer::DialError;
use crate::imap::ImapError;
use crate::message::build::BuildError;
use crate::message::parse::ParseError;

/// Any failure of this floor, for callers that do not need to tell the protocols apart.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection could be opened.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// An IMAP conversation failed.
    #[error(transparent)]
    Imap(#[from] ImapError),
    /// A message could not be read.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A message could not be written.
    #[error(transparent)]
    Build(#[from] BuildError),
}

impl Error {
    /// Whether the same request may succeed later without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Dial(error) => error.is_transient(),
            Self::Imap(error) => error.is_transient(),
            Self::Parse(_) | Self::Build(_) => false,
        }
    }
}
