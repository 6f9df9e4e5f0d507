//! The document in the sandboxed frame.

use crate::{Error, Result};
use kurier_mail::message::{
    parse,
    quote::{split_html, split_text},
    sanitize::{ImagePolicy, SanitizeOptions, sanitize},
};
use kurier_model::MessageId;

/// A whole HTML document; the web server adds the content security policy of the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyDocument {
    pub html: String,
    /// There are pictures on other people's servers.
    pub has_remote_images: bool,
}

/// Dark only where the message brings no colours of its own: HTML mail is shown on the white it was made for.
const STYLE: &str = "html{color-scheme:light}body{margin:0;padding:1px;font:14px/1.5 system-ui,sans-serif;color:#1d1d1f;background:#fff;\
    overflow-wrap:anywhere}img{max-width:100%;height:auto}pre{white-space:pre-wrap}table{max-width:100%}\
    blockquote{margin:0 0 0 4px;padding-left:10px;border-left:2px solid #d0d0d5}\
    details>summary{cursor:pointer;color:#6e6e73;list-style:none;display:inline-block;padding:0 8px;border-radius:6px;background:#f0f0f3;line-height:16px}\
    a{color:#0a58ca}";

pub(super) fn of(message: MessageId, compressed: &[u8], allow_remote: bool) -> Result<BodyDocument> {
    let parsed = parse::parse(&super::inflate(compressed)?).map_err(Error::internal)?;
    let (own, quoted, has_remote_images) = match &parsed.html {
        Some(html) => {
            let options = SanitizeOptions {
                images: if allow_remote { ImagePolicy::Allow } else { ImagePolicy::Block },
                cid_url: format!("/mail/messages/{message}/inline/{{cid}}"),
            };
            // Twice, and only the second time are the message's own pictures given their address: the first would leave
            // paths that the second takes for somebody's.
            let as_written = SanitizeOptions { cid_url: "cid:{cid}".to_owned(), ..options.clone() };
            let safe = sanitize(html, &as_written);
            // Cut where the history begins; either part may hold unclosed elements, so each is cleaned once more alone.
            let split = split_html(&safe.html);
            let own = sanitize(split.own, &options).html;
            let quoted =
                if split.quoted.is_empty() { String::new() } else { sanitize(split.quoted, &options).html };
            (own, quoted, safe.has_remote_images)
        }
        None => {
            let split = split_text(&parsed.text);
            (as_html(split.own), as_html(split.quoted), false)
        }
    };
    let history = if quoted.trim().is_empty() {
        String::new()
    } else {
        format!("<details><summary aria-label=\"…\">•••</summary>{quoted}</details>")
    };
    let html = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <base target=\"_blank\"><style>{STYLE}</style></head><body dir=\"auto\">{own}{history}</body></html>"
    );
    Ok(BodyDocument { html, has_remote_images })
}

fn as_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    if html.trim().is_empty() { String::new() } else { format!("<pre style=\"font:inherit\">{html}</pre>") }
}
