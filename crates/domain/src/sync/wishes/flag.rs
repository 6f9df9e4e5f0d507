//! A flag that people change.

use kurier_mail::imap::Flags;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    Seen,
    Flagged,
    Answered,
}

impl Flag {
    pub fn set(self) -> Flags {
        let mut flags = Flags::default();
        match self {
            Self::Seen => flags.seen = true,
            Self::Flagged => flags.flagged = true,
            Self::Answered => flags.answered = true,
        }
        flags
    }

    pub const fn of(self, flags: &Flags) -> bool {
        match self {
            Self::Seen => flags.seen,
            Self::Flagged => flags.flagged,
            Self::Answered => flags.answered,
        }
    }
}
