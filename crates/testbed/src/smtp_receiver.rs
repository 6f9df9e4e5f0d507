//! The server that Kurier sends through: it takes mail as a real submission server does, keeps every one with its
//! envelope, and can be told to misbehave.

mod behaviour;
mod session;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::Result;
use chrono::{DateTime, Utc};
use mail_parser::MessageParser;
use serde::Serialize;
use tokio::{net::TcpListener, task::JoinHandle};

pub use self::behaviour::{Behaviour, HangUp};
use crate::{
    mails,
    people::{EVERYBODY, Person},
};

/// A mail that arrived.
#[derive(Debug, Clone, Serialize)]
pub struct Received {
    /// 1, 2, 3 … in order of arrival.
    pub number: u64,
    pub at: DateTime<Utc>,
    /// Who had signed in.
    pub user: Option<String>,
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
    /// Without angle brackets; as are the next two.
    pub message_id: String,
    pub in_reply_to: String,
    pub references: Vec<String>,
    pub text: String,
    pub html: String,
    /// File names.
    pub attachments: Vec<String>,
    /// The mail as it came over the wire, dot-stuffing undone. Bytes that are no UTF-8 show as U+FFFD here.
    pub raw: String,
    /// The sender never read our `250`: it cannot know that we have this mail.
    pub reply_lost: bool,
}

/// What all sessions share.
#[derive(Debug)]
struct Shared {
    people: Vec<Person>,
    behaviour: Mutex<Behaviour>,
    received: Mutex<Vec<Received>>,
    /// LMTP server for recipients of the local domain: people can write to each other.
    home: Mutex<Option<SocketAddr>>,
}

/// A running SMTP server. Stops listening on drop.
#[derive(Debug)]
pub struct SmtpReceiver {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: JoinHandle<()>,
}

impl SmtpReceiver {
    /// Accepts everybody of the local Dovecot with their mailbox password.
    pub async fn start() -> Result<Self> {
        Self::start_for(EVERYBODY.to_vec()).await
    }

    pub async fn start_for(people: Vec<Person>) -> Result<Self> {
        let socket = TcpListener::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        let shared = Arc::new(Shared {
            people,
            behaviour: Mutex::default(),
            received: Mutex::default(),
            home: Mutex::default(),
        });
        let listener = tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                while let Ok((stream, _)) = socket.accept().await {
                    let shared = Arc::clone(&shared);
                    // A broken connection is the other side's business.
                    tokio::spawn(async move { session::serve(stream, &shared).await.ok() });
                }
            }
        });
        Ok(Self { address, shared, listener })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on, mail for people of the local domain is handed on to this LMTP server as well.
    pub fn deliver_home_by(&self, lmtp: SocketAddr) {
        *lock(&self.shared.home) = Some(lmtp);
    }

    pub fn behaviour(&self) -> Behaviour {
        lock(&self.shared.behaviour).clone()
    }

    pub fn behave(&self, behaviour: Behaviour) {
        *lock(&self.shared.behaviour) = behaviour;
    }

    /// Everything that arrived, oldest first.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }

    pub fn forget(&self) {
        lock(&self.shared.received).clear();
    }

    /// Waits until `count` mails have arrived in all.
    pub async fn wait_for(&self, count: usize, patience: Duration) -> Result<Vec<Received>> {
        let until = tokio::time::Instant::now() + patience;
        loop {
            let received = self.received();
            if received.len() >= count {
                return Ok(received);
            }
            if tokio::time::Instant::now() > until {
                anyhow::bail!("{} of {count} mails arrived within {patience:?}", received.len());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for SmtpReceiver {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl Shared {
    fn keep(&self, user: Option<&str>, from: &str, to: &[String], raw: &[u8], reply_lost: bool) {
        let parsed = MessageParser::default().parse(raw);
        let ids = |list: Option<mail_parser::TextList<'_>>| -> Vec<String> {
            list.into_iter().flat_map(|list| list.iter()).map(str::to_owned).collect()
        };
        let text = |html: bool| {
            let mail = parsed.as_ref()?;
            let body = if html { mail.body_html(0) } else { mail.body_text(0) };
            body.map(std::borrow::Cow::into_owned)
        };
        let attachments = parsed.as_ref().map(|mail| {
            mail.attachments().map(|part| part.attachment_name().unwrap_or_default().to_owned()).collect()
        });
        let mut received = lock(&self.received);
        let number = received.last().map_or(1, |last| last.number + 1);
        received.push(Received {
            number,
            at: mails::now(),
            user: user.map(str::to_owned),
            from: from.to_owned(),
            to: to.to_vec(),
            subject: parsed.as_ref().and_then(|mail| mail.subject()).unwrap_or_default().to_owned(),
            message_id: parsed.as_ref().and_then(|mail| mail.message_id()).unwrap_or_default().to_owned(),
            in_reply_to: ids(parsed.as_ref().and_then(mail_parser::Message::in_reply_to)).concat(),
            references: ids(parsed.as_ref().and_then(mail_parser::Message::references)),
            text: text(false).unwrap_or_default(),
            html: text(true).unwrap_or_default(),
            attachments: attachments.unwrap_or_default(),
            raw: String::from_utf8_lossy(raw).into_owned(),
            reply_lost,
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
