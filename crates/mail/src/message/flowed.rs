//! Plain text whose lines the sender's program broke: paragraphs put together again (RFC 3676 §4).

/// The text with each paragraph on one line. `del_sp`: the space before a soft break is part of the break.
pub(super) fn unflowed(text: &str, del_sp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The depth of the paragraph that the next line may go on with.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let stuffed = line.trim_start_matches('>');
        let depth = line.len() - stuffed.len();
        let words = stuffed.strip_prefix(' ').unwrap_or(stuffed);
        // A signature's mark belongs to no paragraph (§4.3).
        let is_mark = words == "-- ";
        let goes_on = open == Some(depth) && !is_mark;
        if !goes_on {
            if open.is_some() {
                end_line(&mut out, del_sp);
            }
            out.extend(std::iter::repeat_n('>', depth));
            if depth > 0 && !words.is_empty() {
                out.push(' ');
            }
        }
        out.push_str(words);
        let is_soft = words.ends_with(' ') && !is_mark;
        if is_soft && del_sp {
            out.pop();
        }
        open = is_soft.then_some(depth);
        if !is_soft {
            out.push('\n');
        }
    }
    if open.is_some() {
        end_line(&mut out, del_sp);
    }
    out
}

/// Ends a paragraph whose last line promised another.
fn end_line(out: &mut String, del_sp: bool) {
    if !del_sp && out.ends_with(' ') {
        out.pop();
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::unflowed;

    #[test]
    fn paragraphs_are_put_together() {
        for (flowed, text) in [
            ("a \nb \nc\nd\n", "a b c\nd\n"),
            ("a \r\nb\r\n\r\n c", "a b\n\nc\n"),
            (" >kein Zitat\n From here\n  eingerückt\n", ">kein Zitat\nFrom here\n eingerückt\n"),
            (">> a \n>> b\n> c \n> d\ne", ">> a b\n> c d\ne\n"),
            (">a \n> b\n>  c\n", "> a b\n>  c\n"),
            ("a \n> b \nc\n", "a\n> b\nc\n"),
            ("text \n-- \nJan \nKowalski\n", "text\n-- \nJan Kowalski\n"),
            ("> -- \n> Jan\n>\n> x\n", "> -- \n> Jan\n>\n> x\n"),
            ("ends softly ", "ends softly\n"),
            ("", ""),
        ] {
            assert_eq!(unflowed(flowed, false), text, "{flowed:?}");
        }
    }

    #[test]
    fn scripts_without_blanks_are_broken_anywhere() {
        assert_eq!(unflowed("dłu \ngie i  \nreszta\n", true), "długie i reszta\n");
        assert_eq!(unflowed("> 日本 \n> 語 \n\n", true), "> 日本語\n\n");
        assert_eq!(unflowed("-- \nJan\n", true), "-- \nJan\n");
    }

    #[test]
    fn time_grows_with_the_length() {
        for piece in [" ", ">", "a \n", "> \n", "-- \n", "\n"] {
            let started = crate::processor_time::Stopwatch::start();
            unflowed(&piece.repeat(3_000_000 / piece.len()), false);
            assert!(started.elapsed().as_secs() < 3, "{piece:?}: {:?}", started.elapsed());
        }
    }
}
