//! Makes new mail searchable, a batch at a time.

use kurier_domain::Kurier;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How soon after its arrival a message is looked for.
const ROUND: Duration = Duration::from_secs(1);
const AFTER_TROUBLE: Duration = Duration::from_secs(5);

/// Indexes until `shutdown`.
pub async fn run(kurier: Kurier, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        let pause = match kurier.threads().index_batch().await {
            Ok(0) => ROUND,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(%error, "mail could not be made searchable");
                AFTER_TROUBLE
            }
        };
        shutdown.run_until_cancelled(tokio::time::sleep(pause)).await;
    }
}
