//! Messages as documents for the sandboxed frame: how one is made, and those that were expensive to make.

mod document;
mod kept;

pub use document::{BodyDocument, View};
pub(crate) use kept::Documents;
