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

/// Recipients of a plain reply: Reply-To, else the author. To a message of one's own (`mine`; From may lie): those it was
/// sent to. `own` are the addresses of who answers: they get no mail from themselves, unless nobody else would be left.
pub fn reply(original: &ParsedMessage, own: &[String], mine: bool) -> Recipients {
    let own = Own::new(own);
    let to = if mine { own.others(&original.to) } else { own.answered(original) };
    Recipients { to: distinct(to, &mut HashSet::new()), cc: Vec::new() }
}

/// Recipients of a reply to all: as [`reply`], and everybody else in To and Cc but oneself. Bcc is never carried on.
pub fn reply_all(original: &ParsedMessage, own: &[String], mine: bool) -> Recipients {
    let own = Own::new(own);
    let mut seen = HashSet::new();
    if mine {
        let everybody: Vec<Address> = original.to.iter().chain(&original.cc).cloned().collect();
        let alone = everybody.iter().all(|address| own.has(address));
        let kept = |list: &[Address]| if alone { list.to_vec() } else { own.without(list) };
        let to = distinct(kept(&original.to), &mut seen);
        let cc = distinct(kept(&original.cc), &mut seen);
        return if to.is_empty() { Recipients { to: cc, cc: to } } else { Recipients { to, cc } };
    }
    let to = distinct(own.answered(original), &mut seen);
    // The author is answered even where Reply-To names somebody else and the author is also in To or Cc.
    let others: Vec<Address> = original.to.iter().chain(&original.cc).cloned().collect();
    let cc = distinct(own.without(&others), &mut seen);
    let alone = to.iter().all(|address| own.has(address));
    if alone && !cc.is_empty() { Recipients { to: cc, cc: Vec::new() } } else { Recipients { to, cc } }
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

    fn has(&self, address: &Address) -> bool {
        self.keys.contains(&address.key()) || self.keys.contains(&address.person_key())
    }

    fn without(&self, list: &[Address]) -> Vec<Address> {
        list.iter().filter(|address| !self.has(address)).cloned().collect()
    }

    /// The list without oneself, where that leaves anybody.
    fn others(&self, list: &[Address]) -> Vec<Address> {
        let others = self.without(list);
        if others.is_empty() { list.to_vec() } else { others }
    }

    /// Where an answer goes: Reply-To, else the author; without oneself, where that leaves anybody. A form or a list that
    /// sends with our own address names its author elsewhere.
    fn answered(&self, original: &ParsedMessage) -> Vec<Address> {
        let wanted = original.reply_to.iter().filter(|address| address.can_be_written_to());
        let others = |address: &&Address| !self.has(address);
        let named: Vec<Address> = wanted.clone().filter(others).cloned().collect();
        if !named.is_empty() {
            return named;
        }
        let author = original.from.iter().filter(others).chain(original.original_from.iter().filter(others));
        let author: Vec<Address> = author.take(1).cloned().collect();
        // Reply-To with nobody but oneself in it, in a mail that somebody else wrote: the author is asked.
        if !author.is_empty() {
            return author;
        }
        let wanted: Vec<Address> = wanted.cloned().collect();
        if wanted.is_empty() { original.from.iter().cloned().collect() } else { wanted }
    }
}

