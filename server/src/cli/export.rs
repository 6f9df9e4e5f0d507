//! `kurier export`

use super::words;
use crate::boot::Running;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use kurier_domain::Actor;
use std::io::{BufWriter, ErrorKind, Write};

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One JSON document a line
    Jsonl,
}

#[derive(Debug, Args)]
pub struct Export {
    /// The mailbox's address
    #[arg(long, value_name = "A")]
    mailbox: String,
    /// How it is written
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
}

impl Export {
    pub async fn run(self, running: &Running) -> Result<()> {
        let Format::Jsonl = self.format;
        let workspace = running.kurier.members().workspace().await.map_err(words::said)?;
        let mailboxes = match running.kurier.mailboxes().with_address(workspace, &self.mailbox).await {
            Err(kurier_domain::Error::NotFound) => bail!("no mailbox {} is connected", self.mailbox),
            other => other.map_err(words::said)?,
        };
        let actor = Actor::system(workspace);
        let mut out = BufWriter::new(std::io::stdout());
        for mailbox in mailboxes {
            let mut after = None;
            loop {
                let batch =
                    running.kurier.mailboxes().export(&actor, mailbox, after).await.map_err(words::said)?;
                let Some((last, _)) = batch.last() else { break };
                after = Some(*last);
                for (_, message) in &batch {
                    let line = serde_json::to_string(message)?;
                    match writeln!(out, "{line}") {
                        // Whoever reads has enough (`| head`).
                        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                        other => other.context("cannot write the export")?,
                    }
                }
            }
        }
        out.flush().context("cannot write the export")
    }
}
