//! The SMTP side against a server that does as it is told.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::Arc;
use std::time::Duration;

use kurier_mail::dialer::Dialer;
use kurier_mail::imap::{Secret, Step};
use kurier_mail::message::build::{OutgoingMessage, build};
use kurier_mail::smtp::{Envelope, Outcome, Phase, RejectedRecipient, SmtpAccount, SmtpSession, verify};
use kurier_mail::stream::Security;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio_rustls::TlsAcceptor;

#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    None,
    HangUpAtGreeting,
    NoStartTls,
    HangUpInText,
    HangUpAfterDot,
    RefuseAfterDot,
    BusyAtSender,
}

struct Server {
    port: u16,
    authority: String,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Server {
    async fn start(trouble: Trouble) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let certificate = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key =
            rustls::pki_types::PrivateKeyDer::try_from(certificate.signing_key.serialize_der()).unwrap();
        let config =
            rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![certificate.cert.der().clone()], key)
                .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                tokio::spawn(serve(tcp, trouble, acceptor.clone(), Arc::clone(&kept)));
            }
        });
        Self { port, authority: certificate.cert.pem(), received }
    }

    fn dialer(&self) -> Dialer {
        let loopback = vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        Dialer::new(loopback).with_extra_roots(self.authority.as_bytes()).unwrap()
    }

    fn account(&self, security: Security) -> SmtpAccount {
        SmtpAccount {
            host: "localhost".to_owned(),
            port: self.port,
            security,
            username: Some("alice".to_owned()),
            secret: Secret::Password("secret".to_owned().into()),
            hello: "kurier.example".to_owned(),
        }
    }

    async fn send(&self, recipients: &[&str], raw: &[u8]) -> (Outcome, bool) {
        let mut session = match SmtpSession::connect(&self.dialer(), &self.account(Security::StartTls)).await
        {
            Ok(session) => session,
            Err(outcome) => return (outcome, false),
        };
        let envelope = Envelope {
            from: "alice@example.com".to_owned(),
            recipients: recipients.iter().map(|to| (*to).to_owned()).collect(),
        };
        let mut began = false;
        let outcome = session
            .send(&envelope, raw, async |_: &[RejectedRecipient]| {
                began = true;
                Ok::<_, std::io::Error>(())
            })
            .await;
        (outcome, began)
    }
}

async fn serve(tcp: TcpStream, trouble: Trouble, acceptor: TlsAcceptor, received: Arc<Mutex<Vec<Vec<u8>>>>) {
    if trouble == Trouble::HangUpAtGreeting {
        return;
    }
    let mut plain = BufReader::new(tcp);
    plain.write_all(b"220-localhost\r\n220 ready\r\n").await.unwrap();
    if !converse(&mut plain, trouble, false, &received).await {
        return;
    }
    if let Ok(tls) = acceptor.accept(plain.into_inner()).await {
        converse(&mut BufReader::new(tls), trouble, true, &received).await;
    }
}

