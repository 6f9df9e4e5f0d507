//! One address in its several spellings, so that what is said of it is found however it is written.

use kurier_mail::message::without_tag;
use kurier_mail::smtp::ascii_domain;
use kurier_model::address::address_key;
use kurier_model::readable;

/// As it is written, with its domain in ASCII and as people read it (IDNA), and each without what stands behind a "+".
pub(crate) fn spellings(address: &str) -> Vec<String> {
    let key = address_key(address);
    let ascii = ascii_domain(&key).map_or_else(|| key.clone(), |ascii| address_key(&ascii));
    let shown = address_key(&readable(&ascii));
    let mut all: Vec<String> = Vec::new();
    for one in [key, ascii, shown] {
        let bare = without_tag(&one);
        all.extend([one, bare]);
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn however_an_address_is_written_it_meets_itself() {
        for (one, other) in [
            ("Jan@Klient.example", "jan@klient.example"),
            ("jan+oferta@klient.example", "jan@klient.example"),
            ("jan@żółw.example", "jan@xn--w-uga1v8h.example"),
            ("jan@żółw.example", "jan+x@XN--W-UGA1V8H.example"),
            ("jan@klient\u{ad}.example", "jan@klient.example"),
            ("jan@ｋｌｉｅｎｔ.example", "jan@klient.example"),
        ] {
            let (ours, theirs) = (spellings(one), spellings(other));
            assert!(ours.iter().any(|key| theirs.contains(key)), "{one} {other}: {ours:?} {theirs:?}");
        }
        let (jan, jana) = (spellings("jan@klient.example"), spellings("jana@klient.example"));
        assert!(!jan.iter().any(|key| jana.contains(key)));
    }
}
