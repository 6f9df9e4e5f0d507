//! The life of one mailbox in this process.

use kurier_domain::Kurier;
use kurier_domain::sync::{Ended, Lease};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// After trouble of our own (the database).
const AFTER_TROUBLE: Duration = Duration::from_secs(5);

/// Watches the mailbox until `stop`, or until there is nothing to watch: it was removed, another worker has it, or its password
/// is refused. Then the lease goes back, and whoever changes that has the mailbox taken anew.
pub async fn run(kurier: Kurier, lease: Lease, woken: Arc<Notify>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match kurier.sync().watch(&lease, Arc::clone(&woken), stop.clone()).await {
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
