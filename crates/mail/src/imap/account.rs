//! How a mailbox is reached, and what proves who signs in.

use std::fmt;

use secrecy::SecretString;

use crate::stream::Security;

/// How a mailbox is reached.
#[derive(Clone)]
pub struct ImapAccount {
    /// Host name or address.
    pub host: String,
    /// TCP port; 993 for TLS and 143 otherwise, as a rule.
    pub port: u16,
    /// Encryption. [`Security::None`] sends the secret in clear: the caller decides whether that is allowed.
    pub security: Security,
    /// Who signs in.
    pub username: String,
    /// What proves it.
    pub secret: Secret,
}

/// What proves who signs in.
#[derive(Clone)]
pub enum Secret {
    /// A password or app password.
    Password(SecretString),
    /// An OAuth 2 access token (XOAUTH2, or OAUTHBEARER where only that is offered).
    OAuth2Token(SecretString),
}

impl fmt::Debug for ImapAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImapAccount")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}
