//! E-mail addresses as people and headers write them (RFC 5322 §3.4).

use crate::readable::readable;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A name, when there is one, and an address as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The display name, decoded; `None` when the header has none.
    pub name: Option<String>,
    /// `local@domain`, as written.
    pub address: String,
}

impl Address {
    /// An address without a name.
    #[must_use]
    pub fn bare(address: impl Into<String>) -> Self {
        Self { name: None, address: address.into() }
    }

    /// An address with a name.
    #[must_use]
    pub fn named(name: impl Into<String>, address: impl Into<String>) -> Self {
        Self { name: Some(name.into()), address: address.into() }
    }

    /// The form in which addresses are compared and indexed: trimmed and lower case.
    #[must_use]
    pub fn key(&self) -> String {
        address_key(&self.address)
    }

    /// The address as people read it: see [`readable`].
    #[must_use]
    pub fn readable(&self) -> Cow<'_, str> {
        readable(&self.address)
    }

    /// The name, or the address when there is no name.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).unwrap_or(&self.address)
    }

    /// The same as people read it.
    #[must_use]
    pub fn readable_label(&self) -> Cow<'_, str> {
        let label = self.label();
        if label == self.address { self.readable() } else { Cow::Borrowed(label) }
    }

    /// Name and address as people read them, for details and for paper.
    #[must_use]
    pub fn readable_whole(&self) -> String {
        let shown = Self { name: self.name.clone(), address: self.readable().into_owned() };
        shown.to_string()
    }

    /// One or two letters for an avatar, as they stand in the name; the page shows them as capitals, so that the browser needs no table of
    /// all capitals of the world (12 kB).
    #[must_use]
    pub fn initials(&self) -> String {
        let mut words = self.label().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let first = words.next().and_then(|word| word.chars().next());
        let second =
            if self.name.is_some() { words.next().and_then(|word| word.chars().next()) } else { None };
        first.into_iter().chain(second).collect()
    }

    /// Reads `Name <local@domain>`, `"Name, Inc." <…>` or `local@domain`; `None` when there is no plausible address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (name, address) = match (text.rfind('<'), text.ends_with('>')) {
            (Some(open), true) => {
                let (name, rest) = text.split_at(open);
                (Some(name.trim().trim_matches('"').trim().to_owned()), rest.trim_matches(['<', '>']).trim())
            }
            _ => (None, text),
        };
        plausible(address)
            .then(|| Self { name: name.filter(|name| !name.is_empty()), address: address.to_owned() })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) if !name.trim().is_empty() => write!(f, "{name} <{}>", self.address),
            _ => f.write_str(&self.address),
        }
    }
}

/// The form in which addresses are compared and indexed.
#[must_use]
pub fn address_key(address: &str) -> String {
    address.trim().to_lowercase()
}

/// Splits what a person typed or pasted into a recipients field: commas, semicolons and new lines between addresses,
/// commas inside quotes kept. Returns the addresses and the pieces that are not addresses.
#[must_use]
pub fn parse_list(text: &str) -> (Vec<Address>, Vec<String>) {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' | ';' | '\n' | '\r' if !quoted => {
                pieces.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    let mut good = Vec::new();
    let mut bad = Vec::new();
    for piece in pieces {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        match Address::parse(piece) {
            Some(address) => good.push(address),
            None => bad.push(piece.to_owned()),
        }
    }
    (good, bad)
}

/// Whether this could be delivered: one `@`, something on both sides, no spaces or control characters, at most 254 octets
/// (RFC 5321 §4.5.3.1.3).
#[must_use]
pub fn plausible(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    !local.is_empty()
        && !domain.is_empty()
        && address.len() <= 254
        && !local.contains('@')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !domain.contains("..")
        && !address
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_paste() {
        let (good, bad) =
            parse_list("Anna Nowak <anna@firma.pl>; \"Nowak, Jan\" <jan@firma.pl>\nbiuro@firma.pl, oops");
        let keys: Vec<_> = good.iter().map(Address::key).collect();
        assert_eq!(keys, ["anna@firma.pl", "jan@firma.pl", "biuro@firma.pl"]);
        assert_eq!(good[1].name.as_deref(), Some("Nowak, Jan"));
        assert_eq!(bad, ["oops"]);
    }

    #[test]
    fn refuses_what_cannot_be_delivered() {
        for bad in ["", "a", "@b", "a@", "a@@b", "a b@c.pl", "a@b\r\nBcc: x@y", "a@.pl", "a@b..pl"] {
            assert!(!plausible(bad), "{bad:?}");
        }
        assert!(plausible("zażółć@jaźń.pl"));
    }

    #[test]
    fn initials_come_from_the_name_or_the_address() {
        assert_eq!(Address::named("Łucja Żak", "l@z.pl").initials(), "ŁŻ");
        assert_eq!(Address::bare("biuro@firma.pl").initials(), "b");
    }

    #[test]
    fn details_and_paper_show_domains_in_letters() {
        let whole = |address: Address| address.readable_whole();
        assert_eq!(whole(Address::named("Jo", "a@xn--bcher-kva.example")), "Jo <a@bücher.example>");
        assert_eq!(whole(Address::bare("a@xn--bcher-kva.example")), "a@bücher.example");
        assert_eq!(whole(Address::named("Anna", "anna@firma.pl")), "Anna <anna@firma.pl>");
        // What could deceive stays as it is.
        assert_eq!(whole(Address::bare("a@xn--80ak6aa92e.com")), "a@xn--80ak6aa92e.com");
    }
}
