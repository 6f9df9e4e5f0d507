//! What somebody wrote apart from what they quoted: found in mail that came, and made for mail that goes.

mod attribution;
mod html;
mod make;

pub use html::{SplitHtml, split_html};
pub use make::{forward_html, forward_text, quote_html, quote_text};

/// A text cut where its quoted history begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitText<'t> {
    /// What is new.
    pub own: &'t str,
    /// The history, attribution line first; empty when there is none.
    pub quoted: &'t str,
}

/// Cuts a plain text before its trailing history. Quotes that are answered in between stay where they are: only a
/// tail of nothing but quotes, or everything after a line that starts a history, is cut off.
pub fn split_text(text: &str) -> SplitText<'_> {
    let cut = history_start(text).or_else(|| quoted_tail(text)).unwrap_or(text.len());
    let (own, quoted) = text.split_at(cut);
    SplitText { own, quoted }
}

/// The offset of a line after which everything is history: an attribution followed by a quote, an "Original Message"
/// line, a block of header lines.
fn history_start(text: &str) -> Option<usize> {
    let lines: Vec<(usize, &str)> = offsets(text).collect();
    for (index, (offset, line)) in lines.iter().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('>') {
            continue;
        }
        let following = lines.get(index + 1..).unwrap_or_default().iter().map(|(_, line)| line.trim());
        if attribution::is_separator(line) || attribution::is_header_block(line, following.clone().take(6)) {
            return Some(*offset);
        }
        // Attributions are often broken over two or three lines.
        let mut joined = line.to_owned();
        for (taken, next) in std::iter::once("").chain(following.clone().take(2)).enumerate() {
            if taken > 0 {
                if next.is_empty() || !attribution::may_begin(line) {
                    break;
                }
                joined.push(' ');
                joined.push_str(next);
            }
            if attribution::is_attribution(&joined) && only_quotes_follow(following.clone().skip(taken)) {
                return Some(*offset);
            }
        }
    }
    None
}

/// Whether what follows an attribution is a quote to the end, or text nobody answered in between.
fn only_quotes_follow<'l>(lines: impl Iterator<Item = &'l str>) -> bool {
    let mut quoted = 0_usize;
    let mut plain_after_quote = 0_usize;
    let mut plain_before_quote = 0_usize;
    for line in lines.filter(|line| !line.is_empty()) {
        match (line.starts_with('>'), quoted) {
            (true, _) => quoted += 1,
            (false, 0) => plain_before_quote += 1,
            // A signature or a list's footer may follow.
            (false, _) if line.starts_with("--") || line.starts_with("__") => break,
            (false, _) => plain_after_quote += 1,
        }
    }
    match quoted {
        0 => plain_before_quote > 0,
        _ => plain_before_quote == 0 && plain_after_quote == 0,
    }
}

/// The offset of a run of `>` lines that reaches to the end of the text.
fn quoted_tail(text: &str) -> Option<usize> {
    let lines: Vec<(usize, &str)> = offsets(text).collect();
    let mut start = None;
    for (offset, line) in lines.iter().rev() {
        match line.trim() {
            "" => {}
            line if line.starts_with('>') => start = Some(*offset),
            _ => break,
        }
    }
    start.filter(|start| *start > 0)
}

fn offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = offset;
        offset += line.len();
        (start, line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histories_are_cut_off() {
        for (own, quoted) in [
            ("Dzień dobry,\ntak.\n\n", "W dniu 12.03.2026 o 10:15, Jan Kowalski pisze:\n> Czy tak?\n> Jan\n"),
            ("Tak.\n\n", "pon., 2 mar 2026 o 10:15 Jan Kowalski <jan@example.pl> napisał(a):\n\n> Czy?\n"),
            (
                "Yes\n\n",
                "On Mon, Mar 2, 2026 at 10:15 AM Jan Kowalski <jan@example.com>\nwrote:\n\n> Really?\n>\n> > older\n",
            ),
            ("Fine.\n\n", "-----Original Message-----\nFrom: Jan\nSent: Monday\n\nText without marks\n"),
            (
                "OK\n\n",
                "Od: Jan Kowalski <jan@example.pl>\nWysłane: poniedziałek\nDo: Anna\nTemat: Oferta\n\nTreść\n",
            ),
            ("Ja\n\n", "Am 02.03.26 um 10:15 schrieb Jan:\n> Wirklich?\n"),
            ("see below\n", "> only a tail\n> of quotes\n"),
        ] {
            let text = format!("{own}{quoted}");
            assert_eq!(split_text(&text), SplitText { own, quoted }, "{text}");
        }
    }

    #[test]
    fn what_is_no_history_stays() {
        for text in [
            "",
            "Just text\n",
            "> quoted only\n",
            "On Monday I wrote:\nsome text and no quote? fine\nFrom: here we go\n"
                .trim_start_matches("On Monday I wrote:\n"),
            "On Mon Jan wrote:\n> question one\nanswer one\n> question two\nanswer two\n",
            "From: the start\nit went well\n",
        ] {
            assert_eq!(split_text(text).own, text);
        }
    }

    #[test]
    fn long_texts_are_cut_in_time() {
        let text = "On a b c wrote something\n".repeat(20_000);
        let started = std::time::Instant::now();
        split_text(&text);
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }
}
