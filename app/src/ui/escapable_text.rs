//! Text in elements whose content the libraries write as it is.
//!
//! leptos_meta puts a title between `<title>` and `</title>` without a look at it, and tachys does the same inside
//! `<textarea>`, `<script>`, `<style>` and `<noscript>`. A subject is a stranger's: it must not end the element it is in.

use std::borrow::Cow;

/// The text as the content of `<title>` or `<textarea>` (HTML Living Standard §13.1.2.5, escapable raw text): escaped
/// where the server writes HTML, as it is where the browser sets it.
pub fn escapable_text(text: &str) -> Cow<'_, str> {
    if cfg!(feature = "ssr") { escaped(text) } else { Cow::Borrowed(text) }
}

fn escaped(text: &str) -> Cow<'_, str> {
    // The parser drops the first line break of a `<textarea>`.
    let begins_with_break = text.starts_with(['\n', '\r']);
    if !begins_with_break && !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    if begins_with_break {
        safe.push('\n');
    }
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            other => safe.push(other),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    #[test]
    fn nothing_ends_the_element_early() {
        assert_eq!(escaped("Oferta nr 7"), "Oferta nr 7");
        assert_eq!(escaped("</title><meta x> &lt;"), "&lt;/title&gt;&lt;meta x&gt; &amp;lt;");
        assert_eq!(escaped("\nx"), "\n\nx");
    }

    /// Who else may say these words: what stands there is our own, or goes through [`escapable_text`].
    const PLACES: &[(&str, &[&str])] = &[
        ("use leptos_meta", &["routes.rs", "shell.rs", "ui/page_title.rs"]),
        ("leptos_meta::Title", &["ui/page_title.rs"]),
        ("<Title", &["ui/page_title.rs"]),
        ("<textarea", &["ui/field.rs", "features/compose/composer/rich_text.rs"]),
        // A document of its own, which is handed out and no page.
        ("<script", &["shell.rs", "features/protection/paper.rs"]),
        ("<style", &["features/protection/paper.rs"]),
        ("<noscript", &[]),
        ("inner_html", &["ui/icon.rs"]),
    ];

    #[test]
    fn nobody_else_writes_what_is_not_escaped() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut wrong = Vec::new();
        for file in sources(&root) {
            let name = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&file).unwrap();
            for (word, allowed) in PLACES {
                if text.contains(word)
                    && !allowed.contains(&name.as_str())
                    && !name.ends_with("escapable_text.rs")
                {
                    wrong.push(format!("{name}: {word}"));
                }
            }
        }
        assert!(wrong.is_empty(), "titles are made by ui::PageTitle, and see escapable_text.rs: {wrong:?}");
    }

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
        let below = folders.iter().flat_map(|folder| sources(folder));
        files
            .into_iter()
            .filter(|file| file.extension().is_some_and(|end| end == "rs"))
            .chain(below)
            .collect()
    }
}
