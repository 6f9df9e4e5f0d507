//! The thread that is read, and those that may be read next.

use super::fetched_ahead::FetchedAhead;
use crate::api::Unread;
use kurier_model::{ThreadId, inbox::Thread};
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Reading {
    /// The open thread, once it is here.
    pub thread: RwSignal<Option<Thread>>,
    /// The thread that the person marked unread: it is not marked read again while it stays open.
    pub keep_unread: RwSignal<Option<ThreadId>>,
    /// The thread that opened by itself when the one before it left: nobody has asked to read it.
    pub unasked: StoredValue<Option<ThreadId>>,
    /// Whether the record panel stands beside the thread where there is little room, or instead of it.
    pub has_record: RwSignal<bool>,
    /// Which answer about the open thread is the newest.
    pub answers: StoredValue<Answers>,
    /// Threads that will probably be opened next.
    pub ahead: FetchedAhead<ThreadId, Unread<Thread>>,
}

impl Reading {
    pub(super) fn new() -> Self {
        Self {
            thread: RwSignal::default(),
            keep_unread: RwSignal::default(),
            unasked: StoredValue::default(),
            has_record: RwSignal::new(false),
            answers: StoredValue::default(),
            ahead: FetchedAhead::new(),
        }
    }
}

/// The order in which the server was asked for the open thread: what was asked for later knows more, whenever it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    asked: u32,
    /// The question with which the thread was opened.
    opening: u32,
    /// The question whose answer is shown.
    shown: u32,
}

impl Answers {
    /// The thread is asked for once more.
    pub fn ask(&mut self) -> u32 {
        self.asked += 1;
        self.asked
    }

    /// A thread is asked for to be opened.
    pub fn ask_to_open(&mut self) {
        self.opening = self.ask();
    }

    /// An answer has come: whether it is newer than what is shown.
    pub fn came(&mut self, question: u32) -> bool {
        let is_newer = question > self.shown;
        self.shown = self.shown.max(question);
        is_newer
    }

    /// The answer with which the thread is opened has come.
    pub fn opened(&mut self) -> bool {
        self.came(self.opening)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_later_stays_whatever_comes_last() {
        let mut answers = Answers::default();
        answers.ask_to_open();
        let news = answers.ask();
        assert!(answers.came(news), "it came first");
        assert!(!answers.opened(), "and knows more than what the thread is opened with");
        let (one, other) = (answers.ask(), answers.ask());
        assert!(answers.came(other) && !answers.came(one));
        answers.ask_to_open();
        assert!(answers.opened(), "opened again");
    }
}
