//! What happened around a record, newest first.

use crate::consent::ConsentStep;
use crate::file::FileStep;
use crate::page::{Cursor, Page};
use crate::pipeline::StageName;
use crate::record::{FieldDefinition, FieldValue, KindKey};
use crate::{
    address::Address,
    ids::{EventId, MailboxId, MergeId, MessageId, NoteId, RecordId, ThreadId},
    invalid::Field,
    visibility::Visibility,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something that happened around a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    /// `None`: it is the record's own.
    pub of: Option<OtherRecord>,
    pub what: TimelineItem,
}

/// A record that belongs to the one whose timeline it is, and whose line this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherRecord {
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
}

/// A slice of a timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePage {
    pub rows: Vec<TimelineEntry>,
    /// Give this to get the next rows; `None` at the end.
    pub next: Option<Cursor>,
    /// More records belong to it than are looked at: these are the newest, so many.
    pub newest: Option<u32>,
}

impl From<TimelinePage> for Page<TimelineEntry> {
    fn from(page: TimelinePage) -> Self {
        Self { rows: page.rows, next: page.next }
    }
}

/// What of a timeline somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineQuery {
    pub show: TimelineFilter,
    /// Words in mail, notes and tasks; none: everything.
    pub find: String,
}

impl From<TimelineFilter> for TimelineQuery {
    fn from(show: TimelineFilter) -> Self {
        Self { show, find: String::new() }
    }
}

/// Which things on a timeline somebody looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimelineFilter {
    #[default]
    All,
    Mail,
    Notes,
    Tasks,
    /// What was changed in the record, what belongs to it, and what its person agreed to.
    Changes,
}

impl TimelineFilter {
    /// In the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::All, Self::Mail, Self::Notes, Self::Tasks, Self::Changes];

    /// As it stands in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mail => "mail",
            Self::Notes => "notes",
            Self::Tasks => "tasks",
            Self::Changes => "changes",
        }
    }

    /// The reverse of [`Self::as_str`]; what is unknown is everything.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.as_str() == word).unwrap_or_default()
    }
}

/// The kinds of things on a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum TimelineItem {
    /// A message of a thread about the record that the person may see.
    Mail {
        message: MessageId,
        thread: ThreadId,
        mailbox: MailboxId,
        from: Option<Address>,
        to: Vec<Address>,
        subject: String,
        snippet: String,
        is_mine: bool,
        attachments: bool,
    },
    /// Something that somebody has written down.
    Note {
        id: NoteId,
        by: String,
        text: String,
        /// Whoever asks has written it, and may change it.
        mine: bool,
        edited: bool,
    },
    /// Something a person (or Kurier) did.
    Event { id: EventId, by: Option<String>, what: RecordEvent },
}

/// A note that was found by words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundNote {
    pub note: NoteId,
    /// What it is about, and its name.
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
    pub by: String,
    /// A piece of it, where the words stand.
    pub text: String,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}

/// What can happen to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RecordEvent {
    Created,
    /// Put into the bin, from which it comes back or is forgotten.
    Removed,
    Restored,
    /// Fields were changed.
    Changed {
        fields: Vec<ChangedField>,
    },
    /// Others became part of it; `merge`, while they can be taken apart again.
    Merged {
        merge: Option<MergeId>,
        names: Vec<String>,
    },
    /// They are records of their own again. Fields that somebody had changed meanwhile were left as they were.
    Split {
        names: Vec<String>,
        fields: Vec<Field>,
    },
    StageChanged {
        from: StageName,
        to: StageName,
    },
    /// `None`: a thread that the person may not see.
    ThreadAttached {
        subject: Option<String>,
    },
    ThreadDetached {
        subject: Option<String>,
    },
    TaskAdded {
        title: String,
    },
    TaskDone {
        title: String,
    },
    /// A task is about the record from then on, or is about it no more.
    TaskLinked {
        title: String,
    },
    TaskUnlinked {
        title: String,
    },
    /// What was done with a file; it is called so now, `None`: it is forgotten.
    File {
        step: FileStep,
        name: Option<String>,
    },
    /// It has another photo from now on, or none.
    Photo {
        there: bool,
    },
    /// Others may see it from now on.
    Shown {
        to: Visibility,
    },
    /// What a person agreed to, or wants no more.
    Consent {
        what: ConsentStep,
        /// They said it themselves, by the way out of a message.
        by_link: bool,
    },
}

/// A field that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedField {
    pub field: Field,
    /// What it is, with those choices alone that are named here; `None`: there is no such field any more.
    pub definition: Option<FieldDefinition>,
    /// `None`: it was changed before that was kept.
    pub values: Option<ChangedValues>,
}

impl From<Field> for ChangedField {
    fn from(field: Field) -> Self {
        Self { field, definition: None, values: None }
    }
}

/// What stood in a field, and what stands there since; long text is cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedValues {
    pub before: Option<FieldValue>,
    pub after: Option<FieldValue>,
}
