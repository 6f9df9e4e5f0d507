//! The life of one mailbox in this process.

use futures::FutureExt as _;
use kurier_domain::Kurier;
use kurier_domain::sync::{Ended, Lease};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// After trouble of our own (the database).
const AFTER_TROUBLE: Duration = Duration::from_secs(5);
/// What goes on for so long has healed.
const WELL: Duration = Duration::from_secs(600);

/// Watches the mailbox until `stop`, or until there is nothing to watch: it was removed, another worker has it, or its password
/// is refused. Then the lease goes back, and whoever changes that has the mailbox taken anew.
pub async fn run(kurier: Kurier, lease: Lease, woken: Arc<Notify>, stop: CancellationToken) {
    let mut broken = 0;
    while !stop.is_cancelled() {
        let sync = kurier.sync();
        let watching = sync.watch(&lease, Arc::clone(&woken), stop.clone());
        // A fault that one server's answers bring about must neither be hidden nor make us sign in again without end.
        let begun = Instant::now();
        let Ok(watched) = AssertUnwindSafe(watching).catch_unwind().await else {
            broken = if begun.elapsed() > WELL { 1 } else { broken + 1 };
            tracing::error!(mailbox = %lease.mailbox, broken, "a mailbox's watcher broke");
            let wait = kurier.sync().broke(&lease, broken).await;
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = stop.cancelled() => {}
            }
            continue;
        };
        match watched {
            Ok(Ended::Told) => return,
            Ok(ended) => {
                tracing::info!(mailbox = %lease.mailbox, ?ended, "a mailbox is not watched any more");
                return;
            }
            Err(error) => {
                tracing::warn!(mailbox = %lease.mailbox, %error, "a mailbox could not be watched");
                tokio::select! {
                    () = tokio::time::sleep(AFTER_TROUBLE) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }
}
