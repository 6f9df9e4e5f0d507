//! Labels that the bytes belie. In a single-byte table every byte means something, so a wrong one decodes without an
//! error: what tells is what the bytes would be under another.

use encoding_rs::{Encoding, ISO_8859_2, ISO_8859_15, ISO_8859_16, WINDOWS_1250, WINDOWS_1252};

/// So many letters of UTF-8 make up for one byte that is none: a line in another charset was added on the way.
const LETTERS_FOR_A_STRAY: usize = 8;

/// The text of `bytes` where they are plainly not in the charset that `label` names; `None` where they may be.
pub(in crate::message) fn belied(bytes: &[u8], label: &str) -> Option<String> {
    let declared = single_byte(label)?;
    if bytes.is_ascii() {
        return None;
    }
    as_utf8(bytes, declared).or_else(|| {
        let rival = rival(bytes, declared)?;
        Some(rival.decode_without_bom_handling(bytes).0.into_owned())
    })
}

/// Whether bytes can fit that charset without being in it.
pub(in crate::message) fn can_be_belied(label: &str) -> bool {
    single_byte(label).is_some()
}

fn single_byte(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes()).filter(|found| found.is_single_byte())
}

/// The text as UTF-8, if that is what the bytes are but for a few.
fn as_utf8(bytes: &[u8], declared: &'static Encoding) -> Option<String> {
    let (mut letters, mut strays) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        if chunk.valid().chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c)) {
            return None;
        }
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        strays += chunk.invalid().len();
    }
    if letters == 0 || letters < strays * LETTERS_FOR_A_STRAY {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&declared.decode_without_bom_handling(chunk.invalid()).0);
    }
    Some(text)
}

