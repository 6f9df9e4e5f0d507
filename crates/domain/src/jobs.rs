//! Jobs: what runs later or again, and outlives the process that asked for it.
//!
//! **Architecture Invariant:** a job is put into the queue in the transaction of what asks for it, so that neither is there
//! without the other. A job says "look at this now" and calls one verb; the rows that the verb looks at are the truth. So a job may
//! run twice, late, or after everything is done already, and nothing comes of it.
//!
//! The queue is graphile_worker's, in a schema of its own (see the migration `jobs`). A process that dies loses its jobs to the
//! others within half a minute; a job that fails again and again is given up, and is shown ([`Jobs::dead`]).

mod dead;
mod deliver;
mod file_copy;
mod find_lost;
mod forget_mail;
mod forget_mailbox;
mod index;
mod store;
mod tidy;
mod worker;

pub(crate) use deliver::Deliver;
pub(crate) use file_copy::FileCopy;
pub(crate) use forget_mailbox::ForgetMailbox;
pub(crate) use index::Index;
pub use store::Dead;
pub use worker::prepare_queue;

use crate::{Kurier, Result, Tx};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// How often a job is tried: after the first failure a few seconds later, then ever more slowly, for about three hours.
const MOST_ATTEMPTS: i32 = 10;

/// Verbs about jobs.
#[derive(Debug)]
pub struct Jobs<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// What runs later or again.
    #[must_use]
    pub const fn jobs(&self) -> Jobs<'_> {
        Jobs { kurier: self }
    }
}

/// A kind of job; a value of it is one job.
pub(crate) trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// By which the queue knows it; jobs of earlier versions may still wait under it.
    const NAME: &'static str;

    /// Of jobs with the same key only the latest that has not begun is kept.
    fn key(&self) -> String;

    /// Jobs of one lane run one after the other, whichever process runs them.
    fn lane(&self) -> Option<String> {
        None
    }

    /// Calls the verb. Trouble of the database or of ours comes back as an error, and the job is tried again.
    fn run(self, kurier: Kurier) -> impl Future<Output = Result<()>> + Send;
}

/// Puts a job into the queue when the transaction commits; it is run after `delay`.
///
/// # Errors
/// Those of the database.
pub(crate) async fn enqueue<J: Job>(tx: &mut Tx, job: &J, delay: Duration) -> Result<()> {
    store::enqueue(tx, job, delay, false).await
}

/// The same, unless a job with this key is there already, waiting, running or given up.
async fn enqueue_missing<J: Job>(tx: &mut Tx, job: &J) -> Result<()> {
    store::enqueue(tx, job, Duration::ZERO, true).await
}
