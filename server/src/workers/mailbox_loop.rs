//! The life of one mailbox in this process.

use kurier_domain::Kurier;
use kurier_domain::sync::Lease;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// After trouble of our own (the database), and after a refused password unless a new one comes. Providers lock accounts
/// that are tried too often.
const AFTER_TROUBLE: Duration = Duration::from_secs(5);
const AFTER_REFUSAL: Duration = Duration::from_secs(30 * 60);

/// Watches the mailbox until `stop`.
pub async fn run(kurier: Kurier, lease: Lease, woken: Arc<Notify>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let pause = match kurier.sync().watch(&lease, Arc::clone(&woken), stop.clone()).await {
            Ok(()) => AFTER_REFUSAL,
            Err(error) => {
                tracing::warn!(mailbox = %lease.mailbox, %error, "a mailbox could not be watched");
                AFTER_TROUBLE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = woken.notified() => {}
            () = stop.cancelled() => {}
        }
    }
}
