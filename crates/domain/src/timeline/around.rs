//! Whose timeline is asked for, and which part of it.

use crate::keyset::cursor_parts;
use chrono::{DateTime, Utc};
use kurier_model::RecordId;
use kurier_model::page::Cursor;
use kurier_model::timeline::{OtherRecord, TimelineEntry};
use uuid::Uuid;

/// Whose timeline it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'r> {
    pub(crate) record: RecordId,
    /// Whose mail is the record's.
    pub(crate) people: &'r [RecordId],
    /// What belongs to it: seen by the actor, and in no bin.
    pub(crate) related: &'r [RecordId],
}

impl Around<'_> {
    /// The record and what belongs to it.
    pub(crate) fn all(&self) -> Vec<Uuid> {
        std::iter::once(self.record).chain(self.related.iter().copied()).map(|record| record.0).collect()
    }

    /// Whose a line is, unless it is the record's own.
    pub(super) fn other(
        &self,
        record: Option<Uuid>,
        kind: Option<String>,
        name: Option<String>,
    ) -> Option<OtherRecord> {
        let record = RecordId(record.filter(|record| *record != self.record.0)?);
        Some(OtherRecord { record, kind: kind?.as_str().into(), name: name? })
    }
}

/// Which entries: those before a place, so many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) before: (DateTime<Utc>, Uuid),
    pub(super) limit: i64,
}

impl Wanted {
    pub(super) fn of(after: Option<Cursor>, limit: u32) -> Self {
        let (at, id) = cursor_parts(after);
        let end = || DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default();
        Self { before: (at.unwrap_or_else(end), id.unwrap_or(Uuid::max())), limit: i64::from(limit) + 1 }
    }
}

/// A place among the entries.
pub(super) type Place = (DateTime<Utc>, Uuid);

/// What a walk that looks for a common word goes through in one question, and no further: whoever asks on goes on there.
pub(super) const REACH: usize = 1_000;

/// What of a stream was looked through, newest first.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) ids: Vec<Uuid>,
    /// How far it went; `None`: to the end.
    pub(super) floor: Option<Place>,
}

impl Walked {
    /// Of the next [`REACH`] entries, as SQL has walked along them.
    pub(super) fn of(entries: Vec<Place>) -> Self {
        let floor = entries.last().copied().filter(|_| entries.len() >= REACH);
        Self { ids: entries.into_iter().map(|(_, id)| id).collect(), floor }
    }
}

/// The latest of a stream.
#[derive(Debug, Default)]
pub(super) struct Latest {
    pub(super) rows: Vec<Row>,
    /// So far it was looked at; `None`: to where it ends, or the rows do.
    pub(super) floor: Option<Place>,
}

/// An entry, and the id by which it is told apart from others of the moment.
pub(super) type Row = (Uuid, TimelineEntry);