/// The charset of Polish text that these bytes are in, when it is another than the declared one.
fn rival(bytes: &[u8], declared: &'static Encoding) -> Option<&'static Encoding> {
    let seen = Seen::of(bytes);
    if declared == ISO_8859_2 || declared == ISO_8859_16 {
        // Nobody writes C1 controls: these are the quotation marks and the ś of windows-1250.
        return (seen.controls > 0 || seen.is_polish_1250() && seen.foreign_iso2 > 0).then_some(WINDOWS_1250);
    }
    if declared == WINDOWS_1250 {
        return (seen.is_polish_iso2() && seen.foreign_1250 > 0).then_some(ISO_8859_2);
    }
    if (declared != WINDOWS_1252 && declared != ISO_8859_15) || seen.signs_in_words == 0 {
        return None;
    }
    if seen.is_polish_1250() { Some(WINDOWS_1250) } else { seen.is_polish_iso2().then_some(ISO_8859_2) }
}

/// What the bytes above ASCII would be.
#[derive(Default)]
struct Seen {
    controls: usize,
    /// Ł, ł, Ż, ż, Ę or ę, which are the same byte in both tables.
    sure: usize,
    /// Letters and signs that Polish text does not have, inside words.
    foreign_1250: usize,
    foreign_iso2: usize,
    /// What windows-1252 shows as `³`, `¹`, `¿` and the like where a letter has to be.
    signs_in_words: usize,
}

impl Seen {
    fn of(bytes: &[u8]) -> Self {
        let mut seen = Self::default();
        let mut before = b' ';
        for (at, &byte) in bytes.iter().enumerate() {
            if byte >= 0x80 {
                let next = bytes.get(at + 1).copied().unwrap_or(b' ');
                seen.high(before, byte, next);
            }
            before = byte;
        }
        seen
    }

    fn high(&mut self, before: u8, byte: u8, next: u8) {
        let after_letter = before.is_ascii_alphabetic();
        let in_word = after_letter || next.is_ascii_alphabetic();
        self.controls += usize::from(matches!(byte, 0x80..=0x9f));
        self.sure += usize::from(matches!(byte, 0xa3 | 0xaf | 0xb3 | 0xbf | 0xca | 0xea));
        if !is_shared(byte) {
            let signs = !matches!(byte, 0xa1..=0xbf) || in_word;
            self.foreign_1250 += usize::from(signs && !is_polish_1250(byte));
            self.foreign_iso2 += usize::from(signs && !is_polish_iso2(byte));
        }
        let begins_question = matches!(byte, 0xa1 | 0xbf);
        let sign =
            matches!(byte, 0xa1 | 0xa3 | 0xa5 | 0xa6 | 0xac | 0xaf | 0xb1 | 0xb3 | 0xb6 | 0xb9 | 0xbc | 0xbf);
        let inside = next.is_ascii_lowercase() && (after_letter || !begins_question);
        self.signs_in_words += usize::from(sign && inside);
    }

    const fn is_polish_1250(&self) -> bool {
        self.sure > 0 && self.foreign_1250 == 0
    }

    const fn is_polish_iso2(&self) -> bool {
        self.sure > 0 && self.foreign_iso2 == 0 && self.controls == 0
    }
}

/// The same in both tables and at home in Polish text: its own letters, those of neighbours' names, `§`, `°`, a hard space.
const fn is_shared(byte: u8) -> bool {
    matches!(
        byte,
        0xa0 | 0xa3
            | 0xa7
            | 0xaf
            | 0xb0
            | 0xb3
            | 0xb4
            | 0xbf
            | 0xc4
            | 0xc6
            | 0xca
            | 0xd1
            | 0xd3
            | 0xd6
            | 0xd7
            | 0xdc
            | 0xdf
            | 0xe4
            | 0xe6
            | 0xe9
            | 0xea
            | 0xf1
            | 0xf3
            | 0xf6
            | 0xfc
    )
}

/// ą, ś, ź and the signs of windows-1250.
const fn is_polish_1250(byte: u8) -> bool {
    matches!(
        byte,
        0x80 | 0x82 | 0x84 | 0x85 | 0x8c | 0x8f | 0x91
            ..=0x97 | 0x99 | 0x9c | 0x9f | 0xa5 | 0xa9 | 0xab | 0xae | 0xb9 | 0xbb
    )
}

/// ą, ś, ź of ISO 8859-2.
const fn is_polish_iso2(byte: u8) -> bool {
    matches!(byte, 0xa1 | 0xa6 | 0xac | 0xad | 0xb1 | 0xb6 | 0xbc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{KOI8_R, WINDOWS_1251, WINDOWS_1254};

    const POLISH: &str = "Dzień dobry, proszę o wycenę łożysk ślizgowych, także źle oznaczonych. Ąć!";

    #[test]
    fn bytes_are_believed_before_their_label() {
        let encoded = |encoding: &'static Encoding| encoding.encode(POLISH).0.into_owned();
        for label in
            ["iso-8859-2", "iso-8859-1", "us-ascii", "windows-1250", "windows-1252", "koi8-r", "iso-8859-15"]
        {
            assert_eq!(belied(POLISH.as_bytes(), label).as_deref(), Some(POLISH), "{label}");
        }
        for label in ["iso-8859-2", "iso-8859-1", "windows-1252", "iso-8859-15"] {
            assert_eq!(belied(&encoded(WINDOWS_1250), label).as_deref(), Some(POLISH), "{label}");
        }
        for label in ["windows-1250", "iso-8859-1", "us-ascii"] {
            assert_eq!(belied(&encoded(ISO_8859_2), label).as_deref(), Some(POLISH), "{label}");
        }
    }

    #[test]
    fn a_true_label_stays() {
        for (encoding, text) in [
            (ISO_8859_2, POLISH),
            (WINDOWS_1250, POLISH),
            (WINDOWS_1250, "„Łożysko” – średnica ±5 mm, cena 3 € za szt."),
            (ISO_8859_2, "Příliš žluťoučký kůň úpěl ďábelské ódy"),
            (WINDOWS_1250, "Příliš žluťoučký kůň úpěl ďábelské ódy, nášľapná šachta"),
            (WINDOWS_1252, "¿Qué precio tiene el cañón? ¡gracias! 5 m³ à 3 £"),
            (WINDOWS_1252, "Grüße aus Köln, où êtes-vous, læse, œuvre, 30°"),
            (WINDOWS_1254, "Şu ürünün fiyatı nedir, çok teşekkür ederim ığüşöç"),
            (WINDOWS_1251, "Коммерческое предложение, ещё раз её"),
            (KOI8_R, "Коммерческое предложение, ещё раз её"),
        ] {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost, "{text}");
            assert_eq!(belied(&bytes, encoding.name()), None, "{text}");
        }
        assert_eq!(belied("żółw".as_bytes(), "utf-8"), None);
        assert_eq!(belied("żółw".as_bytes(), "gbk"), None);
        assert_eq!(belied(b"ascii", "iso-8859-2"), None);
    }

    #[test]
    fn a_stray_line_does_not_hide_what_the_rest_is() {
        let mixed = [POLISH.as_bytes(), b"\r\nstopka: \xbf"].concat();
        assert_eq!(belied(&mixed, "iso-8859-2").unwrap(), format!("{POLISH}\r\nstopka: ż"));
    }
}
