//! The document in the sandboxed frame.

use crate::{error::Result, raw};
use kurier_mail::message::{
    quote::{split_html, split_text},
    sanitize::{Extent, ImagePolicy, SanitizeOptions, break_long_runs, sanitize},
};
use kurier_model::MessageId;

/// A whole HTML document; the web server adds the content security policy of the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyDocument {
    pub html: String,
    /// There are pictures on other people's servers. Said in `data-pictures` on the root too, where they are not shown.
    pub has_remote_images: bool,
    /// There is more than is shown. Said in `data-cut` on the root too.
    pub is_cut: bool,
}

/// How a message is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Pictures from elsewhere are fetched.
    pub pictures: bool,
    pub extent: Extent,
}

/// HTML mail is shown on the white that it was made for. Pictures keep the height that they say; what is too wide is scaled
/// by the page as a whole, so nothing here squeezes it.
const STYLE: &str = "html{color-scheme:light}body{margin:0;padding:1px;font:14px/1.5 system-ui,sans-serif;color:#1d1d1f;background:#fff;\
    overflow-wrap:break-word}img:not([height]){height:auto}img:not([width]),img:not([height]){max-width:100%}\
    pre{white-space:pre-wrap;overflow-wrap:anywhere}blockquote{margin:0 0 0 4px;padding-left:10px;border-left:2px solid #d0d0d5}\
    details>summary{cursor:pointer;color:#6e6e73;list-style:none;display:inline-block;padding:0 8px;border-radius:6px;background:#f0f0f3;line-height:16px}\
    ::highlight(found){background-color:#ffe58a;color:#1d1d1f}";
/// Where the message says nothing else.
const LINKS: &str = "#0a58ca";
/// Bytes of plain text that are shown at first.
const LONGEST_TEXT: usize = 512 * 1024;

impl BodyDocument {
    /// From the message as the database keeps it.
    pub(crate) fn of(message: MessageId, compressed: &[u8], view: View) -> Result<Self> {
        let parsed = raw::read(compressed)?;
        let shown = match &parsed.html {
            Some(html) => of_html(message, html, view),
            None => of_text(&parsed.text, view.extent),
        };
        let history = if shown.quoted.trim().is_empty() {
            String::new()
        } else {
            format!("<details><summary aria-label=\"…\">•••</summary>{}</details>", shown.quoted)
        };
        let pictures =
            if shown.has_remote_images && !view.pictures { " data-pictures=\"blocked\"" } else { "" };
        let cut = if shown.is_cut { " data-cut=\"true\"" } else { "" };
        let (own, links) = (shown.own, shown.link_colour.as_deref().unwrap_or(LINKS));
        let html = format!(
            "<!doctype html><html{pictures}{cut}><head><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
             <base target=\"_blank\"><style>{STYLE}a{{color:{links}}}</style></head><body dir=\"auto\">{own}{history}</body></html>"
        );
        Ok(Self { html, has_remote_images: shown.has_remote_images, is_cut: shown.is_cut })
    }
}

#[derive(Default)]
struct Shown {
    own: String,
    quoted: String,
    has_remote_images: bool,
    is_cut: bool,
    link_colour: Option<String>,
}

fn of_html(message: MessageId, html: &str, view: View) -> Shown {
    let options = SanitizeOptions {
        images: if view.pictures { ImagePolicy::Allow } else { ImagePolicy::Block },
        cid_url: format!("/mail/messages/{message}/inline/{{cid}}"),
        extent: view.extent,
    };
    // Twice, and only the second time are the message's own pictures given their address: the first would leave
    // paths that the second takes for somebody's.
    let as_written =
        SanitizeOptions { cid_url: "cid:{cid}".to_owned(), images: ImagePolicy::Allow, ..options.clone() };
    let safe = sanitize(html, &as_written);
    // Cut where the history begins; either part may hold unclosed elements, so each is cleaned once more alone.
    let split = split_html(&safe.html);
    let clean = |part: &str| match part {
        "" => String::new(),
        part => break_long_runs(&sanitize(part, &options).html).into_owned(),
    };
    Shown {
        own: clean(split.own),
        quoted: clean(split.quoted),
        has_remote_images: safe.has_remote_images,
        is_cut: safe.is_cut,
        link_colour: safe.link_colour,
    }
}

fn of_text(text: &str, extent: Extent) -> Shown {
    let longest = if extent == Extent::Whole { text.len() } else { text.floor_char_boundary(LONGEST_TEXT) };
    let beginning = text.get(..longest).unwrap_or(text);
    let split = split_text(beginning);
    Shown {
        own: as_html(split.own),
        quoted: as_html(split.quoted),
        is_cut: beginning.len() < text.len(),
        ..Shown::default()
    }
}

fn as_html(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let mut html = String::with_capacity(text.len() + 64);
    for word in text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')) {
        let address =
            word.trim_end_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation() && c != '/');
        let is_link = address.strip_prefix("https://").or(address.strip_prefix("http://"));
        if is_link.is_some_and(|rest| !rest.is_empty() && address.len() < 2_000) {
            let escaped = escaped(address);
            html.push_str(&format!("<a href=\"{escaped}\" rel=\"noopener noreferrer\">{escaped}</a>"));
            html.push_str(&self::escaped(word.get(address.len()..).unwrap_or_default()));
        } else {
            html.push_str(&escaped(word));
        }
    }
    format!("<pre style=\"font:inherit\">{}</pre>", break_long_runs(&html))
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}
