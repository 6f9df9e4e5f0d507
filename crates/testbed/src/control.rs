//! The whole testbed behind a small HTTP interface, for the browser tests and for people who try things by hand.

mod routes;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Result;
use serde::Serialize;
use tokio::{net::TcpListener, sync::RwLock, task::JoinHandle};

use crate::{
    ai_endpoint::AiEndpoint,
    corpus::Corpus,
    dovecot::{Dovecot, DovecotOptions},
    mails, people,
    people::Person,
    smtp_receiver::SmtpReceiver,
};

/// Dovecot, the SMTP receiver and the AI endpoint, with a handful of mails in the mailboxes.
#[derive(Debug)]
pub struct Testbed {
    pub dovecot: RwLock<Dovecot>,
    pub smtp: SmtpReceiver,
    pub ai: AiEndpoint,
}

/// Where everything is.
#[derive(Debug, Clone, Serialize)]
pub struct Map {
    /// This interface: `http://127.0.0.1:…`.
    pub control: String,
    pub imap: SocketAddr,
    pub imaps: SocketAddr,
    pub lmtp: SocketAddr,
    pub smtp: SocketAddr,
    /// For `KURIER_AI_URL`.
    pub ai: String,
    /// PEM of the authority that signed Dovecot's certificate.
    pub authority: PathBuf,
    pub people: Vec<Person>,
}

impl Testbed {
    pub async fn start(options: DovecotOptions, fill: bool) -> Result<Self> {
        let (dovecot, smtp, ai) =
            tokio::try_join!(Dovecot::start_with(options), SmtpReceiver::start(), AiEndpoint::start())?;
        smtp.deliver_home_by(dovecot.lmtp());
        let testbed = Self { dovecot: RwLock::new(dovecot), smtp, ai };
        if fill {
            testbed.fill().await?;
        }
        Ok(testbed)
    }

    /// The mails that everybody finds in the beginning.
    async fn fill(&self) -> Result<()> {
        let dovecot = self.dovecot.read().await;
        for (user, folder, mails, seen) in mails::beginning() {
            dovecot.append(user, folder, mails, seen).await?;
        }
        Ok(())
    }

    /// Serves the control interface on a loopback port (0: any).
    pub async fn control(self: Arc<Self>, port: u16) -> Result<(Map, JoinHandle<()>)> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let dovecot = self.dovecot.read().await;
        let map = Map {
            control: format!("http://{}", listener.local_addr()?),
            imap: dovecot.imap(),
            imaps: dovecot.imaps(),
            lmtp: dovecot.lmtp(),
            smtp: self.smtp.address(),
            ai: self.ai.url(),
            authority: dovecot.authority().to_owned(),
            people: people::EVERYBODY.to_vec(),
        };
        drop(dovecot);
        let router = routes::router(self, map.clone());
        Ok((map, tokio::spawn(async move { axum::serve(listener, router).await.unwrap_or_default() })))
    }

    /// `count` mails of the real corpus into a folder.
    pub async fn fill_from_corpus(
        &self,
        user: &str,
        folder: &str,
        skip: usize,
        count: usize,
    ) -> Result<usize> {
        let corpus = Corpus::fetch().await?;
        let mails = corpus.replicated(skip + count).skip(skip).collect();
        self.dovecot.read().await.append(user, folder, mails, true).await
    }
}
