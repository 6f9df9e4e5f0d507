//! `kurier mailbox add|list|sync`

use super::add_mailbox::Add;
use super::mailbox_sync::Sync;
use super::words;
use crate::boot::Running;
use anyhow::Result;
use clap::Subcommand;
use kurier_domain::Actor;

#[derive(Debug, Subcommand)]
pub enum Mailbox {
    /// Connect an account
    Add(Add),
    /// List connected accounts
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Synchronise every folder until caught up
    Sync(Sync),
}

impl Mailbox {
    pub async fn run(self, running: &Running) -> Result<()> {
        match self {
            Self::Add(add) => add.run(running).await,
            Self::List { json } => list(running, json).await,
            Self::Sync(sync) => sync.run(running).await,
        }
    }
}

async fn list(running: &Running, json: bool) -> Result<()> {
    let mailboxes = match running.kurier.members().workspace().await {
        Ok(workspace) => {
            running.kurier.mailboxes().list(&Actor::system(workspace)).await.map_err(words::said)?
        }
        // Nothing is set up yet.
        Err(kurier_domain::Error::NotFound) => Vec::new(),
        Err(error) => return Err(words::said(error)),
    };
    if json {
        println!("{}", serde_json::to_string(&mailboxes)?);
        return Ok(());
    }
    for mailbox in mailboxes {
        let state = serde_json::to_value(&mailbox.state)?;
        let state = state.get("state").and_then(|state| state.as_str()).unwrap_or("unknown").to_owned();
        println!("{}\t{}\t{}\t{state}", mailbox.address, mailbox.kind.as_str(), mailbox.owner_name);
    }
    Ok(())
}
