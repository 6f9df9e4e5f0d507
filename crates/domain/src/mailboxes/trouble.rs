//! What the protocols' errors mean to a person.

use crate::error::Error;
use kurier_mail::dialer::DialError;
use kurier_mail::imap::{ImapError, Step};
use kurier_mail::smtp::{Outcome, Phase};
use kurier_mail::tls::TlsError;
use kurier_model::mailbox::{Server, Trouble};
use kurier_model::{Field, Reason};

/// An IMAP failure at `server`, in a kind that the interface can explain.
#[must_use]
pub fn imap_trouble(error: &ImapError, server: &Server) -> Trouble {
    match error {
        ImapError::Dial(error) => dial_trouble(error, server),
        ImapError::Tls(error) => tls_trouble(error, server),
        ImapError::AuthenticationFailed { reason } => Trouble::WrongPassword { answer: reason.clone() },
        ImapError::SignInUnavailable { .. } => Trouble::Throttled,
        ImapError::Timeout => Trouble::TimedOut { host: server.host.clone(), port: server.port },
        ImapError::Disconnected | ImapError::Bye(_) => Trouble::Disconnected,
        ImapError::Io(error) => Trouble::Other { detail: error.to_string() },
        ImapError::StartTlsMissing => Trouble::Tls { detail: error.to_string() },
        ImapError::Greeting(_)
        | ImapError::NoSignIn(_)
        | ImapError::No { .. }
        | ImapError::Bad { .. }
        | ImapError::Protocol(_)
        | ImapError::InvalidName(_)
        | ImapError::Unsupported(_) => Trouble::Protocol { detail: error.to_string() },
    }
}

/// A failure to sign in at a sending server, after `step` had begun.
#[must_use]
pub fn smtp_trouble(outcome: &Outcome, step: Step, server: &Server) -> Trouble {
    let host = server.host.clone();
    let Some(refusal) = outcome.refusal() else { return Trouble::Disconnected };
    let detail = refusal.text.clone();
    match (step, refusal.phase, refusal.code) {
        (_, Phase::SignIn, Some(_)) => Trouble::WrongPassword { answer: detail },
        (_, _, Some(_)) => Trouble::Protocol { detail },
        (Step::Resolve, ..) => Trouble::HostNotFound { host },
        // The dialer says so in these words; its error does not come through an outcome.
        (Step::Connect, ..) if detail.contains("not allowed") => Trouble::PrivateNetwork { host },
        (Step::Connect, ..) if detail.contains("refused") => Trouble::Refused { host, port: server.port },
        (Step::Connect, ..) if detail.contains("answer") => Trouble::TimedOut { host, port: server.port },
        (Step::Tls, ..) => Trouble::Tls { detail },
        _ => Trouble::Protocol { detail },
    }
}

fn dial_trouble(error: &DialError, server: &Server) -> Trouble {
    let host = server.host.clone();
    match error {
        DialError::InvalidHost { .. } | DialError::Resolve { .. } => Trouble::HostNotFound { host },
        DialError::Forbidden { .. } => Trouble::PrivateNetwork { host },
        DialError::Refused { .. } => Trouble::Refused { host, port: server.port },
        DialError::Timeout { .. } => Trouble::TimedOut { host, port: server.port },
    }
}

fn tls_trouble(error: &TlsError, server: &Server) -> Trouble {
    match error {
        TlsError::Timeout { .. } => Trouble::TimedOut { host: server.host.clone(), port: server.port },
        other => Trouble::Tls { detail: other.to_string() },
    }
}

/// What a verb answers when the server did not do what was asked of a folder.
pub(super) fn imap_failed(error: &ImapError, field: Field) -> Error {
    match error {
        ImapError::No { code, .. } => match code.as_deref() {
            Some("ALREADYEXISTS") => Error::invalid(field, Reason::Taken),
            Some("NONEXISTENT") => Error::NotFound,
            _ if error.is_transient() => Error::Unavailable(error.to_string()),
            _ => Error::invalid(field, Reason::NotAllowed),
        },
        ImapError::Bad { .. } | ImapError::InvalidName(_) => Error::invalid(field, Reason::BadCharacters),
        other => Error::Unavailable(other.to_string()),
    }
}
