//! Where keyset pages go on.

use chrono::{DateTime, Utc};
use kurier_model::page::Cursor;

/// Where a list goes on behind a row.
pub(crate) fn cursor(at: DateTime<Utc>, id: impl Into<uuid::Uuid>) -> Cursor {
    Cursor { at_micros: at.timestamp_micros(), id: id.into() }
}

/// The two halves of a cursor as SQL takes them.
pub(crate) fn cursor_parts(cursor: Option<Cursor>) -> (Option<DateTime<Utc>>, Option<uuid::Uuid>) {
    match cursor.and_then(|cursor| Some((DateTime::from_timestamp_micros(cursor.at_micros)?, cursor.id))) {
        Some((at, id)) => (Some(at), Some(id)),
        None => (None, None),
    }
}
