//! Plain text as people wrote it, cut into words and links.

/// A stretch of plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    Text(String),
    /// `href` is `https:`, `http:` or `mailto:`, never anything else.
    Link {
        href: String,
        text: String,
    },
}

/// Finds `http(s)://…`, `www.…` and addresses; punctuation that ends a sentence stays outside the link.
#[must_use]
pub fn stretches(text: &str) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for token in text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')) {
        let body = token.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
        let after_open = body.trim_start_matches(['(', '[', '{', '„', '\'']);
        let mut core =
            after_open.trim_end_matches(['.', ',', ';', ':', '!', '?', '”', '\'', ']', '}', '*', '_']);
        if core.ends_with(')') && !core.contains('(') {
            core = core.trim_end_matches([')', '.', ',']);
        }
        match href(core) {
            Some(href) => {
                let (before, rest) = token.split_at(body.len() - after_open.len());
                push_text(&mut out, before);
                out.push(Stretch::Link { href, text: core.to_owned() });
                push_text(&mut out, rest.get(core.len()..).unwrap_or_default());
            }
            None => push_text(&mut out, token),
        }
    }
    out
}

fn href(word: &str) -> Option<String> {
    let lower = word.get(..8.min(word.len())).unwrap_or_default().to_ascii_lowercase();
    if (lower.starts_with("http://") && word.len() > 7) || (lower.starts_with("https://") && word.len() > 8) {
        Some(word.to_owned())
    } else if lower.starts_with("www.") && word.matches('.').count() > 1 {
        Some(format!("https://{word}"))
    } else {
        let address = if lower.starts_with("mailto:") { word.get(7..).unwrap_or_default() } else { word };
        let (_, domain) = address.split_once('@')?;
        (domain.contains('.') && kurier_model::address::plausible(address))
            .then(|| format!("mailto:{address}"))
    }
}

fn push_text(out: &mut Vec<Stretch>, text: &str) {
    if text.is_empty() {
        return;
    }
    match out.last_mut() {
        Some(Stretch::Text(before)) => before.push_str(text),
        _ => out.push(Stretch::Text(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        stretches(text)
            .into_iter()
            .filter_map(|piece| match piece {
                Stretch::Link { href, .. } => Some(href),
                Stretch::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn finds_what_people_write() {
        assert_eq!(
            links("Zob. https://firma.pl/a?b=c, (www.firma.pl) lub biuro@firma.pl."),
            ["https://firma.pl/a?b=c", "https://www.firma.pl", "mailto:biuro@firma.pl"]
        );
        assert_eq!(links("<http://x.pl/(a)>"), ["http://x.pl/(a)"]);
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        assert!(
            links("javascript:alert(1) data:text/html,x file:///etc/passwd www. http:// a@b @").is_empty()
        );
    }

    #[test]
    fn the_text_stays_as_it_was() {
        for text in ["", "a  b\n\nc", "(https://x.pl) i <jan@x.pl>, ok?", "żółw https://ż.pl/ą!"] {
            let whole: String = stretches(text)
                .into_iter()
                .map(|piece| match piece {
                    Stretch::Text(text) | Stretch::Link { text, .. } => text,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
