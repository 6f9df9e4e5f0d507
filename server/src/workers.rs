//! What happens without anybody asking: mail comes in, mail goes out, text becomes searchable.
//!
//! Any number of processes on any number of machines may do this; the database's rows say who does what.

mod holder;
mod housekeeping;
mod index_loop;
mod mailbox_loop;
mod mailbox_supervisor;
mod outbox_loop;
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
    tasks.spawn(mailbox_supervisor::run(
        kurier.clone(),
        holder.clone(),
        wakes.clone(),
        shutdown.clone(),
        tasks.clone(),
    ));
    tasks.spawn(outbox_loop::run(kurier.clone(), holder, wakes, shutdown.clone()));
    tasks.spawn(index_loop::run(kurier.clone(), shutdown.clone()));
    tasks.spawn(housekeeping::run(kurier.clone(), shutdown.clone()));
}
