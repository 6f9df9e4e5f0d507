//! Clears away what has run out: sessions, invitations, counters of attempts.

use kurier_domain::Kurier;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const ROUND: Duration = Duration::from_secs(60 * 60);

/// Tidies every hour until `shutdown`.
pub async fn run(kurier: Kurier, shutdown: CancellationToken) {
    while shutdown.run_until_cancelled(tokio::time::sleep(ROUND)).await.is_some() {
        if let Err(error) = kurier.members().clear_away().await {
            tracing::warn!(%error, "what has run out could not be cleared away");
        }
    }
}
