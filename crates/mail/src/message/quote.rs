//! What somebody wrote apart from what they quoted: found in mail that came, and made for mail that goes.

mod answers;
mod attribution;
mod header_block;
mod html;
mod make;

use super::text::is_blank;
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
/// tail of nothing but quotes, or everything after a line that starts a history, is cut off. Where nothing of its own stands
/// above (a bare forward, an answer below the old mail's header), nothing is.
pub fn split_text(text: &str) -> SplitText<'_> {
    let cut = history_start(text).map(|at| (at, at)).or_else(|| quoted_tail(text));
    let (end, start) = cut.unwrap_or((text.len(), text.len()));
    let own = text.get(..end).unwrap_or(text);
    if says_nothing(own) {
        return SplitText { own: text, quoted: "" };
    }
    SplitText { own, quoted: text.get(start..).unwrap_or_default() }
}

/// How programs sign by themselves.
const SIGNED_BY_PROGRAMS: &[&str] = &[
    "sent from",
    "get outlook",
    "wysłane z",
    "wysłano z",
    "pobierz program outlook",
    "pobierz aplikację outlook",
    "gesendet von",
    "von meinem",
    "envoyé de",
    "enviado desde",
    "inviato da",
    "skickat från",
    "odesláno z",
];

/// Whether there are no words but a signature's.
fn says_nothing(own: &str) -> bool {
    let mut lines = own.lines().map(str::trim).filter(|line| !is_blank(line));
    let Some(first) = lines.next() else { return true };
    if first.starts_with("--") || first.starts_with("__") {
        return true;
    }
    let by_program = |line: &str| {
        let start: String = line.chars().take(40).collect::<String>().to_lowercase();
        SIGNED_BY_PROGRAMS.iter().any(|words| start.starts_with(words))
    };
    by_program(first) && lines.all(by_program)
}

/// The text below the heading that it begins with: the line above a forwarded mail, and its header fields.
pub(super) fn below_heading(text: &str) -> &str {
    let mut rest = text;
    loop {
        let start = rest.trim_start();
        let (line, after) = start.split_once('\n').unwrap_or((start, ""));
        if attribution::is_separator(line.trim()) {
            rest = after;
            continue;
        }
        if header_block::is_header_block(line.trim(), after.lines().map(str::trim).take(6)) {
            let below = after.find("\n\n").and_then(|at| after.get(at..));
            rest = below.unwrap_or_default();
            continue;
        }
        return if is_blank(start) { text } else { start };
    }
}

/// The offset of a line after which everything is history: an attribution followed by a quote, an "Original Message"
/// line, a block of header lines.
fn history_start(text: &str) -> Option<usize> {
    let lines: Vec<(usize, &str)> = offsets(text).map(|(offset, line)| (offset, line.trim())).collect();
    let after = Following::of_each(&lines);
    for (index, (offset, line)) in lines.iter().enumerate() {
        if line.is_empty() || line.starts_with('>') {
            continue;
        }
        let following = lines.get(index + 1..).unwrap_or_default().iter().map(|(_, line)| *line);
        if attribution::is_separator(line) || header_block::is_header_block(line, following.clone().take(6)) {
            let below = after.get(heading_end(&lines, index));
            if below.is_some_and(Following::is_answered) {
                continue;
            }
            return Some(*offset);
        }
        // Attributions are often broken over two or three lines.
        let second = following.clone().next().unwrap_or_default();
        let mut joined = (*line).to_owned();
        for (taken, next) in std::iter::once("").chain(following.take(2)).enumerate() {
            if taken > 0 {
                if next.is_empty()
                    || joined.len() > LONGEST_ATTRIBUTION
                    || !attribution::may_begin(line, second)
                {
                    break;
                }
                joined.push(' ');
                joined.push_str(next);
            }
            let below = after.get(index + taken + 1).filter(|below| below.is_history());
            if below.is_some_and(|below| attribution::is_attribution(&joined, below.begins_quoted)) {
                return Some(*offset);
            }
        }
    }
    None
}

/// So many lines a heading has at most, long lists of recipients included.
const LONGEST_HEADING: usize = 40;

