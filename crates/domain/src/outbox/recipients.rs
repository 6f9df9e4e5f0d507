//! Who gets a reply (RFC 5322 §3.6.3, and what people expect beyond it).

use kurier_model::Address;

/// The people of the message that is answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Original {
    pub(crate) from: Option<Address>,
    pub(crate) reply_to: Vec<Address>,
    pub(crate) to: Vec<Address>,
    pub(crate) cc: Vec<Address>,
    /// Written by the mailbox's own address.
    pub(crate) is_mine: bool,
}

/// To and Cc of a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recipients {
    pub(crate) to: Vec<Address>,
    pub(crate) cc: Vec<Address>,
}

/// The author alone (or where the author wants answers); after one's own message its recipients again.
pub(crate) fn reply(original: &Original, me: &str) -> Recipients {
    let to = if original.is_mine {
        unique(original.to.iter(), &[])
    } else if original.reply_to.is_empty() {
        unique(original.from.iter(), &[])
    } else {
        unique(original.reply_to.iter(), &[])
    };
    // A note to oneself is answered to oneself; in every other case one's own address is not a recipient.
    let others = unique(to.iter(), &[me]);
    Recipients { to: if others.is_empty() { to } else { others }, cc: Vec::new() }
}

/// Everybody who got it, each once; nobody is dropped but the mailbox itself, and nobody is added.
pub(crate) fn reply_all(original: &Original, me: &str) -> Recipients {
    let first = reply(original, me);
    let mut to = first.to;
    if !original.is_mine {
        let known: Vec<String> = to.iter().map(Address::key).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).chain([me]).collect();
        to.extend(unique(original.to.iter(), &known));
    }
    let known: Vec<String> = to.iter().map(Address::key).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).chain([me]).collect();
    let cc = unique(original.cc.iter(), &known);
    Recipients { to, cc }
}

/// Addresses once each, in order, without those whose key is in `except`.
pub(crate) fn unique<'a>(addresses: impl Iterator<Item = &'a Address>, except: &[&str]) -> Vec<Address> {
    let except: Vec<String> = except.iter().map(|key| kurier_model::address::address_key(key)).collect();
    let mut seen: Vec<String> = Vec::new();
    let mut kept = Vec::new();
    for address in addresses {
        let key = address.key();
        if kurier_model::address::plausible(&address.address) && !except.contains(&key) && !seen.contains(&key) {
            seen.push(key);
            kept.push(address.clone());
        }
    }
    kept
}

/// `Re: …`, unless there is one (in any of the usual languages).
pub(crate) fn reply_subject(subject: &str) -> String {
    prefixed("Re", &["re", "odp", "aw", "sv"], subject)
}

/// `Fwd: …`, unless there is one.
pub(crate) fn forward_subject(subject: &str) -> String {
    prefixed("Fwd", &["fwd", "fw", "pd", "wg"], subject)
}

fn prefixed(prefix: &str, known: &[&str], subject: &str) -> String {
    let subject = subject.trim();
    let has = subject.split_once(':').is_some_and(|(word, _)| {
        let word = word.split('[').next().unwrap_or_default().trim().to_lowercase();
        known.contains(&word.as_str())
    });
    if has { subject.to_owned() } else { format!("{prefix}: {subject}").trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: &str = "sprzedaz@kurier.pl";

    fn original() -> Original {
        Original {
            from: Some(Address::named("Anna", "anna@firma.pl")),
            reply_to: vec![],
            to: vec![Address::bare("Sprzedaz@kurier.pl"), Address::bare("jan@firma.pl")],
            cc: vec![Address::bare("ANNA@firma.pl"), Address::bare("szef@firma.pl"), Address::bare(ME)],
            is_mine: false,
        }
    }

    fn keys(addresses: &[Address]) -> Vec<String> {
        addresses.iter().map(Address::key).collect()
    }

    #[test]
    fn a_reply_goes_to_the_author_or_where_the_author_wants_it() {
        assert_eq!(keys(&reply(&original(), ME).to), ["anna@firma.pl"]);
        let list = Original { reply_to: vec![Address::bare("biuro@firma.pl")], ..original() };
        assert_eq!(keys(&reply(&list, ME).to), ["biuro@firma.pl"]);
        assert!(reply(&list, ME).cc.is_empty());
    }

    #[test]
    fn reply_all_keeps_everybody_once_and_leaves_me_out() {
        let all = reply_all(&original(), ME);
        assert_eq!(keys(&all.to), ["anna@firma.pl", "jan@firma.pl"]);
        assert_eq!(keys(&all.cc), ["szef@firma.pl"]);
    }

    #[test]
    fn answering_my_own_mail_goes_to_its_recipients() {
        let mine = Original {
            from: Some(Address::bare(ME)),
            to: vec![Address::bare("anna@firma.pl")],
            cc: vec![Address::bare("szef@firma.pl")],
            is_mine: true,
            ..Original::default()
        };
        assert_eq!(keys(&reply(&mine, ME).to), ["anna@firma.pl"]);
        assert_eq!(keys(&reply_all(&mine, ME).cc), ["szef@firma.pl"]);
        let note = Original { from: Some(Address::bare(ME)), to: vec![Address::bare(ME)], is_mine: true, ..Original::default() };
        assert_eq!(keys(&reply(&note, ME).to), [ME]);
    }

    #[test]
    fn subjects_get_one_prefix() {
        assert_eq!(reply_subject("Oferta"), "Re: Oferta");
        assert_eq!(reply_subject("RE: Oferta"), "RE: Oferta");
        assert_eq!(reply_subject("Odp: Oferta"), "Odp: Oferta");
        assert_eq!(reply_subject("Re[2]: Oferta"), "Re[2]: Oferta");
        assert_eq!(reply_subject("Uwaga: pilne"), "Re: Uwaga: pilne");
        assert_eq!(reply_subject(""), "Re:");
        assert_eq!(forward_subject("Re: Oferta"), "Fwd: Re: Oferta");
        assert_eq!(forward_subject("FW: Oferta"), "FW: Oferta");
    }
}
