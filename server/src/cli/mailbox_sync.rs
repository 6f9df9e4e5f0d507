//! `kurier mailbox sync`: by the worker that watches the mailbox, when there is one, else in this process.

use super::words;
use crate::boot::Running;
use crate::workers::{bury_dead, holder_name};
use anyhow::{Result, bail};
use clap::Args;
use kurier_domain::Actor;
use kurier_domain::sync::{Lease, SyncReport};
use kurier_model::mailbox::MailboxState;
use kurier_model::{MailboxId, WorkspaceId};
use std::time::{Duration, Instant};

/// How often a worker's progress is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// How often the lease is renewed.
const RENEW: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub struct Sync {
    /// The mailbox's address
    #[arg(value_name = "A")]
    address: String,
    /// Say what was done as JSON
    #[arg(long)]
    json: bool,
}

impl Sync {
    pub async fn run(self, running: &Running) -> Result<()> {
        let workspace = running.kurier.members().workspace().await.map_err(words::said)?;
        let mailboxes = match running.kurier.mailboxes().with_address(workspace, &self.address).await {
            Err(kurier_domain::Error::NotFound) => bail!("no mailbox {} is connected", self.address),
            other => other.map_err(words::said)?,
        };
        let mut sum = SyncReport::default();
        for mailbox in mailboxes {
            let report = sync(running, workspace, mailbox).await?;
            sum.messages += report.messages;
            sum.bytes += report.bytes;
            sum.seconds += report.seconds;
            sum.set_aside += report.set_aside;
        }
        if self.json {
            println!("{}", serde_json::to_string(&sum)?);
        } else {
            println!(
                "{} messages ({} bytes) in {:.1} s, {} set aside",
                sum.messages, sum.bytes, sum.seconds, sum.set_aside
            );
        }
        Ok(())
    }
}

/// Takes the lease and synchronises here; while somebody else has it, asks them and waits. A worker that dies meanwhile
/// loses its lease, and it is done here after all.
async fn sync(running: &Running, workspace: WorkspaceId, mailbox: MailboxId) -> Result<SyncReport> {
    let kurier = &running.kurier;
    let holder = holder_name();
    let began = Instant::now();
    let before = kurier.mailboxes().totals(workspace, mailbox).await.map_err(words::said)?;
    bury_dead(kurier).await.map_err(words::said)?;
    let mut asked = None;
    loop {
        if let Some(lease) = kurier.sync().claim_one(&holder, mailbox).await.map_err(words::said)? {
            return here(running, &lease).await;
        }
        let asked_at = match asked {
            Some(moment) => moment,
            None => *asked.insert(kurier.sync().request(workspace, mailbox).await.map_err(words::said)?),
        };
        let finished = kurier.sync().finished_at(workspace, mailbox).await.map_err(words::said)?;
        if finished.is_some_and(|finished| finished >= asked_at) {
            let after = kurier.mailboxes().totals(workspace, mailbox).await.map_err(words::said)?;
            // What the other worker fetched is not told; what there is more of is.
            eprintln!(
                "the Kurier that is running did it; the counts tell what is new since, not what was fetched again"
            );
            return Ok(SyncReport {
                messages: after.messages.saturating_sub(before.messages),
                bytes: after.bytes.saturating_sub(before.bytes),
                seconds: began.elapsed().as_secs_f64(),
                set_aside: after.set_aside.saturating_sub(before.set_aside),
            });
        }
        let seen = kurier.mailboxes().list(&Actor::system(workspace)).await.map_err(words::said)?;
        match seen.into_iter().find(|seen| seen.id == mailbox).map(|seen| seen.state) {
            None => bail!("the mailbox was removed"),
            Some(MailboxState::NeedsPassword { answer }) => {
                bail!("the server refused the password: {answer}")
            }
            Some(MailboxState::Retrying { trouble, attempt, .. }) if attempt > 2 => {
                bail!(words::trouble(&trouble))
            }
            Some(_) => tokio::time::sleep(LOOK).await,
        }
    }
}

async fn here(running: &Running, lease: &Lease) -> Result<SyncReport> {
    let kurier = &running.kurier;
    let renewing = async {
        loop {
            tokio::time::sleep(RENEW).await;
            if let Err(error) = kurier.sync().renew(&lease.holder).await {
                tracing::warn!(%error, "the lease could not be renewed");
            }
        }
    };
    let sync = kurier.sync();
    let outcome = tokio::select! {
        outcome = sync.once(lease) => outcome,
        () = renewing => bail!("the lease was lost"),
    };
    kurier.sync().release(lease).await.map_err(words::said)?;
    outcome.map_err(words::said)
}
