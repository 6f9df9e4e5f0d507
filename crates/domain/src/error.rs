//! The middle ring of errors: what a verb can answer instead of its value.

use kurier_model::record::Conflicts;
use kurier_model::{Field, Invalid, Reason};

/// The result of a verb.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a verb did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the actor may not know that it does.
    #[error("not found")]
    NotFound,
    /// The actor may know of it, and may not do this.
    #[error("forbidden")]
    Forbidden,
    #[error("invalid: {0:?}")]
    Invalid(Invalid),
    /// Somebody else changed it first, or it is in a state that does not allow this any more.
    #[error("conflict")]
    Conflict,
    /// Two people changed the same fields of a record; nothing of the second save was kept.
    #[error("changed by somebody else: {0:?}")]
    Changed(Conflicts),
    /// No session, or one that has ended.
    #[error("signed out")]
    SignedOut,
    #[error("too many attempts, {retry_after_seconds} s to wait")]
    TooManyAttempts { retry_after_seconds: u32 },
    /// The database or a server that is needed cannot be reached now; trying again helps.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A mail server refused or could not be reached.
    #[error("mail server: {0}")]
    Mail(Box<kurier_mail::imap::ImapError>),
    /// A fault of ours.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// One field, one reason.
    #[must_use]
    pub fn invalid(field: Field, reason: Reason) -> Self {
        Self::Invalid(Invalid::one(field, reason))
    }

    /// A fault of ours, in words for the log.
    pub fn internal(what: impl std::fmt::Display) -> Self {
        Self::Internal(what.to_string())
    }

    /// Whether trying the same again later can help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Mail(error) => error.is_transient(),
            _ => false,
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::RowNotFound => Self::NotFound,
            E::Io(_) | E::PoolTimedOut | E::PoolClosed | E::Tls(_) | E::WorkerCrashed => {
                Self::Unavailable(error.to_string())
            }
            E::Database(database) => match database.code().as_deref() {
                // Serialization failure, deadlock: the same transaction may succeed when it is tried again.
                Some("40001" | "40P01") => Self::Conflict,
                // Shutting down, starting up, crashed, too many connections, disk full.
                Some("57P01" | "57P02" | "57P03" | "53300" | "53100") => Self::Unavailable(error.to_string()),
                _ => Self::Internal(error.to_string()),
            },
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("stored JSON: {error}"))
    }
}
