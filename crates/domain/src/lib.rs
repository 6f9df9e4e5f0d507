//! What Kurier does, and all of its SQL.
//!
//! Everything goes through one cheap handle, [`Kurier`]; every verb takes the [`Actor`] first, so that nothing runs
//! unauthorised. SQL lives in `store.rs` files, each private to its area.
//!
//! **Architecture Invariant:** this crate knows nothing of HTTP, of Leptos, or of how the process was started.

mod actor;
mod announcements;
pub mod assistant;
pub mod badges;
pub mod consents;
mod db;
mod documents;
mod erased;
mod error;
mod events;
mod file_name;
pub mod files;
pub mod followers;
mod forgetting;
pub mod glance;
pub mod imports;
mod intake;
pub mod jobs;
mod keyset;
mod kurier;
mod language_model;
pub mod leads;
mod leases;
mod lines;
pub mod links;
mod live;
pub mod mailboxes;
pub mod members;
pub mod merging;
pub mod notes;
pub mod notifications;
pub mod outbox;
mod people;
mod pipelines;
mod postponed;
pub mod protection;
mod queue;
mod raw;
mod reading;
pub mod records;
pub mod secrets;
pub mod sync;
pub mod tasks;
pub mod threads;
mod timeline;
pub mod triage;
mod veil;
mod wishes;

pub use actor::Actor;
pub use announcements::Live;
pub use db::{Db, Tx};
pub use error::{Error, Result};
pub use events::{Event, EventKind, WorkerChannel};
pub use kurier::{Clock, Kurier, Parts, SystemClock};
pub use members::SessionToken;
