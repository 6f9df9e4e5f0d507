//! What was said lately, for a test that has to tell why something did not happen.

use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use super::lock;

/// So many lines are kept.
const KEPT: usize = 80;
/// So much of each.
const LENGTH: usize = 160;

/// The latest lines of all connections.
#[derive(Debug, Default)]
pub(super) struct Talk {
    lines: Mutex<VecDeque<String>>,
    /// How many there were.
    count: AtomicU64,
}

impl Talk {
    /// Keeps the beginning of a line. `side`: whose it is.
    pub(super) fn heard(&self, connection: Instant, side: char, line: &[u8]) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let first = line.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
        let text: String = String::from_utf8_lossy(first).chars().take(LENGTH).collect();
        let (minute, millis) = (now.as_secs() % 3_600, now.subsec_millis());
        let age = connection.elapsed().as_secs();
        self.count.fetch_add(1, Ordering::Relaxed);
        let mut lines = lock(&self.lines);
        lines.push_back(format!("{:02}:{:02}.{millis:03} ({age} s) {side} {text}", minute / 60, minute % 60));
        if lines.len() > KEPT {
            lines.pop_front();
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    pub(super) fn lately(&self) -> String {
        lock(&self.lines).iter().map(|line| format!("{line}\n")).collect()
    }
}