fn distinct(addresses: Vec<Address>, seen: &mut HashSet<String>) -> Vec<Address> {
    addresses
        .into_iter()
        .filter(|address| address.can_be_written_to() && seen.insert(address.key()))
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
        assert_eq!(emails(&reply(&original(), &own, false).to), ["client@example.com"]);
        let all = reply_all(&original(), &own, false);
        assert_eq!(emails(&all.to), ["client@example.com"]);
        assert_eq!(emails(&all.cc), ["anna@firma.pl", "boss@example.com"]);
    }

    #[test]
    fn reply_to_is_respected() {
        let mut with = original();
        with.reply_to = vec![address("desk@example.com")];
        assert_eq!(emails(&reply(&with, &[], false).to), ["desk@example.com"]);
        let all = reply_all(&with, &["me@firma.pl".to_owned()], false);
        assert_eq!(emails(&all.cc), ["anna@firma.pl", "CLIENT@example.com", "boss@example.com"]);
    }

    #[test]
    fn my_own_mail_goes_on_to_its_recipients() {
        let own = ["CLIENT@EXAMPLE.COM".to_owned()];
        assert_eq!(emails(&reply(&original(), &own, true).to), ["Me@Firma.pl", "anna@firma.pl"]);
        let all = reply_all(&original(), &own, true);
        assert_eq!(emails(&all.to), ["Me@Firma.pl", "anna@firma.pl"]);
        assert_eq!(emails(&all.cc), ["boss@example.com"]);
        let mut copied = original();
        copied.to = vec![address("Client+kopia@example.com")];
        assert_eq!(emails(&reply_all(&copied, &own, true).to), ["boss@example.com", "anna@firma.pl"]);
    }

    #[test]
    fn a_note_to_oneself_can_be_answered() {
        let mut note = original();
        note.from = Some(address("me@firma.pl"));
        note.to = vec![address("me@firma.pl")];
        note.cc.clear();
        for mine in [true, false] {
            assert_eq!(emails(&reply_all(&note, &["me@firma.pl".to_owned()], mine).to), ["me@firma.pl"]);
        }
    }

    #[test]
    fn a_form_with_our_own_address_is_answered_to_who_filled_it_in() {
        let own = ["biuro@firma.pl".to_owned()];
        let form = ParsedMessage {
            from: Some(address("biuro@firma.pl")),
            to: vec![address("Biuro@firma.pl")],
            reply_to: vec![address("jan@klient.pl")],
            ..ParsedMessage::default()
        };
        assert_eq!(emails(&reply(&form, &own, false).to), ["jan@klient.pl"]);
        let all = reply_all(&form, &own, false);
        assert_eq!((emails(&all.to), all.cc.len()), (vec!["jan@klient.pl"], 0));
        let list = ParsedMessage {
            reply_to: vec![address("biuro@firma.pl")],
            original_from: Some(address("ewa@klient.pl")),
            ..form.clone()
        };
        assert_eq!(emails(&reply(&list, &own, false).to), ["ewa@klient.pl"]);
        let sent = ParsedMessage {
            to: vec![address("jan@klient.pl")],
            reply_to: form.from.iter().cloned().collect(),
            ..form
        };
        assert_eq!(emails(&reply(&sent, &own, true).to), ["jan@klient.pl"]);
        let all = reply_all(&sent, &own, true);
        assert_eq!((emails(&all.to), all.cc.len()), (vec!["jan@klient.pl"], 0));
    }

    #[test]
    fn nobody_answers_themselves() {
        let own = ["anna@firma.pl".to_owned(), "a.nowak@firma.pl".to_owned()];
        let mail = ParsedMessage {
            from: Some(address("jan@klient.pl")),
            to: vec![address("ANNA@firma.pl")],
            cc: vec![address("a.nowak@firma.pl"), address("marek@klient.pl")],
            reply_to: vec![address("ANNA@firma.pl"), address("jan@klient.pl"), address("marek@klient.pl")],
            ..ParsedMessage::default()
        };
        assert_eq!(emails(&reply(&mail, &own, false).to), ["jan@klient.pl", "marek@klient.pl"]);
        assert!(reply_all(&mail, &own, false).cc.is_empty());
        let plain = ParsedMessage { reply_to: Vec::new(), ..mail.clone() };
        let all = reply_all(&plain, &own, false);
        assert_eq!((emails(&all.to), emails(&all.cc)), (vec!["jan@klient.pl"], vec!["marek@klient.pl"]));
        let only_me = ParsedMessage { reply_to: vec![address("anna@firma.pl")], ..mail.clone() };
        assert_eq!(emails(&reply(&only_me, &own, false).to), ["jan@klient.pl"]);
        let tagged = ParsedMessage {
            cc: vec![address("Anna+narada@firma.pl"), address("marek+x@klient.pl")],
            reply_to: vec![address("anna+crm@FIRMA.pl"), address("jan@klient.pl")],
            ..mail
        };
        assert_eq!(emails(&reply(&tagged, &own, false).to), ["jan@klient.pl"]);
        assert_eq!(emails(&reply_all(&tagged, &own, false).cc), ["marek+x@klient.pl"]);
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
