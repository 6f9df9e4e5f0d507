//! Sends what is due, when it is due.

use super::wakes::Wakes;
use kurier_domain::{Clock, Kurier, SystemClock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Longest sleep: rows of workers that died are found then.
const LONGEST: Duration = Duration::from_secs(15);
const AFTER_TROUBLE: Duration = Duration::from_secs(3);

/// Delivers until `shutdown`. A message that is on its way then is finished first.
pub async fn run(kurier: Kurier, holder: String, wakes: Wakes, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        let pause = match kurier.outbox().deliver_due(&holder, || shutdown.is_cancelled()).await {
            Ok(delivery) => delivery.next_due.map_or(LONGEST, |due| {
                // A moment later than due, so that it is.
                (due - SystemClock.now()).to_std().unwrap_or_default().min(LONGEST) + Duration::from_millis(5)
            }),
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be worked on");
                AFTER_TROUBLE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = wakes.outbox.notified() => {}
            () = shutdown.cancelled() => {}
        }
    }
}
