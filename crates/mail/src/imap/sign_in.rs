//! STARTTLS and the ways to sign in: AUTHENTICATE PLAIN, LOGIN, XOAUTH2, OAUTHBEARER.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_imap::{Authenticator, Client, Session};
use secrecy::ExposeSecret;
use tokio::io::AsyncWriteExt;

use super::account::Secret;
use super::capabilities::Capabilities;
use super::error::ImapError;
use super::framing::Framed;
use super::greeting::Greeting;
use super::response::{self, Response, Status};
use crate::stream::MailStream;

type Wire = Framed<MailStream>;

/// Asks for TLS; the handshake is the caller's.
pub(super) async fn start_tls(framed: &mut Wire, greeting: &Greeting) -> Result<(), ImapError> {
    if greeting.capabilities.as_ref().is_some_and(|found| !found.has("STARTTLS")) {
        return Err(ImapError::StartTlsMissing);
    }
    framed.write_all(b"S1 STARTTLS\r\n").await?;
    framed.flush().await?;
    loop {
        let frame = framed.next_frame().await?.ok_or(ImapError::Disconnected)?;
        match response::parse(&frame) {
            Response::Tagged { status: Status::Ok, .. } => return Ok(()),
            Response::Tagged { .. } => return Err(ImapError::StartTlsMissing),
            Response::Status { status: Status::Bye, text, .. } => return Err(ImapError::Bye(text)),
            _ => {}
        }
    }
}

/// Signs in by the best way the server offers.
pub(super) async fn sign_in(
    mut framed: Wire,
    greeting: Greeting,
    username: &str,
    secret: &Secret,
) -> Result<Session<Wire>, ImapError> {
    let offered = match greeting.capabilities {
        Some(found) => found,
        None => ask_capabilities(&mut framed).await?,
    };
    let client = Client::new(framed);
    let refusal = Refusal::default();
    let outcome = match secret {
        Secret::Password(password) => {
            let password = password.expose_secret();
            if offered.has("AUTH=PLAIN") {
                let answer = format!("\0{username}\0{password}");
                match client.authenticate("PLAIN", Once::new(answer, &refusal)).await {
                    Err((refused_by, client)) if is_refusal(&refused_by) && !refusal.was_asked() => {
                        return by_login(client, &offered, username, password).await;
                    }
                    other => other,
                }
            } else if offered.has("LOGINDISABLED") {
                return Err(ImapError::NoSignIn("LOGIN is disabled on this connection".to_owned()));
            } else {
                client.login(username, password).await
            }
        }
        Secret::OAuth2Token(token) => {
            let token = token.expose_secret();
            if offered.has("AUTH=XOAUTH2") || !offered.has("AUTH=OAUTHBEARER") {
                let answer = format!("user={username}\x01auth=Bearer {token}\x01\x01");
                client.authenticate("XOAUTH2", Once::new(answer, &refusal)).await
            } else {
                let answer = format!("n,a={username},\x01auth=Bearer {token}\x01\x01");
                client.authenticate("OAUTHBEARER", Once::new(answer, &refusal)).await
            }
        }
    };
    outcome.map_err(|(error, client)| failed(error, &client, &refusal))
}

/// AUTHENTICATE was refused before any secret was seen: the way is none here, and says nothing about the password.
async fn by_login(
    client: Client<Wire>,
    offered: &Capabilities,
    username: &str,
    password: &str,
) -> Result<Session<Wire>, ImapError> {
    let judged = match client.get_ref().last_tagged().map(response::parse) {
        Some(Response::Tagged { code: Some(code), .. }) => {
            matches!(code.name.as_str(), "AUTHENTICATIONFAILED" | "AUTHORIZATIONFAILED" | "EXPIRED")
        }
        _ => false,
    };
    match refused(client.get_ref().last_tagged(), None) {
        error if judged => Err(error),
        ImapError::AuthenticationFailed { reason } if offered.has("LOGINDISABLED") => {
            Err(ImapError::NoSignIn(reason))
        }
        ImapError::AuthenticationFailed { .. } => client
            .login(username, password)
            .await
            .map_err(|(error, client)| failed(error, &client, &Refusal::default())),
        busy => Err(busy),
    }
}

fn is_refusal(error: &async_imap::error::Error) -> bool {
    matches!(error, async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_))
}

fn failed(error: async_imap::error::Error, client: &Client<Wire>, refusal: &Refusal) -> ImapError {
    if is_refusal(&error) { refused(client.get_ref().last_tagged(), refusal.take()) } else { error.into() }
}

async fn ask_capabilities(framed: &mut Wire) -> Result<Capabilities, ImapError> {
    framed.write_all(b"S2 CAPABILITY\r\n").await?;
    framed.flush().await?;
    let mut found = Capabilities::default();
    loop {
        let frame = framed.next_frame().await?.ok_or(ImapError::Disconnected)?;
        match response::parse(&frame) {
            Response::Tagged { .. } => return Ok(found),
            Response::Data { name, values, .. } if name == "CAPABILITY" => {
                found = Capabilities::from_values(&values);
            }
            Response::Status { status: Status::Bye, text, .. } => return Err(ImapError::Bye(text)),
            _ => {}
        }
    }
}

/// Tells a wrong secret from a server that cannot check it now (RFC 5530).
fn refused(last_tagged: Option<&bytes::Bytes>, challenge: Option<String>) -> ImapError {
    let (code, text) = match last_tagged.map(response::parse) {
        Some(Response::Tagged { code, text, .. }) => (code.map(|code| code.name), text),
        _ => (None, String::new()),
    };
    let reason = match challenge {
        Some(challenge) if text.is_empty() => challenge,
        Some(challenge) => format!("{text} ({challenge})"),
        None if text.is_empty() => "no reason given".to_owned(),
        None => text,
    };
    let busy = ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN"];
    let said_busy = reason.to_ascii_lowercase();
    let said_busy = said_busy.contains("too many")
        || said_busy.contains("not connected")
        || said_busy.contains("try again");
    if said_busy || code.is_some_and(|code| busy.contains(&code.as_str())) {
        return ImapError::SignInUnavailable { reason };
    }
    ImapError::AuthenticationFailed { reason }
}

/// What the server said while it was signed in to.
#[derive(Default)]
struct Said {
    /// It asked for the secret.
    asked: bool,
    /// The error that an OAuth server puts into a second challenge.
    error: Option<String>,
}

#[derive(Clone, Default)]
struct Refusal(Arc<Mutex<Said>>);

impl Refusal {
    fn said(&self) -> MutexGuard<'_, Said> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<String> {
        self.said().error.take()
    }

    fn was_asked(&self) -> bool {
        self.said().asked
    }
}

/// Answers the first challenge with the credentials and every other with nothing, as XOAUTH2 wants its errors answered.
struct Once {
    answer: Option<String>,
    refusal: Refusal,
}

impl Once {
    fn new(answer: String, refusal: &Refusal) -> Self {
        Self { answer: Some(answer), refusal: refusal.clone() }
    }
}

impl Authenticator for Once {
    type Response = String;

    fn process(&mut self, challenge: &[u8]) -> String {
        let mut said = self.refusal.said();
        said.asked = true;
        if self.answer.is_none() {
            said.error = Some(String::from_utf8_lossy(challenge).into_owned());
        }
        drop(said);
        self.answer.take().unwrap_or_default()
    }
}
