//! Progress that a person can follow: one line when a step starts, one when it is done.

use std::time::Instant;

/// Counts the steps of one command.
pub struct Progress {
    steps: usize,
    current: usize,
}

impl Progress {
    /// For a command with `steps` steps.
    pub fn new(steps: usize) -> Self {
        Self { steps, current: 0 }
    }

    /// Does one step, and says how long it took.
    pub fn step<T>(&mut self, what: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        self.current += 1;
        let place = format!("[{}/{}]", self.current, self.steps);
        println!("{place} {what} …");
        let start = Instant::now();
        let done = work();
        let seconds = start.elapsed().as_secs_f32();
        match &done {
            Ok(_) => println!("{place} {what}, {seconds:.0} s"),
            Err(_) => println!("{place} {what} FAILED, {seconds:.0} s"),
        }
        done
    }
}
