//! Name, TCP, TLS, EHLO, AUTH.

use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::outcome::{Outcome, Phase};
use super::super::wire::Wire;
use super::send::refusal;
use super::{SmtpAccount, SmtpSession};
use crate::dialer::{DialError, Dialer};
use crate::imap::{Secret, Step};
use crate::stream::{MailStream, Security};
use crate::tls::TlsError;

const CONNECT_LIMIT: Duration = Duration::from_secs(20);
/// Servers may take minutes to answer the final dot (RFC 5321 §4.5.3.2.6 asks for ten).
const PATIENCE: Duration = Duration::from_secs(300);

impl SmtpSession {
    /// Connects and signs in, telling each step as it begins.
    pub async fn connect_with(
        dialer: &Dialer,
        account: &SmtpAccount,
        mut on_step: impl FnMut(Step),
    ) -> Result<Self, Outcome> {
        on_step(Step::Resolve);
        let addresses = dialer
            .resolve(&account.host, account.port, CONNECT_LIMIT)
            .await
            .map_err(|error| dial_failed(&error))?;
        on_step(Step::Connect);
        let tcp = dialer
            .connect_resolved(&addresses, &account.host, CONNECT_LIMIT)
            .await
            .map_err(|error| dial_failed(&error))?;
        let hello = client_id(&account.hello);
        let (stream, preface) = secured(dialer, account, tcp, &hello, &mut on_step).await?;
        let (wire, sent) = Wire::new(stream, preface, PATIENCE);
        let greeted =
            timeout(CONNECT_LIMIT * 2, AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello));
        let mut connection = greeted
            .await
            .map_err(|_| Outcome::transient(Phase::Connect, "the server stopped answering"))?
            .map_err(|error| refusal(Phase::Connect, &error, None))?;
        on_step(Step::SignIn);
        if let Some(username) = &account.username {
            sign_in(&mut connection, username, &account.secret).await?;
        }
        // lettre keeps no SIZE; what is offered may also differ after signing in.
        let offered = connection
            .command(Ehlo::new(hello))
            .await
            .map_err(|error| refusal(Phase::SignIn, &error, None))?;
        let lines: Vec<String> = offered.message().map(str::to_ascii_uppercase).collect();
        let size_limit = lines.iter().find_map(|line| line.strip_prefix("SIZE ")?.trim().parse().ok());
        let takes_utf8 = lines.iter().any(|line| line.trim() == "SMTPUTF8");
        Ok(Self { connection, sent, size_limit: size_limit.filter(|limit| *limit > 0), takes_utf8 })
    }
}

/// The connection as the account asks for it, and what the server would say first where it has said it before TLS.
async fn secured(
    dialer: &Dialer,
    account: &SmtpAccount,
    mut tcp: TcpStream,
    hello: &ClientId,
    on_step: &mut impl FnMut(Step),
) -> Result<(MailStream, &'static [u8]), Outcome> {
    let preface: &[u8] = match account.security {
        Security::None => return Ok((MailStream::Plain(tcp), b"")),
        Security::Tls => b"",
        Security::StartTls => {
            let offered = timeout(CONNECT_LIMIT * 2, start_tls(&mut tcp, hello))
                .await
                .map_err(|_| Outcome::transient(Phase::Connect, "the server stopped answering"))?
                .map_err(|error| Outcome::transient(Phase::Connect, error.to_string()))?;
            if !offered {
                return Err(Outcome::rejected(Phase::Connect, "the server does not offer STARTTLS"));
            }
            b"220 after STARTTLS\r\n"
        }
    };
    on_step(Step::Tls);
    let encrypted = dialer.tls().encrypt(&account.host, tcp, CONNECT_LIMIT);
    let tls = encrypted.await.map_err(|error| tls_failed(&error))?;
    Ok((MailStream::Tls(Box::new(tls)), preface))
}

fn dial_failed(error: &DialError) -> Outcome {
    match error.is_transient() {
        true => Outcome::transient(Phase::Connect, error.to_string()),
        false => Outcome::rejected(Phase::Connect, error.to_string()),
    }
}

fn tls_failed(error: &TlsError) -> Outcome {
    match error.is_transient() {
        true => Outcome::transient(Phase::Connect, error.to_string()),
        false => Outcome::rejected(Phase::Connect, error.to_string()),
    }
}

fn client_id(hello: &str) -> ClientId {
    let ascii = idna::domain_to_ascii(hello).unwrap_or_default();
    let plain = !ascii.is_empty()
        && ascii.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    if plain { ClientId::Domain(ascii) } else { ClientId::default() }
}

/// Asks for TLS on a fresh connection; `false` when the server does not offer it. Not lettre's, because the TLS must be ours.
async fn start_tls(tcp: &mut TcpStream, hello: &ClientId) -> std::io::Result<bool> {
    reply(tcp).await?;
    tcp.write_all(format!("EHLO {hello}\r\n").as_bytes()).await?;
    let offered = reply(tcp).await?;
    if !offered
        .lines()
        .any(|line| line.get(4..).is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS")))
    {
        return Ok(false);
    }
    tcp.write_all(b"STARTTLS\r\n").await?;
    Ok(reply(tcp).await?.starts_with('2'))
}

/// One whole reply. Read byte by byte, so that nothing of the TLS handshake is taken along.
async fn reply(tcp: &mut TcpStream) -> std::io::Result<String> {
    let mut text = String::new();
    let mut line = Vec::new();
    while text.len() < 64 * 1024 {
        let byte = tcp.read_u8().await?;
        line.push(byte);
        if byte == b'\n' {
            let last = line.get(3) != Some(&b'-');
            text.push_str(&String::from_utf8_lossy(&line));
            line.clear();
            if last {
                return Ok(text);
            }
        } else if line.len() > 4096 {
            break;
        }
    }
    Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "the server does not speak SMTP"))
}

async fn sign_in(
    connection: &mut AsyncSmtpConnection,
    username: &str,
    secret: &Secret,
) -> Result<(), Outcome> {
    let (mechanisms, secret): (&[Mechanism], _) = match secret {
        Secret::Password(password) => (&[Mechanism::Plain, Mechanism::Login], password),
        Secret::OAuth2Token(token) => (&[Mechanism::Xoauth2], token),
    };
    // A server that offers no way to sign in asks nobody: a relay in one's own network.
    let offered = [Mechanism::Plain, Mechanism::Login, Mechanism::Xoauth2];
    if !offered.iter().any(|mechanism| connection.server_info().supports_auth_mechanism(*mechanism)) {
        return Ok(());
    }
    let credentials = Credentials::new(username.to_owned(), secret.expose_secret().to_owned());
    match connection.auth(mechanisms, &credentials).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_client() => {
            Err(Outcome::rejected(Phase::SignIn, "the server offers no way to sign in that fits"))
        }
        Err(error) => Err(refusal(Phase::SignIn, &error, None)),
    }
}