/// Returns whether TLS is to begin.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    trouble: Trouble,
    encrypted: bool,
    received: &Mutex<Vec<Vec<u8>>>,
) -> bool {
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return false;
        }
        let command = line.trim().to_owned();
        let reply = match command.split([' ', ':']).next().unwrap() {
            "EHLO" if encrypted => "250-localhost\r\n250-SIZE 50000000\r\n250-AUTH LOGIN\r\n250 8BITMIME\r\n",
            "EHLO" if trouble == Trouble::NoStartTls => "250 localhost\r\n",
            "EHLO" => "250-localhost\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n",
            "STARTTLS" => {
                stream.write_all(b"220 go\r\n").await.unwrap();
                return true;
            }
            "AUTH" => "334 VXNlcm5hbWU6\r\n",
            "YWxpY2U=" => "334 UGFzc3dvcmQ6\r\n",
            "c2VjcmV0" => "235 2.7.0 welcome\r\n",
            "d3Jvbmc=" => "535 5.7.8 wrong password\r\n",
            "MAIL" if trouble == Trouble::BusyAtSender => "451 4.3.2 come back later\r\n",
            "RCPT" if command.contains("nobody") => "550 5.1.1 no such user\r\n",
            "RCPT" if command.contains("later") => "450 4.2.1 mailbox busy\r\n",
            "MAIL" | "RCPT" | "RSET" => "250 2.1.0 ok\r\n",
            "QUIT" => "221 bye\r\n",
            "DATA" => {
                stream.write_all(b"354 go\r\n").await.unwrap();
                if trouble == Trouble::HangUpInText {
                    let mut some = [0; 100];
                    let _ = stream.read(&mut some).await;
                    return false;
                }
                let mut text = Vec::new();
                while !text.ends_with(b"\r\n.\r\n") {
                    if stream.read_until(b'\n', &mut text).await.unwrap_or(0) == 0 {
                        return false;
                    }
                }
                received.lock().await.push(text);
                match trouble {
                    Trouble::HangUpAfterDot => return false,
                    Trouble::RefuseAfterDot => "554 5.7.1 looks like spam\r\n",
                    _ => "250 2.0.0 queued as 42\r\n",
                }
            }
            _ => "500 5.5.1 what?\r\n",
        };
        stream.write_all(reply.as_bytes()).await.unwrap();
    }
}

const MAIL: &[u8] = b"Subject: x\r\n\r\nbody\r\n";

#[tokio::test]
async fn taken_for_those_who_exist() {
    let server = Server::start(Trouble::None).await;
    let (outcome, began) =
        server.send(&["bob@example.com", "nobody@example.com", "later@example.com"], MAIL).await;
    let Outcome::Accepted { response, rejected_recipients } = outcome else { panic!("{outcome:?}") };
    assert!(began && response.contains("queued as 42"));
    let rejected: Vec<_> = rejected_recipients
        .iter()
        .map(|one| (one.email.as_str(), one.code, one.enhanced.as_deref()))
        .collect();
    assert_eq!(
        rejected,
        [("nobody@example.com", 550, Some("5.1.1")), ("later@example.com", 450, Some("4.2.1"))]
    );
}

#[tokio::test]
async fn taken_for_nobody() {
    let server = Server::start(Trouble::None).await;
    let (outcome, began) = server.send(&["nobody@example.com"], MAIL).await;
    let Outcome::Rejected(refusal) = outcome else { panic!("{outcome:?}") };
    assert_eq!(
        (refusal.phase, refusal.code, refusal.recipient.as_deref(), began),
        (Phase::Recipient, Some(550), Some("nobody@example.com"), false)
    );
    let (outcome, _) = server.send(&["nobody@example.com", "later@example.com"], MAIL).await;
    assert!(matches!(outcome, Outcome::Transient(_)), "{outcome:?}");
    assert!(server.received.lock().await.is_empty());
}

#[tokio::test]
async fn the_text_arrives_as_it_is() {
    let server = Server::start(Trouble::None).await;
    let raw = b"Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n\n.\n\r.\rend\n";
    let (outcome, _) = server.send(&["bob@example.com"], raw).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    let received = server.received.lock().await.remove(0);
    assert_eq!(received, b"Subject: dots\r\n\r\n..\r\n...\r\n..a\r\n\r\n..\r\n\r\n..\r\nend\r\n.\r\n");

    let message = OutgoingMessage {
        from: kurier_mail::Address::new(None, "alice@example.com"),
        to: vec![kurier_mail::Address::new(None, "bob@example.com")],
        message_id: "1@kurier".to_owned(),
        text: Some("a\n.\nb\r.\rc\n".to_owned()),
        ..OutgoingMessage::default()
    };
    let bytes = build(&message).unwrap();
    server.send(&["bob@example.com"], &bytes).await;
    let received = server.received.lock().await.remove(0);
    assert_eq!(received, [bytes.as_slice(), b".\r\n"].concat(), "built messages need no stuffing at all");
}

