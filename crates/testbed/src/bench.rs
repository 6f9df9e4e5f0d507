//! Measurements: ours and the peer's in the same run on the same mailbox, because the speed of a machine drifts.

pub mod crm;
pub mod inbox;
pub mod linking;
pub mod meter;
mod requests;
pub mod searchable;
pub mod sync;
pub mod table;

use crate::people::{ANNA, Person};

/// Whose mailbox is measured.
const OWNER: Person = ANNA;
