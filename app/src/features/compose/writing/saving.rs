//! When a draft is saved and what the composer says about it, without a browser.

/// How long after the last key a draft is saved, in milliseconds.
pub const PAUSE_MS: u64 = 800;

/// What the composer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing was changed since it was opened.
    Untouched,
    Saved,
    /// Changed, or on its way to the server.
    Saving,
    /// The server could not be reached; the text is kept in the browser.
    NotSaved,
    /// Somebody (or this person elsewhere) saved another text meanwhile.
    Conflict,
    /// It does not exist any more: sent or discarded elsewhere.
    Gone,
}

/// Why a save did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveTrouble {
    Conflict,
    Gone,
    /// The server does not take this text.
    Refused,
    /// Try again later.
    Other,
}

/// One draft's saving: one request at a time, each on the revision that the last one gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saver {
    revision: u32,
    /// Counts edits.
    edits: u64,
    /// The edit that the server has.
    confirmed: u64,
    /// The edit that is on its way.
    in_flight: Option<u64>,
    trouble: Option<SaveTrouble>,
}

impl Saver {
    /// A draft as the server gave it.
    #[must_use]
    pub fn new(revision: u32) -> Self {
        Self { revision, edits: 0, confirmed: 0, in_flight: None, trouble: None }
    }

    #[must_use]
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Something was typed.
    pub fn edited(&mut self) {
        self.edits += 1;
    }

    /// The server does not have everything.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.edits != self.confirmed
    }

    /// Starts a save: the revision to save on, or `None` when there is nothing to save, a save runs, or a person has to choose first.
    pub fn begin(&mut self) -> Option<u32> {
        let stuck = matches!(self.trouble, Some(SaveTrouble::Conflict | SaveTrouble::Gone));
        if !self.is_dirty() || self.in_flight.is_some() || stuck {
            return None;
        }
        self.in_flight = Some(self.edits);
        Some(self.revision)
    }

    /// The server answered; whether there is more to save at once.
    pub fn finished(&mut self, answer: Result<u32, SaveTrouble>) -> bool {
        let Some(saved) = self.in_flight.take() else { return false };
        match answer {
            Ok(revision) => {
                self.revision = revision;
                self.confirmed = saved;
                self.trouble = None;
                self.is_dirty()
            }
            Err(trouble) => {
                self.trouble = Some(trouble);
                false
            }
        }
    }

    /// Starts something else that raises the revision, while nothing is saved: the revision to do it on. It ends as a save does.
    pub fn begin_beside(&mut self) -> Option<u32> {
        let stuck = matches!(self.trouble, Some(SaveTrouble::Conflict | SaveTrouble::Gone));
        if self.in_flight.is_some() || stuck {
            return None;
        }
        self.in_flight = Some(self.confirmed);
        Some(self.revision)
    }

    /// It was not done, and nothing of the text is lost by that.
    pub fn gave_up(&mut self) {
        self.in_flight = None;
        // The server has answered.
        if !self.is_dirty() && self.trouble == Some(SaveTrouble::Other) {
            self.trouble = None;
        }
    }

    /// The person chose this text in a conflict: it is saved over `revision`.
    pub fn keep_mine(&mut self, revision: u32) {
        self.revision = revision;
        self.trouble = None;
        self.edits += 1;
    }

    /// The server raised the revision for a reason of its own, which this composer knows.
    pub fn rebase(&mut self, revision: u32) {
        self.revision = self.revision.max(revision);
    }

    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.in_flight.is_some()
    }

    #[must_use]
    pub fn state(&self) -> SaveState {
        match self.trouble {
            Some(SaveTrouble::Conflict) => SaveState::Conflict,
            Some(SaveTrouble::Gone) => SaveState::Gone,
            Some(SaveTrouble::Other | SaveTrouble::Refused) if self.in_flight.is_none() => {
                SaveState::NotSaved
            }
            _ if self.is_dirty() || self.is_saving() => SaveState::Saving,
            _ if self.edits == 0 => SaveState::Untouched,
            _ => SaveState::Saved,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_while_a_save_runs_saves_again_on_the_new_revision() {
        let mut saver = Saver::new(3);
        assert_eq!(saver.begin(), None);
        saver.edited();
        assert_eq!(saver.begin(), Some(3));
        saver.edited();
        assert_eq!(saver.begin(), None, "one at a time");
        assert!(saver.finished(Ok(4)), "there is more");
        assert_eq!(saver.begin(), Some(4));
        assert!(!saver.finished(Ok(5)));
        assert_eq!(saver.state(), SaveState::Saved);
    }

    #[test]
    fn what_raises_the_revision_beside_the_text_waits_for_it_and_it_for_that() {
        let mut saver = Saver::new(1);
        saver.edited();
        saver.begin();
        assert_eq!(saver.begin_beside(), None, "one at a time");
        saver.finished(Ok(2));
        assert_eq!(saver.begin_beside(), Some(2));
        assert_eq!(saver.state(), SaveState::Saving, "nobody leaves believing that it is there");
        saver.edited();
        assert_eq!(saver.begin(), None, "one at a time");
        assert!(saver.finished(Ok(3)), "what was typed meanwhile is not saved yet");
        assert_eq!(saver.begin(), Some(3));
        saver.finished(Ok(4));
        assert_eq!(saver.begin_beside(), Some(4));
        saver.gave_up();
        assert_eq!((saver.state(), saver.revision()), (SaveState::Saved, 4));
        saver.begin_beside();
        saver.finished(Err(SaveTrouble::Other));
        assert_eq!(saver.state(), SaveState::NotSaved);
        saver.begin_beside();
        saver.gave_up();
        assert_eq!(saver.state(), SaveState::Saved, "the server was reached");
    }

    #[test]
    fn a_failed_save_is_said_and_tried_again() {
        let mut saver = Saver::new(1);
        saver.edited();
        saver.begin();
        assert!(!saver.finished(Err(SaveTrouble::Other)));
        assert_eq!(saver.state(), SaveState::NotSaved);
        assert_eq!(saver.begin(), Some(1));
        saver.finished(Ok(2));
        assert_eq!(saver.state(), SaveState::Saved);
    }

    #[test]
    fn a_conflict_waits_for_a_choice() {
        let mut saver = Saver::new(1);
        saver.edited();
        saver.begin();
        saver.finished(Err(SaveTrouble::Conflict));
        saver.edited();
        assert_eq!(saver.begin(), None);
        assert_eq!(saver.state(), SaveState::Conflict);
        saver.keep_mine(7);
        assert_eq!(saver.begin(), Some(7));
        saver.finished(Ok(8));
        assert_eq!(saver.state(), SaveState::Saved);
    }
}
