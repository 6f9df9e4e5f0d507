//! Pictures: the message's own are rewritten, those of other servers are blocked until asked for.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{ImagePolicy, SanitizeOptions};

/// Stands for the attribute's name until the HTML is written: a filter can change values only.
const BLOCKED: &str = "kurier-blocked-7c1f:";
/// A picture inside the HTML that is larger than this is left out.
const LARGEST_DATA: usize = 2 * 1024 * 1024;

/// What pictures become, and whether any was remote.
pub(super) struct Images {
    policy: ImagePolicy,
    cid_url: String,
    remote: AtomicBool,
}

impl Images {
    pub(super) fn new(options: &SanitizeOptions) -> Self {
        Self { policy: options.images, cid_url: options.cid_url.clone(), remote: AtomicBool::new(false) }
    }

    pub(super) fn seen_remote(&self) -> bool {
        self.remote.load(Ordering::Relaxed)
    }

    /// The `src` of an `<img>`.
    pub(super) fn source(&self, url: &str) -> Option<String> {
        match self.resolve(url) {
            Found::Shown(url) => Some(url),
            Found::Blocked(url) => Some(format!("{BLOCKED}{url}")),
            Found::Nothing => None,
        }
    }

    /// A background, in an attribute or a style.
    pub(super) fn background(&self, url: &str) -> Option<String> {
        match self.resolve(url) {
            Found::Shown(url) => Some(url),
            Found::Blocked(_) | Found::Nothing => None,
        }
    }

    fn resolve(&self, url: &str) -> Found {
        let url: String = url.chars().filter(|c| !c.is_control()).collect();
        let url = url.trim();
        let Some((scheme, rest)) = url.split_once(':') else { return Found::Nothing };
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => {
                self.remote.store(true, Ordering::Relaxed);
                match self.policy {
                    ImagePolicy::Allow => Found::Shown(url.to_owned()),
                    ImagePolicy::Block => Found::Blocked(url.to_owned()),
                }
            }
            "cid" => Found::Shown(self.cid_url.replace("{cid}", &percent_encoded(&percent_decoded(rest)))),
            "data" => {
                let kind = rest.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase();
                let picture = matches!(
                    kind.as_str(),
                    "image/png" | "image/jpeg" | "image/jpg" | "image/gif" | "image/webp"
                );
                match picture && rest.len() <= LARGEST_DATA {
                    true => Found::Shown(url.to_owned()),
                    false => Found::Nothing,
                }
            }
            _ => Found::Nothing,
        }
    }
}

enum Found {
    Shown(String),
    Blocked(String),
    Nothing,
}

/// Gives blocked pictures their attribute. The mark can only have come from [`Images::source`]: a quotation mark inside a
/// value is always written as an entity.
pub(super) fn name_blocked(html: String) -> String {
    match html.contains(BLOCKED) {
        true => html.replace(&format!(" src=\"{BLOCKED}"), " data-kurier-remote=\""),
        false => html,
    }
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~@$+".contains(&byte) => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = after
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, hex) {
            (b'%', Some(value)) => {
                bytes.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
