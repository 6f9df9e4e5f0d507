//! What a row of the outbox carries beside its state (the column `detail`).

use kurier_mail::smtp::RejectedRecipient;
use kurier_model::address::address_key;
use kurier_model::compose::SendFailure;
use kurier_model::readable;
use serde::{Deserialize, Serialize};

/// What the column holds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    pub failure: Option<SendFailure>,
    pub refused: Vec<String>,
    /// Of a doubt: who has not got it in any case.
    pub untaken: Option<Untaken>,
}

/// Recipients whom the server did not take beside others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Untaken {
    /// For good.
    pub refused: Vec<String>,
    /// For now.
    pub deferred: Vec<String>,
    /// What the server said of the first of those.
    pub answer: String,
}

impl Untaken {
    /// Their addresses as they are compared, however they were written.
    pub fn keys(&self) -> Vec<String> {
        let all = self.refused.iter().chain(&self.deferred);
        // Servers name them with their domains in ASCII.
        all.flat_map(|one| [address_key(one), address_key(&readable(one))]).collect()
    }

    pub fn of(rejected: &[RejectedRecipient]) -> Self {
        let (deferred, refused): (Vec<_>, Vec<_>) = rejected.iter().partition(|one| one.is_for_now());
        let emails =
            |some: &[&RejectedRecipient]| some.iter().map(|one| one.email.clone()).collect::<Vec<_>>();
        Self {
            answer: deferred.first().map(|one| format!("{} {}", one.code, one.text)).unwrap_or_default(),
            refused: emails(&refused),
            deferred: emails(&deferred),
        }
    }
}
