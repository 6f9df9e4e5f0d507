//! Measurements: ours and the peer's in the same run on the same mailbox, because the speed of a machine drifts.

pub mod inbox;
pub mod meter;
pub mod searchable;
pub mod sync;
pub mod table;

use crate::people::{ANNA, Person};

/// Whose mailbox is measured.
const OWNER: Person = ANNA;
