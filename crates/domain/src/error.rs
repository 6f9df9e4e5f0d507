//! The middle ring of errors: what a verb can answer instead of its value.

use kurier_mail::imap::ImapError;
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
    /// Two transactions crossed, and this one was taken back whole: trying it again helps at once.
    #[error("crossed with another transaction")]
    Crossed,
    /// The folder that mail was to go to is not there any more, or is being deleted.
    #[error("the folder is gone")]
    FolderGone,
    /// The lead was taken away.
    #[error("the lead is gone")]
    LeadGone,
    /// The mailbox cannot be used before a person does something about it (its password is refused).
    #[error("the mailbox is paused")]
    MailboxPaused,
    /// Another worker has taken the mailbox over: what this one knows of it may be old.
    #[error("the lease is lost")]
    LeaseLost,
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
    Mail(Box<ImapError>),
    /// The database does not take these very data, now or later.
    #[error("the database refuses the data: {0}")]
    BadData(String),
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
            Self::Unavailable(_) | Self::Crossed => true,
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
            E::Io(_) | E::PoolTimedOut | E::PoolClosed | E::Tls(_) | E::WorkerCrashed | E::Protocol(_) => {
                Self::Unavailable(error.to_string())
            }
            E::Encode(_) => Self::BadData(error.to_string()),
            E::Database(database) => of_sqlstate(database.code().as_deref().unwrap_or_default(), &error),
            _ => Self::Internal(error.to_string()),
        }
    }
}

/// Whose fault an error of the database is, by its class (PostgreSQL, appendix A): the data's, the moment's, or ours.
fn of_sqlstate(code: &str, error: &sqlx::Error) -> Error {
    match (code, code.get(..2).unwrap_or_default()) {
        // Serialization failure, deadlock.
        ("40001" | "40P01", _) => Error::Crossed,
        // A statement took too long, a lock was not to be had, a transaction was ended, the server only reads (a take-over is under way):
        // trouble of the moment.
        ("57014" | "25006" | "55P03" | "25P02" | "25P03" | "25P04", _)
        // Connection, resources (memory, disk, connections), operator intervention, errors of the system below.
        | (_, "08" | "53" | "57" | "58") => Error::Unavailable(error.to_string()),
        // Data exceptions, limits of a row or an index entry, what a column does not take.
        ("23502" | "23514", _) | (_, "22" | "54") => Error::BadData(error.to_string()),
        _ => Error::Internal(error.to_string()),
    }
}

impl From<ImapError> for Error {
    fn from(error: ImapError) -> Self {
        match error {
            ImapError::InvalidName(_) => Self::invalid(Field::FolderName, Reason::BadCharacters),
            other => Self::Mail(Box::new(other)),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("stored JSON: {error}"))
    }
}

/// Does `verb` again when it crossed with another transaction: it was taken back whole, so nothing is done twice.
///
/// # Errors
/// Those of `verb`; the last time also [`Error::Crossed`].
pub(crate) async fn again<T, F, R>(mut verb: F) -> Result<T>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T>>,
{
    for _ in 0..CROSSINGS {
        match verb().await {
            Err(Error::Crossed) => {}
            other => return other,
        }
    }
    verb().await
}

/// So many crossings in a row are taken for bad luck.
const CROSSINGS: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    /// Whose fault it is taken for.
    fn fault(code: &str) -> &'static str {
        match of_sqlstate(code, &sqlx::Error::RowNotFound) {
            Error::Crossed => "nobody's",
            Error::Unavailable(_) => "the moment's",
            Error::BadData(_) => "the data's",
            Error::Internal(_) => "ours",
            other => panic!("{code}: {other:?}"),
        }
    }

    #[test]
    fn trouble_of_the_database_is_never_the_datas_fault() {
        for (whose, codes) in [
            ("nobody's", &["40001", "40P01"][..]),
            // A statement that took too long, a lock, a transaction that waited or failed before.
            ("the moment's", &["57014", "55P03", "25P02", "25P03", "25P04"]),
            // Connections, disk, memory, too many connections, shutdown, start, errors of files.
            ("the moment's", &["08000", "08003", "08006", "53000", "53100", "53200", "53300", "53400"]),
            ("the moment's", &["57P01", "57P02", "57P03", "58000", "58030", "58P01"]),
            // What cannot be text or is too long, limits of rows and index entries, what a column does not take.
            (
                "the data's",
                &["22001", "22003", "22008", "22021", "22P02", "22P05", "54000", "23502", "23514"],
            ),
            // Rows that are missing or twice there, statements that are wrong.
            ("ours", &["23503", "23505", "42601", "42703", "42501", "XX000", "P0001", "5", ""]),
        ] {
            for code in codes {
                assert_eq!(fault(code), whose, "{code}");
            }
        }
    }

    #[test]
    fn what_is_the_moments_is_tried_again_and_what_is_the_datas_is_not() {
        for (code, again) in
            [("57014", true), ("53200", true), ("40001", true), ("22021", false), ("XX000", false)]
        {
            assert_eq!(of_sqlstate(code, &sqlx::Error::RowNotFound).is_transient(), again, "{code}");
        }
    }
}
