//! HTML as plain text, fast enough for every mail that arrives.

/// The text a reader would see, block elements on their own lines, at most two line breaks in a row.
pub(super) fn from_html(html: &str) -> String {
    let text = mail_parser::html_to_text(html);
    let mut out = String::with_capacity(text.len());
    let mut breaks = 2;
    for line in text.lines() {
        let line = line.trim_end_matches([' ', '\t', '\u{a0}']);
        if line.trim().is_empty() {
            breaks += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if breaks > 0 { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        breaks = 0;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}
