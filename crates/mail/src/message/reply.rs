//! Who an answer goes to, what it is called, and what it refers to.

use std::collections::HashSet;

use super::address::Address;
use super::parse::ParsedMessage;

/// References kept in an answer: the first and the newest (RFC 5322 §3.6.4 sets no limit, servers do).
const MOST_REFERENCES: usize = 40;

/// Recipients of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients {
    /// To.
    pub to: Vec<Address>,
    /// Cc.
    pub cc: Vec<Address>,
}

/// Recipients of a plain reply: Reply-To, else the author. To a message of one's own: those it was sent to.
pub fn reply(original: &ParsedMessage, own: &[String]) -> Recipients {
    let own = Own::new(own);
    let to = if own.wrote(original) { original.to.clone() } else { answer_address(original) };
    Recipients { to: distinct(to, &mut HashSet::new()), cc: Vec::new() }
}

/// Recipients of a reply to all: as [`reply`], and everybody else in To and Cc but oneself. Bcc is never carried on.
pub fn reply_all(original: &ParsedMessage, own: &[String]) -> Recipients {
    let own = Own::new(own);
    let mut seen = HashSet::new();
    if own.wrote(original) {
        let to = distinct(original.to.clone(), &mut seen);
        return Recipients { to, cc: distinct(original.cc.clone(), &mut seen) };
    }
    let to = distinct(answer_address(original), &mut seen);
    seen.extend(own.keys.iter().cloned());
    // The author is answered even where Reply-To names somebody else and the author is also in To or Cc.
    let others: Vec<Address> = original.to.iter().chain(&original.cc).cloned().collect();
    let cc = distinct(others, &mut seen);
    if to.is_empty() { Recipients { to: cc, cc: Vec::new() } } else { Recipients { to, cc } }
}

/// The subject of a reply: one `Re: `, whatever prefixes of many languages stood there.
pub fn reply_subject(subject: &str) -> String {
    format!("Re: {}", bare_subject(subject))
}

/// The subject of a forward: one `Fwd: `.
pub fn forward_subject(subject: &str) -> String {
    format!("Fwd: {}", bare_subject(subject))
}

/// References of an answer: the original's and its own id, trimmed in the middle.
pub fn references(original: &ParsedMessage) -> Vec<String> {
    let mut ids = original.references.clone();
    if ids.is_empty() {
        ids.extend(original.in_reply_to.iter().take(1).cloned());
    }
    if let Some(own) = &original.message_id {
        ids.retain(|id| id != own);
        ids.push(own.clone());
    }
    if ids.len() > MOST_REFERENCES {
        ids.drain(1..=ids.len() - MOST_REFERENCES);
    }
    ids
}

/// The subject without any reply or forward prefixes, `Re[2]:` and `Odp:` alike.
pub fn bare_subject(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some((prefix, after)) = rest.split_once(':') {
        let word = prefix
            .trim_end()
            .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | '^'));
        let known = [
            "re", "odp", "aw", "antw", "sv", "vs", "ynt", "res", "rif", "r", "réf", "ad", "od", "fw", "fwd",
            "pd", "wg", "tr", "rv", "i", "enc", "vb", "doorst", "dw", "отв", "пер",
        ];
        if word.len() > 12 || !known.contains(&word.to_lowercase().as_str()) {
            break;
        }
        rest = after.trim_start();
    }
    rest
}

struct Own {
    keys: HashSet<String>,
}

impl Own {
    fn new(addresses: &[String]) -> Self {
        Self { keys: addresses.iter().map(|address| address.trim().to_lowercase()).collect() }
    }

    fn wrote(&self, original: &ParsedMessage) -> bool {
        original.from.as_ref().is_some_and(|from| self.keys.contains(&from.key()))
    }
}

fn answer_address(original: &ParsedMessage) -> Vec<Address> {
    let wanted: Vec<Address> =
        original.reply_to.iter().filter(|address| address.email.contains('@')).cloned().collect();
    match wanted.is_empty() {
        true => original.from.iter().cloned().collect(),
        false => wanted,
    }
}

fn distinct(addresses: Vec<Address>, seen: &mut HashSet<String>) -> Vec<Address> {
    addresses
        .into_iter()
        .filter(|address| address.email.contains('@') && seen.insert(address.key()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(email: &str) -> Address {
        Address::new(None, email)
    }

    fn original() -> ParsedMessage {
        ParsedMessage {
            from: Some(address("client@example.com")),
            to: vec![address("Me@Firma.pl"), address("anna@firma.pl"), address("CLIENT@example.com")],
            cc: vec![address("boss@example.com"), address("anna@firma.pl")],
            ..ParsedMessage::default()
        }
    }

    fn emails(addresses: &[Address]) -> Vec<&str> {
        addresses.iter().map(|address| address.email.as_str()).collect()
    }

    #[test]
    fn nobody_is_added_or_dropped() {
        let own = ["me@firma.pl".to_owned()];
        assert_eq!(emails(&reply(&original(), &own).to), ["client@example.com"]);
        let all = reply_all(&original(), &own);
        assert_eq!(emails(&all.to), ["client@example.com"]);
        assert_eq!(emails(&all.cc), ["anna@firma.pl", "boss@example.com"]);
    }

    #[test]
    fn reply_to_is_respected() {
        let mut with = original();
        with.reply_to = vec![address("desk@example.com")];
        assert_eq!(emails(&reply(&with, &[]).to), ["desk@example.com"]);
        let all = reply_all(&with, &["me@firma.pl".to_owned()]);
        assert_eq!(emails(&all.cc), ["anna@firma.pl", "CLIENT@example.com", "boss@example.com"]);
    }

    #[test]
    fn my_own_mail_goes_on_to_its_recipients() {
        let own = ["CLIENT@EXAMPLE.COM".to_owned()];
        assert_eq!(
            emails(&reply(&original(), &own).to),
            ["Me@Firma.pl", "anna@firma.pl", "CLIENT@example.com"]
        );
        assert_eq!(emails(&reply_all(&original(), &own).cc), ["boss@example.com"]);
    }

    #[test]
    fn a_note_to_oneself_can_be_answered() {
        let mut note = original();
        note.from = Some(address("me@firma.pl"));
        note.to = vec![address("me@firma.pl")];
        note.cc.clear();
        assert_eq!(emails(&reply_all(&note, &["me@firma.pl".to_owned()]).to), ["me@firma.pl"]);
    }

    #[test]
    fn prefixes_never_stack() {
        for subject in [
            "Oferta",
            "Re: Oferta",
            "RE: FW: Odp: Re[3]: Oferta",
            "PD: AW: Oferta",
            "Odp.: x".trim_end_matches(": x"),
        ] {
            assert!(reply_subject(subject).matches(':').count() == 1, "{subject}");
        }
        assert_eq!(reply_subject("Re: Spotkanie: jutro"), "Re: Spotkanie: jutro");
        assert_eq!(forward_subject("Re: Oferta"), "Fwd: Oferta");
        assert_eq!(bare_subject("  "), "");
    }

    #[test]
    fn references_stay_of_sane_length() {
        let mut long = original();
        long.references = (0..100).map(|n| format!("{n}@x")).collect();
        long.message_id = Some("own@x".to_owned());
        let ids = references(&long);
        assert_eq!(
            (ids.len(), ids[0].as_str(), ids.last().unwrap().as_str()),
            (MOST_REFERENCES, "0@x", "own@x")
        );
    }
}
