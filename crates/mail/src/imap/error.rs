//! What can go wrong in an IMAP conversation.

use std::io;

use crate::dialer::DialError;
use crate::tls::TlsError;

/// A failed IMAP connection, sign-in or command.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// No connection (name not found, refused, forbidden address, no answer).
    #[error(transparent)]
    Dial(#[from] DialError),
    /// The connection could not be encrypted.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The server did not greet as an IMAP server does, or sent us away at once.
    #[error("the server did not greet as an IMAP server: {0}")]
    Greeting(String),
    /// STARTTLS was asked for and the server does not offer it.
    #[error("the server does not offer STARTTLS")]
    StartTlsMissing,
    /// The server takes no password on this connection and offers no way that we know.
    #[error("the server offers no way to sign in that fits: {0}")]
    NoSignIn(String),
    /// The server refused the user name or the secret.
    #[error("the server refused the user name or the password: {reason}")]
    AuthenticationFailed {
        /// The server's own words.
        reason: String,
    },
    /// The server could not check the secret now, or too many connections are open (RFC 5530 UNAVAILABLE, INUSE, LIMIT).
    #[error("the server cannot sign in anybody now: {reason}")]
    SignInUnavailable {
        /// The server's own words.
        reason: String,
    },
    /// The server refused a command (NO).
    #[error("the server refused {command}: {text}")]
    No {
        /// The command's name, without arguments.
        command: String,
        /// The response code, for example `NONEXISTENT` or `OVERQUOTA`, upper case.
        code: Option<String>,
        /// The server's own words.
        text: String,
    },
    /// The server did not understand a command (BAD).
    #[error("the server did not understand {command}: {text}")]
    Bad {
        /// The command's name, without arguments.
        command: String,
        /// The server's own words.
        text: String,
    },
    /// The server said BYE.
    #[error("the server closed the connection: {0}")]
    Bye(String),
    /// The connection ended.
    #[error("the connection was lost")]
    Disconnected,
    /// Nothing came for longer than allowed.
    #[error("the server stopped answering")]
    Timeout,
    /// The connection failed below IMAP.
    #[error("the connection failed: {0}")]
    Io(io::Error),
    /// What came is not IMAP.
    #[error("the server's answer could not be read: {0}")]
    Protocol(String),
    /// A folder name or flag that no server can be told.
    #[error("{0:?} cannot be a name on an IMAP server")]
    InvalidName(String),
    /// The server has not the extension that this needs.
    #[error("the server does not support {0}")]
    Unsupported(&'static str),
}

impl ImapError {
    /// Whether the same call may succeed later by itself, after connecting again.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Dial(error) => error.is_transient(),
            Self::Tls(error) => error.is_transient(),
            Self::No { code, .. } => matches!(
                code.as_deref(),
                Some(
                    "UNAVAILABLE"
                        | "INUSE"
                        | "SERVERBUG"
                        | "CONTACTADMIN"
                        | "LIMIT"
                        | "THROTTLED"
                        | "EXPUNGEISSUED"
                )
            ),
            Self::SignInUnavailable { .. }
            | Self::Greeting(_)
            | Self::Bye(_)
            | Self::Disconnected
            | Self::Timeout
            | Self::Io(_)
            | Self::Protocol(_) => true,
            Self::StartTlsMissing
            | Self::NoSignIn(_)
            | Self::AuthenticationFailed { .. }
            | Self::Bad { .. }
            | Self::InvalidName(_)
            | Self::Unsupported(_) => false,
        }
    }

    /// The response code of a refusal (RFC 5530), upper case.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::No { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// Whether the session that returned this can still be used.
    pub fn leaves_session_usable(&self) -> bool {
        matches!(self, Self::No { .. } | Self::Bad { .. } | Self::InvalidName(_) | Self::Unsupported(_))
    }
}

impl From<io::Error> for ImapError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut => Self::Timeout,
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::NotConnected => Self::Disconnected,
            io::ErrorKind::InvalidData => Self::Protocol(error.to_string()),
            _ => Self::Io(error),
        }
    }
}

impl From<async_imap::error::Error> for ImapError {
    fn from(error: async_imap::error::Error) -> Self {
        use async_imap::error::Error as Theirs;
        match error {
            Theirs::Io(error) => error.into(),
            Theirs::ConnectionLost => Self::Disconnected,
            Theirs::Validate(error) => Self::InvalidName(error.to_string()),
            other => Self::Protocol(other.to_string()),
        }
    }
}
