//! Pictures: the message's own are rewritten, those of other servers are blocked until asked for.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use ammonia::Url;

use super::{ImagePolicy, SanitizeOptions};

/// Stands for the attribute's name until the HTML is written: a filter can change values only.
const BLOCKED: &str = "kurier-blocked-7c1f:";
/// More pictures of the message's own are not shown: each is a request to us.
pub(in crate::message) const MOST_OWN: usize = 200;
/// The same for those of other servers: they share the browser's connections with everything else.
const MOST_REMOTE: usize = 500;

/// What pictures become, and whether any was remote.
pub(super) struct Images {
    policy: ImagePolicy,
    cid_url: String,
    base: Option<Url>,
    remote: AtomicBool,
    own_count: AtomicUsize,
    remote_count: AtomicUsize,
}

impl Images {
    /// `base`: what the message says that its relative addresses stand against.
    pub(super) fn new(options: &SanitizeOptions, base: Option<&str>) -> Self {
        let base = base.map(str::trim).and_then(|base| match base.starts_with("//") {
            true => Url::parse(&format!("https:{base}")).ok(),
            false => Url::parse(base).ok(),
        });
        Self {
            policy: options.images,
            cid_url: options.cid_url.clone(),
            base: base.filter(|base| matches!(base.scheme(), "http" | "https")),
            remote: AtomicBool::new(false),
            own_count: AtomicUsize::new(0),
            remote_count: AtomicUsize::new(0),
        }
    }

    /// An address as a whole one: `//host` is https, a relative one stands against the base. `None` when there is none.
    pub(super) fn whole(&self, url: &str) -> Option<String> {
        if url.starts_with("//") {
            return Url::parse(&format!("https:{url}")).ok().map(String::from);
        }
        let scheme = url.split([':', '/', '?', '#']).next().unwrap_or_default();
        let has_scheme =
            url.get(scheme.len()..).is_some_and(|rest| rest.starts_with(':')) && !scheme.is_empty();
        if has_scheme {
            return Some(url.to_owned());
        }
        let joined = self.base.as_ref()?.join(url).ok()?;
        matches!(joined.scheme(), "http" | "https").then(|| joined.into())
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
        let Some(url) = self.whole(url.trim()) else { return Found::Nothing };
        let Some((scheme, rest)) = url.split_once(':') else { return Found::Nothing };
        match scheme.to_ascii_lowercase().as_str() {
            // What cannot be read as an address cannot be fetched either.
            "http" | "https" if Url::parse(&url).is_ok_and(|url| url.has_host()) => {
                if self.remote_count.fetch_add(1, Ordering::Relaxed) >= MOST_REMOTE {
                    return Found::Nothing;
                }
                self.remote.store(true, Ordering::Relaxed);
                match self.policy {
                    ImagePolicy::Allow => Found::Shown(url),
                    ImagePolicy::Block => Found::Blocked(url),
                }
            }
            "cid" if self.own_count.fetch_add(1, Ordering::Relaxed) < MOST_OWN => {
                Found::Shown(self.cid_url.replace("{cid}", &percent_encoded(&percent_decoded(rest))))
            }
            "data" => {
                let kind = rest.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase();
                let picture = matches!(
                    kind.as_str(),
                    "image/png" | "image/jpeg" | "image/jpg" | "image/gif" | "image/webp"
                );
                if picture { Found::Shown(url) } else { Found::Nothing }
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
            byte if byte.is_ascii_alphanumeric() || b"-._~@$+!*,;=".contains(&byte) => {
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
