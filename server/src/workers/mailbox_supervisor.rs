//! Takes mailboxes that nobody watches, keeps their leases, and lets go of those that were lost.

use super::wakes::Wakes;
use super::{bury_dead, mailbox_loop};
use kurier_domain::sync::Lease;
use kurier_domain::{Kurier, Result};
use kurier_model::MailboxId;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How often leases are renewed, and free mailboxes looked for. A lease lasts three times as long.
const ROUND: Duration = Duration::from_secs(5);
/// When no renewal succeeded for this long, somebody else may have the mailboxes.
const LOST_AFTER: Duration = Duration::from_secs(15);
/// Most mailboxes that one process watches.
const MOST: usize = 4_000;
/// Mailboxes taken at once, so that workers that start together share them.
const AT_ONCE: i64 = 50;

struct Watch {
    lease: Lease,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

/// Supervises until `shutdown`, and then gives every lease back.
pub async fn run(
    kurier: Kurier,
    holder: String,
    wakes: Wakes,
    shutdown: CancellationToken,
    tasks: TaskTracker,
) {
    let mut watched: HashMap<MailboxId, Watch> = HashMap::new();
    let mut renewed_at = Instant::now();
    if let Err(error) = bury_dead(&kurier).await {
        tracing::warn!(%error, "dead workers' leases run out by themselves");
    }
    while !shutdown.is_cancelled() {
        match kurier.sync().renew(&holder).await {
            Ok(held) => {
                renewed_at = Instant::now();
                let held: HashSet<_> = held.into_iter().collect();
                drop_lost(&mut watched, &wakes, |mailbox| held.contains(&mailbox));
            }
            Err(error) => {
                tracing::warn!(%error, "leases could not be renewed");
                if renewed_at.elapsed() > LOST_AFTER {
                    drop_lost(&mut watched, &wakes, |_| false);
                }
            }
        }
        reap(&kurier, &mut watched, &wakes).await;
        if let Err(error) = take(&kurier, &holder, &mut watched, &wakes, &shutdown, &tasks).await {
            tracing::warn!(%error, "no mailboxes could be taken");
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            () = wakes.mailboxes.notified() => {}
            () = shutdown.cancelled() => {}
        }
    }
    for (mailbox, watch) in watched {
        wakes.forget(mailbox);
        watch.stop.cancel();
        let _ = watch.task.await;
        if let Err(error) = kurier.sync().release(&watch.lease).await {
            tracing::warn!(%error, "a lease could not be given back; it runs out by itself");
        }
    }
}

async fn take(
    kurier: &Kurier,
    holder: &str,
    watched: &mut HashMap<MailboxId, Watch>,
    wakes: &Wakes,
    shutdown: &CancellationToken,
    tasks: &TaskTracker,
) -> Result<()> {
    while watched.len() < MOST {
        let leases = kurier.sync().claim(holder, AT_ONCE).await?;
        if leases.is_empty() {
            break;
        }
        for lease in leases {
            let stop = shutdown.child_token();
            let woken = wakes.watch(lease.mailbox);
            let task = tasks.spawn(mailbox_loop::run(kurier.clone(), lease.clone(), woken, stop.clone()));
            watched.insert(lease.mailbox, Watch { lease, stop, task });
        }
    }
    Ok(())
}

/// Stops watching what is not held any more.
fn drop_lost(watched: &mut HashMap<MailboxId, Watch>, wakes: &Wakes, is_held: impl Fn(MailboxId) -> bool) {
    watched.retain(|mailbox, watch| {
        let held = is_held(*mailbox);
        if !held {
            tracing::info!(%mailbox, "no longer watched here");
            watch.stop.cancel();
            wakes.forget(*mailbox);
        }
        held
    });
}

/// A watcher that ended by itself broke: its lease is given back, and the mailbox taken anew in a later round.
async fn reap(kurier: &Kurier, watched: &mut HashMap<MailboxId, Watch>, wakes: &Wakes) {
    let ended: Vec<_> =
        watched.iter().filter(|(_, watch)| watch.task.is_finished()).map(|(id, _)| *id).collect();
    for mailbox in ended {
        let Some(watch) = watched.remove(&mailbox) else { continue };
        wakes.forget(mailbox);
        if let Err(error) = watch.task.await {
            tracing::error!(%mailbox, %error, "a mailbox's watcher broke");
        }
        if let Err(error) = kurier.sync().release(&watch.lease).await {
            tracing::warn!(%error, "a lease could not be given back; it runs out by itself");
        }
    }
}