#[tokio::test]
async fn a_doubt_is_said_to_be_one() {
    let server = Server::start(Trouble::HangUpAfterDot).await;
    let (outcome, began) = server.send(&["bob@example.com"], MAIL).await;
    assert!(began && matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");

    let server = Server::start(Trouble::HangUpInText).await;
    let large = [b"Subject: x\r\n\r\n".to_vec(), b".0123456789\r\n".repeat(2_000_000)].concat();
    let (outcome, began) = server.send(&["bob@example.com"], &large).await;
    let Outcome::Transient(refusal) = outcome else { panic!("{outcome:?}") };
    assert!(began && refusal.phase == Phase::Content);

    let server = Server::start(Trouble::RefuseAfterDot).await;
    let (outcome, _) = server.send(&["bob@example.com"], MAIL).await;
    let Outcome::Rejected(refusal) = outcome else { panic!("{outcome:?}") };
    assert_eq!((refusal.phase, refusal.enhanced.as_deref()), (Phase::Content, Some("5.7.1")));
    assert!(refusal.text.contains("looks like spam"));
}

#[tokio::test]
async fn nothing_is_sent_when_it_cannot_be_written_down() {
    let server = Server::start(Trouble::None).await;
    let mut session =
        SmtpSession::connect(&server.dialer(), &server.account(Security::StartTls)).await.unwrap();
    let envelope =
        Envelope { from: "alice@example.com".to_owned(), recipients: vec!["bob@example.com".to_owned()] };
    let outcome = session.send(&envelope, MAIL, async |_: &[RejectedRecipient]| Err("database gone")).await;
    assert!(
        matches!(&outcome, Outcome::Transient(refusal) if refusal.text == "database gone"),
        "{outcome:?}"
    );
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(server.received.lock().await.is_empty());
}

#[tokio::test]
async fn what_fails_before_says_where() {
    for (trouble, permanent, phase) in [
        (Trouble::HangUpAtGreeting, false, Phase::Connect),
        (Trouble::NoStartTls, true, Phase::Connect),
        (Trouble::BusyAtSender, false, Phase::Sender),
    ] {
        let (outcome, _) = Server::start(trouble).await.send(&["bob@example.com"], MAIL).await;
        let refusal = outcome.refusal().unwrap();
        assert_eq!(
            (matches!(outcome, Outcome::Rejected(_)), refusal.phase),
            (permanent, phase),
            "{outcome:?}"
        );
    }
    let server = Server::start(Trouble::None).await;
    let large = vec![b'x'; 50_000_001];
    let (outcome, began) = server.send(&["bob@example.com"], &large).await;
    assert_eq!((outcome.refusal().unwrap().code, began), (Some(552), false));
    for bad in ["x@y.pl>\r\nRCPT TO:<z@y.pl", "", "żółw@example.com"] {
        let (outcome, _) = server.send(&[bad], MAIL).await;
        assert!(matches!(outcome, Outcome::Rejected(_)), "{bad}: {outcome:?}");
    }
    let (outcome, _) = server.send(&[], MAIL).await;
    assert!(matches!(outcome, Outcome::Rejected(_)));

    let wrong = SmtpAccount {
        secret: Secret::Password("wrong".to_owned().into()),
        ..server.account(Security::StartTls)
    };
    let mut steps = Vec::new();
    let outcome = verify(&server.dialer(), &wrong, |step| steps.push(step)).await.unwrap_err();
    let refusal = outcome.refusal().unwrap();
    assert_eq!((refusal.phase, refusal.code, steps.last()), (Phase::SignIn, Some(535), Some(&Step::SignIn)));
    assert!(refusal.text.contains("wrong password"));
    let limit = verify(&server.dialer(), &server.account(Security::StartTls), |_| {}).await.unwrap();
    assert_eq!(limit, Some(50_000_000));
}
