//! Records that turn out to be one: who may be the same as what is being typed, choosing which are one, and looking what comes of it.

pub mod api;
mod candidates;
mod dialog;
mod preview;
mod twins;

pub use candidates::MOST;
pub use dialog::MergeDialog;
pub use twins::{Twins, tells};
