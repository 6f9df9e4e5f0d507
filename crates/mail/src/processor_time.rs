//! What a test's own thread has computed. How busy the machine is beside it says nothing of the code, so bounds hold on both.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// Begun like an `Instant`; counts only while the thread computes (`CLOCK_THREAD_CPUTIME_ID`, POSIX.1-2017).
pub struct Stopwatch(Duration);

impl Stopwatch {
    pub fn start() -> Self {
        Self(spent())
    }

    pub fn elapsed(&self) -> Duration {
        spent().saturating_sub(self.0)
    }
}

fn spent() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}
