//! What the server tells open pages (`/live`, server-sent events). Hints only: the page reads again what it shows.

use crate::{
    ids::{FolderId, ImportId, MailboxId, OutboxId, RecordId, ThreadId, UserId},
    read_tagged,
};
use serde::Serialize;
use std::{fmt, str::FromStr};

/// Something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// Threads of these folders changed; `arrived` counts new incoming messages. Empty lists: too many to name.
    Threads {
        mailbox: MailboxId,
        folders: Vec<FolderId>,
        threads: Vec<ThreadId>,
        arrived: u32,
    },
    /// The tree, counts or the state of a mailbox changed.
    Mailbox {
        mailbox: MailboxId,
    },
    /// The Ready queue changed.
    Ready,
    /// A record of any kind was made, changed or taken away.
    Record {
        record: RecordId,
    },
    Outbox {
        outgoing: OutboxId,
    },
    /// Tasks changed.
    Tasks,
    /// An import of this person's has gone on; administrators hear of it too.
    Import {
        import: ImportId,
        person: UserId,
    },
    /// This person is told something, or has read it.
    Notified {
        person: UserId,
    },
    /// News may have been lost (reconnection): read everything that is on the page again.
    Resync,
}

read_tagged!(News by "news", fields {
    mailbox: MailboxId,
    folders: Vec<FolderId>,
    threads: Vec<ThreadId>,
    arrived: u32,
    record: RecordId,
    outgoing: OutboxId,
    person: UserId,
    import: ImportId,
}, {
    Threads { mailbox, folders, threads, arrived },
    Mailbox { mailbox },
    Ready,
    Record { record },
    Outbox { outgoing },
    Tasks,
    Import { import, person },
    Notified { person },
    Resync,
});

impl News {
    /// The same news without its lists, for when they are too long to carry.
    #[must_use]
    pub fn shortened(&self) -> Self {
        match self {
            Self::Threads { mailbox, arrived, .. } => Self::Threads {
                mailbox: *mailbox,
                folders: Vec::new(),
                threads: Vec::new(),
                arrived: *arrived,
            },
            other => other.clone(),
        }
    }
}

/// How far somebody has heard the news of one run of a server: what comes after it is new. Written `run-number`, and the id of
/// an event on the stream (WHATWG HTML §9.2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Chosen anew each time a process starts: numbers of different runs say nothing about each other.
    pub run: u32,
    pub number: u64,
}

impl Position {
    /// Whether what is here was heard before `other`; `None` when they cannot be compared.
    #[must_use]
    pub fn is_behind(self, other: Self) -> Option<bool> {
        (self.run == other.run).then_some(self.number < other.number)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.run, self.number)
    }
}

/// No position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPosition;

impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let (run, number) = text.split_once('-').ok_or(NoPosition)?;
        let (run, number) = (run.parse().map_err(|_| NoPosition)?, number.parse().map_err(|_| NoPosition)?);
        Ok(Self { run, number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_the_wire_and_is_compared_within_its_run() {
        let here = Position { run: 7, number: 41 };
        assert_eq!(here.to_string().parse(), Ok(here));
        assert_eq!(here.is_behind(Position { number: 42, ..here }), Some(true));
        assert_eq!(here.is_behind(here), Some(false));
        assert_eq!(here.is_behind(Position { run: 8, number: 42 }), None);
        assert_eq!("7".parse::<Position>(), Err(NoPosition));
    }
}
