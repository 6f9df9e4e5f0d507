//! Connecting, signing in, and what is known about the connection afterwards.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use super::account::ImapAccount;
use super::capabilities::Capabilities;
use super::error::ImapError;
use super::framing::{Dropped, Framed};
use super::greeting::{Greeting, greeted};
use super::hints::Hints;
use super::response::Response;
use super::sign_in;
use crate::dialer::Dialer;
use crate::stream::{MailStream, Security};

/// For each step of connecting, and for every silence outside IDLE.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// For TCP and TLS together with the name's resolution.
const CONNECT_LIMIT: Duration = Duration::from_secs(20);

/// A step of connecting, told as it begins; the last one told is the one that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The host's name is looked up and its addresses are checked.
    Resolve,
    /// The TCP connection is opened and the greeting awaited.
    Connect,
    /// The connection is encrypted.
    Tls,
    /// User name and secret are presented.
    SignIn,
    /// The folders are listed.
    Folders,
}

/// A signed-in IMAP connection.
pub struct ImapSession {
    pub(super) inner: async_imap::Session<Framed<MailStream>>,
    pub(super) capabilities: Capabilities,
    pub(super) in_flight: VecDeque<(String, String)>,
    pub(super) hints: Hints,
    pub(super) condstore: bool,
    pub(super) qresync: bool,
    pub(super) selected: Option<String>,
    /// IDLE has begun and DONE has not been said.
    pub(super) idling: bool,
}

impl ImapSession {
    /// Connects and signs in.
    pub async fn connect(dialer: &Dialer, account: &ImapAccount) -> Result<Self, ImapError> {
        Self::connect_with(dialer, account, |_| {}).await
    }

    /// Connects and signs in, telling each step as it begins.
    pub async fn connect_with(
        dialer: &Dialer,
        account: &ImapAccount,
        mut on_step: impl FnMut(Step),
    ) -> Result<Self, ImapError> {
        on_step(Step::Resolve);
        let addresses = dialer.resolve(&account.host, account.port, CONNECT_LIMIT).await?;
        on_step(Step::Connect);
        let tcp = dialer.connect_resolved(&addresses, &account.host, CONNECT_LIMIT).await?;
        let (framed, greeting) = match account.security {
            Security::Tls => {
                on_step(Step::Tls);
                let tls = dialer.tls().encrypt(&account.host, tcp, CONNECT_LIMIT).await?;
                greeted(MailStream::Tls(Box::new(tls)), PATIENCE).await?
            }
            Security::None => greeted(MailStream::Plain(tcp), PATIENCE).await?,
            Security::StartTls => {
                let (mut framed, greeting) = greeted(MailStream::Plain(tcp), PATIENCE).await?;
                on_step(Step::Tls);
                sign_in::start_tls(&mut framed, &greeting).await?;
                let (MailStream::Plain(tcp), 0) = framed.into_parts() else {
                    // Bytes that came before the handshake were not protected: somebody may have put them there.
                    return Err(ImapError::Protocol("the server spoke before TLS began".to_owned()));
                };
                let tls = dialer.tls().encrypt(&account.host, tcp, CONNECT_LIMIT).await?;
                // No second greeting comes, and what was said in clear is forgotten (RFC 9051 §6.2.1).
                (Framed::new(MailStream::Tls(Box::new(tls)), PATIENCE), Greeting::default())
            }
        };
        on_step(Step::SignIn);
        let inner = sign_in::sign_in(framed, greeting, &account.username, &account.secret).await?;
        let mut session = Self {
            inner,
            capabilities: Capabilities::default(),
            in_flight: VecDeque::new(),
            hints: Hints::default(),
            condstore: false,
            qresync: false,
            selected: None,
            idling: false,
        };
        session.begin().await?;
        Ok(session)
    }

    /// What follows every sign-in: capabilities, who we are, what is switched on.
    async fn begin(&mut self) -> Result<(), ImapError> {
        let mut found = Capabilities::default();
        self.run_with("CAPABILITY", |response| match response {
            Response::Data { name, values, .. } if name == "CAPABILITY" => {
                found = Capabilities::from_values(values);
                true
            }
            _ => false,
        })
        .await?;
        self.capabilities = found;
        if self.capabilities.has("ID") {
            // Some providers let only clients in that say who they are; what they answer does not matter.
            self.tolerate("ID (\"name\" \"Kurier\" \"version\" \"0.1\")").await?;
        }
        if self.capabilities.has("ENABLE") && self.capabilities.qresync() {
            self.qresync = self.tolerate("ENABLE QRESYNC").await?;
        }
        if self.capabilities.has("ENABLE") && self.capabilities.condstore() && !self.qresync {
            self.tolerate("ENABLE CONDSTORE").await?;
        }
        self.condstore = self.capabilities.condstore();
        Ok(())
    }

    /// Runs a command whose refusal does not matter; returns whether it was taken.
    async fn tolerate(&mut self, command: &str) -> Result<bool, ImapError> {
        match self.run(command).await {
            Ok(_) => Ok(true),
            Err(error) if error.leaves_session_usable() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What the server can do, as it said after the sign-in.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Whether removals since a MODSEQ can be asked for on this connection.
    pub fn has_qresync(&self) -> bool {
        self.qresync
    }

    /// Whether changes are numbered on this connection.
    pub fn has_condstore(&self) -> bool {
        self.condstore
    }

    /// The server's name of the selected folder.
    pub fn selected(&self) -> Option<&str> {
        self.selected.as_deref()
    }

    /// What of the server's answers async-imap was spared.
    pub fn dropped(&self) -> &Dropped {
        self.inner.get_ref().dropped()
    }

    /// Says goodbye. Dropping the session only hangs up, which no server minds.
    pub async fn logout(mut self) {
        let goodbye = async {
            self.drain().await?;
            self.send("LOGOUT").await?;
            while !self.in_flight.is_empty() {
                self.next_response().await?;
            }
            Ok::<_, ImapError>(())
        };
        let _ = tokio::time::timeout(Duration::from_secs(5), goodbye).await;
    }
}

impl fmt::Debug for ImapSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImapSession").field("selected", &self.selected).finish_non_exhaustive()
    }
}
