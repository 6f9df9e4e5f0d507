//! Internationalised domain names as people read them (RFC 5890), where that cannot deceive.
//!
//! Browsers show `xn--…` in letters when a label keeps to one script and does not only consist of letters that another script has
//! too. The same here: whoever writes from `аррӏе.com` in Cyrillic is shown as what they are, `xn--80ak6aa92e.com`.

use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Scripts whose letters are taken for nothing else, or only some of which are.
const SCRIPTS: [&[RangeInclusive<char>]; 10] = [
    // Latin letters of European languages. Not ı, ĸ, ŉ and ſ, which are taken for others.
    &['a'..='z', 'ß'..='ö', 'ø'..='ÿ', 'ā'..='İ', 'Ĳ'..='ķ', 'Ĺ'..='ň', 'Ŋ'..='ž', 'ș'..='ț'],
    &['ͱ'..='ϯ'],
    &['а'..='ӿ'],
    &['ա'..='ֆ'],
    &['א'..='ת'],
    &['ؠ'..='ي'],
    &['ऄ'..='ॿ'],
    &['ก'..='๎'],
    &['가'..='힣'],
    // Japanese mixes three, and Chinese is one of them.
    &['ぁ'..='ヿ', '一'..='鿿', '々'..='々'],
];
/// Greek and Cyrillic letters that look like Latin ones.
const LOOK_LATIN: &str = "αγεηικνορτυχωасԁеһіјӏорԛѕԝхуъьҽпгѵѡвкмнт";

/// An address, or a domain, with its domain in letters.
#[must_use]
pub fn readable(address: &str) -> Cow<'_, str> {
    let (local, domain) =
        address.rsplit_once('@').map_or((None, address), |(local, domain)| (Some(local), domain));
    if !domain.split('.').any(is_encoded) {
        return Cow::Borrowed(address);
    }
    let mut letters = local.map_or_else(String::new, |local| format!("{local}@"));
    for (number, label) in domain.split('.').enumerate() {
        let Some(label) = decoded(label) else { return Cow::Borrowed(address) };
        if number > 0 {
            letters.push('.');
        }
        letters.push_str(&label);
    }
    Cow::Owned(letters)
}

fn is_encoded(label: &str) -> bool {
    label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"))
}

/// A label in letters; `None` for one that is to stay as it is on the wire, and with it the whole domain.
fn decoded(label: &str) -> Option<String> {
    if !is_encoded(label) {
        return Some(label.to_owned());
    }
    let encoded = label.get(4..)?.to_ascii_lowercase();
    let letters = idna::punycode::decode_to_string(&encoded)?;
    // Another way to write the same is none that a registry gives away.
    let is_canonical = idna::punycode::encode_str(&letters).is_some_and(|again| again == encoded);
    (is_canonical && is_plain(&letters)).then_some(letters)
}

/// Letters of one script, in small letters, with digits and hyphens.
fn is_plain(label: &str) -> bool {
    let letters = || label.chars().filter(|letter| !letter.is_ascii_digit() && *letter != '-');
    let is_of = |script: &[RangeInclusive<char>]| {
        letters().all(|letter| script.iter().any(|range| range.contains(&letter)))
    };
    let is_of_one = label.to_lowercase() == label && SCRIPTS.iter().any(|script| is_of(script));
    is_of_one && !letters().all(|letter| LOOK_LATIN.contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(wire: &str, letters: &str) {
        assert_eq!(readable(wire), letters);
    }

    #[test]
    fn letters_of_one_script_are_shown() {
        reads("anna@xn--bbr-gna.example", "anna@bóbr.example");
        reads("biuro@xn--w-uga1v8h.pl", "biuro@żółw.pl");
        reads("info@XN--Mller-KVA.example", "info@müller.example");
        reads("xn--fa-hia.de", "faß.de");
        reads("a@xn--e1afmkfd.xn--p1ai", "a@пример.рф");
        reads("a@xn--9dbq2a.example", "a@קום.example");
        reads("a@xn--fsqu00a.example", "a@例子.example");
        reads("a@mail.xn--bbr-gna.example", "a@mail.bóbr.example");
    }

    #[test]
    fn what_could_deceive_stays_as_it_is() {
        for wire in [
            // All Cyrillic, and looks Latin.
            "a@xn--80ak6aa92e.com",
            // Latin with one Cyrillic letter.
            "a@xn--pypal-4ve.com",
            // A dotless i, a long s, a joiner that nobody sees, nonsense.
            "a@xn--gmal-nza.com",
            "a@xn--abc-i3a.com",
            "a@xn--abc-fn0a.com",
            "a@xn--a.com",
            "a@xn--99999999999.com",
            "a@xn--.com",
        ] {
            assert_eq!(readable(wire), wire, "{}", readable(wire));
        }
    }

    #[test]
    fn what_is_not_encoded_is_not_touched() {
        for plain in ["anna@firma.pl", "", "@", "nobody", "xn@--.pl", "żółw@firma.pl"] {
            assert!(matches!(readable(plain), Cow::Borrowed(same) if same == plain));
        }
    }
}
