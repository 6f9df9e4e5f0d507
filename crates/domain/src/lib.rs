//! What Kurier does, and all of its SQL.
//!
//! Everything goes through one cheap handle, [`Kurier`]; every verb takes the [`Actor`] first, so that nothing runs
//! unauthorised. SQL lives in `store.rs` files, each private to its area.
//!
//! **Architecture Invariant:** this crate knows nothing of HTTP, of Leptos, or of how the process was started.

mod actor;
mod db;
mod error;
mod events;
mod kurier;
mod intake;
mod live;
pub mod sync;
pub mod triage;

pub use actor::Actor;
pub use db::{Db, Tx};
pub use error::{Error, Result};
pub use events::{Event, EventKind};
pub use kurier::{Clock, Kurier, Parts, SystemClock};
pub use live::Live;

pub mod assistant;
pub mod secrets;
