//! The errors of server functions: the kinds that the interface can explain, and nothing from the inside.

use super::Unread;
use kurier_model::record::Conflicts;
use kurier_model::{Field, Invalid, Reason, read_tagged};
use serde::Serialize;
use std::fmt;

/// Why a server function did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum ApiError {
    /// It does not exist, or the person may not know that it does.
    NotFound,
    /// The person sees it, but may not do this to it.
    Forbidden,
    /// A form that was refused, field by field.
    Invalid { invalid: Unread<Invalid> },
    /// Somebody else was faster.
    Conflict,
    /// The folder that mail was to go to is not there any more.
    FolderGone,
    /// The lead was taken away.
    LeadGone,
    /// The mailbox waits for its password.
    MailboxPaused,
    /// Two people changed the same fields of a record: what stands there, and what was wanted.
    Changed { conflicts: Unread<Conflicts> },
    /// Nobody is signed in (any more).
    SignedOut,
    /// Too many attempts: possible again after so many seconds.
    TooManyAttempts { retry_after_seconds: u64 },
    /// Something that is needed (the database, a mail server) does not answer now.
    Unavailable,
    /// A fault of ours; the log has it under this name.
    Internal { incident: String },
    /// The request itself cannot be read: written by another version of the page, or by hand.
    Malformed { detail: String },
    /// The server was not reached, or what came back was not its answer.
    Offline { detail: String },
}

read_tagged!(ApiError by "error", fields {
    invalid: Unread<Invalid>,
    conflicts: Unread<Conflicts>,
    retry_after_seconds: u64,
    incident: String,
    detail: String,
}, {
    NotFound,
    Forbidden,
    Invalid { invalid },
    Conflict,
    FolderGone,
    LeadGone,
    MailboxPaused,
    Changed { conflicts },
    SignedOut,
    TooManyAttempts { retry_after_seconds },
    Unavailable,
    Internal { incident },
    Malformed { detail },
    Offline { detail },
});

impl ApiError {
    /// A field that has to be filled in, as the server would say it.
    #[must_use]
    pub fn required(field: Field) -> Self {
        Self::refused(field, Reason::Required)
    }

    /// A field that is wrong, as the server would say it.
    #[must_use]
    pub fn refused(field: Field, reason: Reason) -> Self {
        match Unread::of(&Invalid::one(field, reason)) {
            Ok(invalid) => Self::Invalid { invalid },
            Err(error) => Self::Malformed { detail: error.to_string() },
        }
    }

    /// The complaints about a form, when that is what it is.
    #[must_use]
    pub fn invalid(&self) -> Option<Invalid> {
        match self {
            Self::Invalid { invalid } => invalid.read().ok(),
            _ => None,
        }
    }

    /// The fields that two people changed, when that is what it is.
    #[must_use]
    pub fn conflicts(&self) -> Option<Conflicts> {
        match self {
            Self::Changed { conflicts } => conflicts.read().ok(),
            _ => None,
        }
    }
}

/// For logs; the interface says it in the person's language (`trouble::error_text`).
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::Forbidden => f.write_str("forbidden"),
            Self::Invalid { invalid } => write!(f, "invalid form: {invalid:?}"),
            Self::Conflict => f.write_str("conflict"),
            Self::FolderGone => f.write_str("the folder is gone"),
            Self::LeadGone => f.write_str("the lead is gone"),
            Self::MailboxPaused => f.write_str("the mailbox is paused"),
            Self::Changed { conflicts } => write!(f, "changed by somebody else: {conflicts:?}"),
            Self::SignedOut => f.write_str("signed out"),
            Self::TooManyAttempts { retry_after_seconds } => {
                write!(f, "too many attempts: again in {retry_after_seconds} s")
            }
            Self::Unavailable => f.write_str("unavailable"),
            Self::Internal { incident } => write!(f, "internal error {incident}"),
            Self::Malformed { detail } => write!(f, "malformed request: {detail}"),
            Self::Offline { detail } => write!(f, "offline: {detail}"),
        }
    }
}

impl std::error::Error for ApiError {}

/// An answer that is not what was expected: it is of another version.
impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Offline { detail: error.to_string() }
    }
}