/// The first line below a heading that begins at `start`: its separator, and header fields with what they are folded over.
fn heading_end(lines: &[(usize, &str)], start: usize) -> usize {
    let mut end = start + 1;
    let mut gap = false;
    for (index, (_, line)) in lines.iter().enumerate().skip(end).take(LONGEST_HEADING) {
        if line.is_empty() {
            gap = true;
        } else if header_block::is_field(line) || attribution::is_separator(line) {
            end = index + 1;
            gap = false;
        } else if gap || line.starts_with('>') {
            break;
        }
    }
    end
}

/// Longer lines are no attributions, however they go on.
const LONGEST_ATTRIBUTION: usize = 1_000;

/// What stands from a line on to the end, empty lines not counted.
#[derive(Clone, Copy, Default)]
struct Following {
    begins_quoted: bool,
    has_quote: bool,
    has_plain: bool,
    /// The first line that is no quote begins a signature or a list's footer.
    plain_is_footer: bool,
}

impl Following {
    /// For each line, and for the end: in one pass from behind.
    fn of_each(lines: &[(usize, &str)]) -> Vec<Self> {
        let mut all = vec![Self::default(); lines.len() + 1];
        let mut now = Self::default();
        for (place, (_, line)) in all.iter_mut().zip(lines).rev() {
            if !line.is_empty() {
                let quoted = line.starts_with('>');
                now.begins_quoted = quoted;
                if quoted {
                    now.has_quote = true;
                } else {
                    now.has_plain = true;
                    now.plain_is_footer = line.starts_with("--") || line.starts_with("__");
                }
            }
            *place = now;
        }
        all
    }

    /// Whether this begins with a quote and is more than that: answers below it. Below a heading other text is the history itself.
    const fn is_answered(&self) -> bool {
        self.begins_quoted && self.has_plain && !self.plain_is_footer
    }

    /// Whether this is a quote to the end, or text nobody answered in between.
    const fn is_history(&self) -> bool {
        if self.has_quote {
            self.begins_quoted && (!self.has_plain || self.plain_is_footer)
        } else {
            self.has_plain
        }
    }
}

/// Where a run of `>` lines that reaches to the end of the text is cut off, and where the history in it begins: behind the
/// mark, when the run begins with a line that says who is quoted.
fn quoted_tail(text: &str) -> Option<(usize, usize)> {
    let lines: Vec<(usize, &str)> = offsets(text).collect();
    let mut start = None;
    for (offset, line) in lines.iter().rev() {
        match line.trim() {
            "" => {}
            trimmed if trimmed.starts_with('>') => start = Some((*offset, *line)),
            _ => break,
        }
    }
    let (start, line) = start.filter(|(start, _)| *start > 0)?;
    let words = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
    let said = attribution::is_attribution(words.trim_end(), true);
    Some((start, if said { start + line.len() - words.len() } else { start }))
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
    fn answers_below_a_heading_are_no_history() {
        let fields = "Od: Biuro <biuro@firma.example>\nWysłano: środa\nDo: Jan;\n Ewa\nTemat: Zamówienie\n";
        for heading in [
            format!("-----Original Message-----\n{fields}"),
            "-----Wiadomość oryginalna-----".to_owned(),
            fields.to_owned(),
            fields.replace(";\n Ewa", "").replace('\n', "\n\n"),
        ] {
            let text = format!(
                "Odpowiedzi poniżej.\n\n{heading}\n> Ile?\n\nCzterdzieści.\n\n> Kiedy?\n\nW piątek.\n"
            );
            assert_eq!(split_text(&text), SplitText { own: &text, quoted: "" }, "{text}");
            // The last quote answers nothing.
            let rest = format!("{text}> Reszta\n> i podpis\n");
            assert_eq!(split_text(&rest).quoted, "> Reszta\n> i podpis\n", "{rest}");
            for history in
                ["> Ile?\n> Kiedy?\n", "> Ile?\n-- \nJan\n", "Ile?\n> Dawniejsze\nKiedy?\n", "Ile?\n"]
            {
                let text = format!("Tak.\n\n{heading}\n{history}");
                assert_eq!(split_text(&text).own, "Tak.\n\n", "{text}");
            }
        }
    }

    #[test]
    fn long_texts_are_cut_in_time() {
        let text = "On a b c wrote something\n".repeat(20_000);
        let started = crate::processor_time::Stopwatch::start();
        split_text(&text);
        let text = format!("x\n{}", "-----Original Message-----\n> a\nb\n".repeat(20_000));
        assert_eq!(split_text(&text).own, text);
        assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
    }
}
