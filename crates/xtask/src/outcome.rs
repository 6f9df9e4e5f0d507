//! Counting tests in the closing lines of the programs that run them.

/// Tests of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Ended well.
    pub passed: u32,
    /// Did not.
    pub failed: u32,
}

impl Outcome {
    /// One check, that is no test but counts like one.
    pub fn of_check(passed: bool) -> Self {
        if passed { Self { passed: 1, failed: 0 } } else { Self { passed: 0, failed: 1 } }
    }

    /// Reads the summary of nextest, cargo test or Playwright. A run that failed has at least one failure.
    pub fn read(success: bool, output: &str) -> Self {
        let lines: Vec<String> = output.lines().map(|line| without_colours(line).trim().to_owned()).collect();
        let is_nextest = |line: &str| line.starts_with("Summary [") && line.contains("run:");
        // nextest repeats what failed tests printed, with the summary that each of them wrote for itself.
        let only_nextest = lines.iter().any(|line| is_nextest(line));
        let mut outcome = Self::default();
        for line in &lines {
            let nextest = is_nextest(line);
            let cargo = line.starts_with("test result:");
            let playwright = matches!(
                line.split_whitespace().collect::<Vec<_>>().as_slice(),
                [count, "passed" | "failed" | "flaky" | "interrupted", ..] if count.parse::<u32>().is_ok()
            );
            if if only_nextest { nextest } else { cargo || playwright } {
                outcome.passed += number_before(line, "passed") + number_before(line, "flaky");
                outcome.failed += number_before(line, "failed")
                    + number_before(line, "interrupted")
                    + number_before(line, "timed out");
            }
        }
        if !success && outcome.failed == 0 {
            outcome.failed = 1;
        }
        outcome
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

fn number_before(line: &str, word: &str) -> u32 {
    line.split(word)
        .next()
        .filter(|before| before.len() < line.len())
        .and_then(|before| before.split_whitespace().last())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

fn without_colours(line: &str) -> String {
    let mut text = String::new();
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_nextest_in_colour() {
        let output = "\u{1b}[32;1m     Summary\u{1b}[0m [   1.2s] \u{1b}[1m12\u{1b}[0m tests run: \u{1b}[1m11\u{1b}[0m passed (1 slow), 1 failed, 3 skipped\n\
            test result: FAILED. 0 passed; 1 failed; 0 ignored\n";
        assert_eq!(Outcome::read(false, output), Outcome { passed: 11, failed: 1 });
    }

    #[test]
    fn reads_cargo_test() {
        let output = "test result: ok. 3 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 2 failed; 0 ignored\n";
        assert_eq!(Outcome::read(false, output), Outcome { passed: 4, failed: 2 });
    }

    #[test]
    fn reads_playwright() {
        let output = "  ✓  1 signs in (1.0s)\n  1 failed\n    [desktop] › x.spec.ts\n  1 skipped\n  7 passed (10.2s)\n";
        assert_eq!(Outcome::read(false, output), Outcome { passed: 7, failed: 1 });
    }

    #[test]
    fn a_run_that_broke_off_failed() {
        assert_eq!(Outcome::read(false, "error: could not compile"), Outcome { passed: 0, failed: 1 });
    }
}
