//! What is asked for to run later or again, and outlives the process that asked: jobs, in the words in which the queue keeps them.
//!
//! **Architecture Invariant:** a job is put into the queue in the transaction of what asks for it, so that neither is there
//! without the other. A job says "look at this now"; the rows that are looked at are the truth. So a job may run twice, late, or
//! after everything is done already, and nothing comes of it. What it does is said in `jobs`, which knows everybody's verbs.

mod badges;
mod come_back;
mod deliver;
mod erase;
mod file_copy;
mod forget_mailbox;
mod import;
mod index;
mod relink;
mod remind;
mod retain;
mod store;
mod sweep;

pub(crate) use badges::Badges;
pub(crate) use come_back::ComeBack;
pub(crate) use deliver::Deliver;
pub(crate) use erase::Erase;
pub(crate) use file_copy::FileCopy;
pub(crate) use forget_mailbox::ForgetMailbox;
pub(crate) use import::Import;
pub(crate) use index::Index;
pub(crate) use relink::Relink;
pub(crate) use remind::Remind;
pub(crate) use retain::Retain;
pub(crate) use sweep::Sweep;

use crate::{db::Tx, error::Result};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// How often a job is tried: after the first failure a few seconds later, then ever more slowly, for about three hours.
const MOST_ATTEMPTS: i32 = 10;

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
}

/// Puts a job into the queue when the transaction commits; it is run after `delay`.
///
/// # Errors
/// Those of the database.
pub(crate) async fn enqueue<J: Job>(tx: &mut Tx, job: &J, delay: Duration) -> Result<()> {
    store::enqueue(tx, job, delay, false).await
}

/// The same, unless a job with this key is there already, waiting, running or given up.
pub(crate) async fn enqueue_missing<J: Job>(tx: &mut Tx, job: &J) -> Result<()> {
    store::enqueue(tx, job, Duration::ZERO, true).await
}
