//! Documents that stand by themselves: HTML without scripts, in which everything that people have written is escaped.

use kurier_i18n::I18n;
use std::fmt::Write;

/// What stands in such a document and nowhere else is style.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}\
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #d0d7de}\
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.2rem 1rem;margin:.8rem 0;padding:.8rem;border:1px solid #d0d7de;border-radius:6px}\
dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}";

/// The beginning, up to the heading.
pub(super) fn head(i18n: I18n, title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        i18n.language().tag(),
        title = escaped(title),
    )
}

/// The end.
pub(super) const END: &str = "</body>\n</html>\n";

/// Names and what belongs to them.
pub(super) fn list<'p>(pairs: impl IntoIterator<Item = (&'p str, String)>) -> String {
    let mut html = String::from("<dl>\n");
    for (name, text) in pairs.into_iter().filter(|(_, text)| !text.is_empty()) {
        let _ = writeln!(html, "<dt>{}</dt><dd dir=\"auto\">{}</dd>", escaped(name), escaped(&text));
    }
    html.push_str("</dl>\n");
    html
}

/// A text as it stands in HTML (WHATWG HTML §13.3), also between quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\0' => {}
            letter => html.push(letter),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;

    #[test]
    fn what_strangers_write_is_text() {
        let hostile = "</dd><script>alert(1)</script>\"' onload=\"x";
        let html = list([("Temat", hostile.to_owned())]) + &head(I18n::new(Language::Pl), hostile);
        assert!(!html.contains("<script") && !html.contains("</dd><"), "{html}");
        assert!(html.contains("&lt;script&gt;") && html.contains("&quot;&#39;"), "{html}");
    }
}
