//! Connecting to a submission server, signing in, and handing over one message.

mod connect;
mod send;

use std::fmt;

use lettre::transport::smtp::client::AsyncSmtpConnection;

use super::outcome::Outcome;
use super::wire::Sent;
use crate::dialer::Dialer;
use crate::imap::{Secret, Step};
use crate::stream::Security;

/// How mail is submitted.
#[derive(Clone)]
pub struct SmtpAccount {
    /// Host name or address.
    pub host: String,
    /// TCP port; 465 for TLS and 587 otherwise, as a rule.
    pub port: u16,
    /// Encryption.
    pub security: Security,
    /// Who signs in; `None` for a server that asks nobody (a relay, a test receiver).
    pub username: Option<String>,
    /// What proves it.
    pub secret: Secret,
    /// The name said in EHLO; the sender's domain is a good one.
    pub hello: String,
}

/// Who a message comes from and goes to. Nobody reads it in the message itself: hidden recipients are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The address bounces go to.
    pub from: String,
    /// Every recipient: To, Cc and Bcc.
    pub recipients: Vec<String>,
}

/// A signed-in SMTP connection.
pub struct SmtpSession {
    connection: AsyncSmtpConnection,
    sent: Sent,
    size_limit: Option<u64>,
    takes_utf8: bool,
}

impl SmtpSession {
    /// Connects and signs in. A failure is the outcome of the message that was to be sent: nothing has been sent.
    pub async fn connect(dialer: &Dialer, account: &SmtpAccount) -> Result<Self, Outcome> {
        Self::connect_with(dialer, account, |_| {}).await
    }

    /// The largest message that the server takes, in bytes, where it says so (RFC 1870).
    pub fn size_limit(&self) -> Option<u64> {
        self.size_limit
    }

    /// Says goodbye.
    pub async fn quit(mut self) {
        let _ = tokio::time::timeout(std::time::Duration::from_secs(5), self.connection.quit()).await;
    }
}

/// Connects and signs in, telling each step as it begins, and returns the server's size limit: what "add account" does
/// before it saves.
pub async fn verify(
    dialer: &Dialer,
    account: &SmtpAccount,
    on_step: impl FnMut(Step),
) -> Result<Option<u64>, Outcome> {
    let session = SmtpSession::connect_with(dialer, account, on_step).await?;
    let limit = session.size_limit();
    session.quit().await;
    Ok(limit)
}

impl fmt::Debug for SmtpAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpAccount")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SmtpSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSession").field("size_limit", &self.size_limit).finish_non_exhaustive()
    }
}
