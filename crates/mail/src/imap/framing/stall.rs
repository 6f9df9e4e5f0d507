//! A limit on waiting without progress.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// Starts counting when something first has to wait and forgets at every progress.
#[derive(Debug)]
pub(super) struct Stall {
    limit: Option<Duration>,
    timer: Pin<Box<Sleep>>,
    counting: bool,
}

impl Stall {
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit: Some(limit), timer: Box::pin(sleep(limit)), counting: false }
    }

    pub(super) fn set_limit(&mut self, limit: Option<Duration>) {
        self.limit = limit;
        self.counting = false;
    }

    pub(super) fn progress(&mut self) {
        self.counting = false;
    }

    /// Ready with the error when the wait has lasted too long.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let Some(limit) = self.limit else { return Poll::Pending };
        if !self.counting {
            self.timer.as_mut().reset(Instant::now() + limit);
            self.counting = true;
        }
        self.timer
            .as_mut()
            .poll(cx)
            .map(|()| io::Error::new(io::ErrorKind::TimedOut, "the server stopped answering"))
    }
}
