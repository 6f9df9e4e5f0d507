//! Reading again when the server has news: never twice at once, never more often than needed.

/// Whether a read is under way and whether another one is due after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refresh {
    running: bool,
    due: bool,
}

impl Refresh {
    /// Something changed; `true` when a read has to be started.
    pub fn wanted(&mut self) -> bool {
        self.due = self.running;
        !std::mem::replace(&mut self.running, true)
    }

    /// A read has ended; `true` when something changed meanwhile and it is wanted once more.
    pub fn ended(&mut self) -> bool {
        self.running = false;
        std::mem::take(&mut self.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_during_a_read_cause_exactly_one_more() {
        let mut refresh = Refresh::default();
        assert!(refresh.wanted());
        assert!(!refresh.wanted());
        assert!(!refresh.wanted());
        assert!(refresh.ended());
        assert!(refresh.wanted());
        assert!(!refresh.ended());
        assert!(refresh.wanted());
    }
}
