//! What jobs do, one file a job, and who does it: the workers of the queue.
//!
//! **Architecture Invariant:** a job decides nothing: it calls the verb of whoever asked for it.
//!
//! The queue is graphile_worker's, in a schema of its own (see the migration `jobs`). A process that dies loses its jobs to the
//! others within half a minute; a job that fails again and again is given up, and is shown ([`Jobs::dead`]).

mod badges;
mod come_back;
mod dead;
mod deliver;
mod erase;
mod file_copy;
mod find_lost;
mod forget_mail;
mod forget_mailbox;
mod import;
mod index;
mod relink;
mod remind;
mod retain;
mod retention;
mod store;
mod sweep;
mod tidy;
mod worker;

pub use store::Dead;
pub use worker::prepare_queue;

use crate::{error::Result, kurier::Kurier, queue::Job};
use std::time::Duration;

/// How long one job goes on with what may take hours; then others get their turn.
const TURN: Duration = Duration::from_secs(5);

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

/// What a job does when its turn has come.
trait Work: Job {
    /// Calls the verb. Trouble of the database or of ours comes back as an error, and the job is tried again.
    fn run(self, kurier: Kurier) -> impl Future<Output = Result<()>> + Send;
}
