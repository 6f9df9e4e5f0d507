//! Reading again when the server has news: never twice at once, never more often than needed.

/// Whether a read is under way and whether another one is due after it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Refresh {
    running: bool,
    due: bool,
    since: f64,
}

impl Refresh {
    /// Something changed `now`; `true` when a read has to be started.
    pub fn wanted(&mut self, now: f64) -> bool {
        self.since = now;
        self.due = self.running;
        !std::mem::replace(&mut self.running, true)
    }

    /// When something changed last: an answer that was asked for before does not know of it.
    pub const fn since(&self) -> f64 {
        self.since
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
        assert!(refresh.wanted(0.0));
        assert!(!refresh.wanted(0.0));
        assert!(!refresh.wanted(0.0));
        assert!(refresh.ended());
        assert!(refresh.wanted(0.0));
        assert!(!refresh.ended());
        assert!(refresh.wanted(0.0));
    }
}
