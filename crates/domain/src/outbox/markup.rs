//! The little HTML that drafts need: text into it, and text out of it for lists.

/// Plain text as HTML that looks the same.
pub(super) fn from_text(text: &str) -> String {
    let escaped = text
        .trim_end()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    let lines: Vec<String> =
        escaped.lines().map(|line| line.replace('\t', "    ").replace("  ", " &nbsp;")).collect();
    format!("<div>{}</div>", lines.join("<br>"))
}

/// The beginning of what HTML says, on one line: tags out, the usual entities decoded.
pub(super) fn snippet(html: &str, characters: usize) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let is = |name: &str| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        // What stands in these is no text; their end is a tag like any other.
        let tag =
            if is("style") || is("script") { tag.split_once("</").map_or("", |(_, end)| end) } else { tag };
        rest = tag.split_once('>').map_or("", |(_, after)| after);
        if text.len() > characters * 8 {
            break;
        }
    }
    text.push_str(rest);
    let text = text
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        assert_eq!(
            from_text("a < b & \"c\"\n\n  d\n"),
            "<div>a &lt; b &amp; &quot;c&quot;<br><br> &nbsp;d</div>"
        );
        assert_eq!(
            snippet("<style>p{}</style><p>Dzień&nbsp;dobry,</p><p>a &lt; b", 200),
            "Dzień dobry, a < b"
        );
        assert_eq!(
            snippet("<STYLE>p{}</STYLE>a<script>b</script><strong>c</strong>d</script>e", 200),
            "a c d e"
        );
        assert_eq!(snippet("<p>żółć</p>", 2), "żó");
    }
}
