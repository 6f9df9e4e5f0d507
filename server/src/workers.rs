//! What happens without anybody asking: mailboxes are watched, and jobs are run.
//!
//! Any number of processes on any number of machines may do this; the database's rows say who does what. Whatever is not a
//! watcher is a job (`crates/domain/src/jobs.rs`).

mod holder;
mod mailbox_loop;
mod mailbox_supervisor;
mod wakes;

pub use holder::{bury_dead, holder_name};

use crate::lifecycle::Lifecycle;
use kurier_domain::Kurier;
use wakes::Wakes;

/// Starts all workers of this process.
pub fn start(kurier: &Kurier, lifecycle: &Lifecycle) {
    let Lifecycle { shutdown, tasks } = lifecycle;
    let holder = holder_name();
    let wakes = Wakes::default();
    tasks.spawn(wakes.clone().listen(kurier.clone(), shutdown.clone()));
    tasks.spawn(mailbox_supervisor::run(kurier.clone(), holder, wakes, shutdown.clone(), tasks.clone()));
    let (kurier, shutdown, under_way) = (kurier.clone(), shutdown.clone(), tasks.clone());
    tasks.spawn(async move { kurier.jobs().work(shutdown, under_way).await });
}
