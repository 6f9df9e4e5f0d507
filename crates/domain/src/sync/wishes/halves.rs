//! One message of many may be what is refused.

use super::Group;
use kurier_mail::imap::ImapError;

/// When so many messages were refused alone and none was taken, the others are no longer tried one by one.
const ENOUGH: usize = 10;

/// A group for which something is tried as a whole, and where that is refused without a reason for its halves, and so on.
pub struct Halves<'d> {
    waiting: Vec<Group<'d>>,
    refused: Vec<(Group<'d>, ImapError)>,
    is_taken: bool,
}

impl<'d> Halves<'d> {
    pub fn of(group: Group<'d>) -> Self {
        Self { waiting: vec![group], refused: Vec::new(), is_taken: false }
    }

    /// The messages that are to be tried next; none when all are tried, or the connection has ended.
    pub fn next(&mut self) -> Option<Group<'d>> {
        self.waiting.pop()
    }

    pub const fn taken(&mut self) {
        self.is_taken = true;
    }

    pub fn refused(&mut self, mut part: Group<'d>, error: ImapError) {
        let is_unexplained =
            matches!(error, ImapError::No { .. } | ImapError::Bad { .. }) && error.code().is_none();
        let middle = part.keys().nth(part.len() / 2).copied().filter(|_| part.len() > 1);
        if let Some(middle) = middle
            && is_unexplained
            && (self.is_taken || self.refused.len() < ENOUGH)
        {
            let rest = part.split_off(&middle);
            self.waiting.extend([rest, part]);
            return;
        }
        if !error.leaves_session_usable() {
            self.waiting.clear();
        }
        self.refused.push((part, error));
    }

    /// What was refused in the end.
    pub fn into_refused(self) -> Vec<(Group<'d>, ImapError)> {
        self.refused
    }
}
