//! Quotes for replies and forwards. HTML given to these must have been sanitised.

/// The original under an attribution line, every line marked with `>` (RFC 3676 §4.5).
pub fn quote_text(attribution: &str, original: &str) -> String {
    let mut quoted = format!("{}\n", one_line(attribution));
    for line in original.trim_end().lines() {
        quoted.push_str(if line.starts_with('>') || line.is_empty() { ">" } else { "> " });
        quoted.push_str(line.trim_end());
        quoted.push('\n');
    }
    quoted
}

/// The original under an attribution line, in a block that this and other programs fold.
pub fn quote_html(attribution: &str, original_html: &str) -> String {
    format!(
        "<div class=\"kurier-quote gmail_quote\"><div class=\"gmail_attr\">{}</div>\
         <blockquote type=\"cite\" style=\"margin:0 0 0 8px;border-left:2px solid #bbb;padding-left:10px\">{original_html}</blockquote></div>",
        escape(attribution)
    )
}

/// A forwarded message: `heading` such as "Forwarded message", then `fields` (name and value), then the text.
pub fn forward_text(heading: &str, fields: &[(&str, &str)], original: &str) -> String {
    let mut text = format!("---------- {} ----------\n", one_line(heading));
    for (name, value) in fields {
        text.push_str(&format!("{}: {}\n", one_line(name), one_line(value)));
    }
    text.push('\n');
    text.push_str(original);
    text
}

/// A forwarded message in HTML; see [`forward_text`].
pub fn forward_html(heading: &str, fields: &[(&str, &str)], original_html: &str) -> String {
    let lines: String = fields
        .iter()
        .map(|(name, value)| format!("<b>{}:</b> {}<br>", escape(name), escape(value)))
        .collect();
    format!(
        "<div class=\"kurier-forward\"><div>---------- {} ----------<br>{lines}</div><br>{original_html}</div>",
        escape(heading)
    )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_marked_and_escaped() {
        assert_eq!(quote_text("Jan wrote:", "a\n> b\n\nc\n"), "Jan wrote:\n> a\n>> b\n>\n> c\n");
        assert!(quote_html("<Jan> & co", "<p>x</p>").contains("&lt;Jan&gt; &amp; co</div><blockquote"));
        let forwarded = forward_text("Forwarded message", &[("From", "a\nb")], "x");
        assert_eq!(forwarded, "---------- Forwarded message ----------\nFrom: a b\n\nx");
        assert_eq!(super::super::split_html(&format!("<p>Hi</p>{}", quote_html("x", "y"))).own, "<p>Hi</p>");
    }
}
