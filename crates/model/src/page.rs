//! Keyset pages: a list continues after the last row that was seen, never at an offset.

use serde::{Deserialize, Serialize};

/// A slice of a list and where it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Give this to get the next rows; `None` at the end.
    pub next: Option<Cursor>,
}

/// The sort key of the last row: a moment in microseconds since 1970 and an id that breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub at_micros: i64,
    pub id: uuid::Uuid,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), next: None }
    }
}
