//! Bytes whose charset nobody declared, as old Polish programs send them.

mod belied;

use std::borrow::Cow;

use encoding_rs::{
    Encoding, ISO_2022_JP, ISO_8859_2, KOI8_R, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251,
};

pub(super) use belied::{belied, can_be_belied};

/// The text of `bytes`: UTF-8 if they are, else the declared charset if it fits, else a guess. Where every byte looks like
/// ASCII and means something else, the label is believed.
pub(super) fn decode<'b>(bytes: &'b [u8], declared: Option<&str>) -> Cow<'b, str> {
    if let Some(text) = declared.and_then(|label| beyond_ascii(bytes, label)) {
        return text;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    if let Some(text) = declared.and_then(|label| belied(bytes, label)) {
        return Cow::Owned(text);
    }
    let declared = declared
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .filter(|found| *found != UTF_8);
    if let Some(text) =
        declared.and_then(|found| found.decode_without_bom_handling_and_without_replacement(bytes))
    {
        return text;
    }
    guess(bytes).decode_without_bom_handling(bytes).0
}

/// Text in a charset of which seven bits are enough (ISO-2022-JP, RFC 1468), or of which every other byte may be NUL (UTF-16).
fn beyond_ascii<'b>(bytes: &'b [u8], label: &str) -> Option<Cow<'b, str>> {
    let found = Encoding::for_label(label.trim().as_bytes())?;
    let is_switched = found == ISO_2022_JP && bytes.contains(&0x1b);
    let is_wide =
        (found == UTF_16LE || found == UTF_16BE) && bytes.len().is_multiple_of(2) && bytes.contains(&0);
    if !is_switched && !is_wide {
        return None;
    }
    Some(found.decode_with_bom_removal(bytes).0)
}

/// Central European by default: the letters ą ś ź tell windows-1250 and ISO 8859-2 apart.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut high = 0_usize;
    let mut letters = 0_usize;
    let mut cp1250 = 0_usize;
    let mut iso2 = 0_usize;
    let mut cyrillic_1251 = 0_usize;
    let mut cyrillic_koi8 = 0_usize;
    for byte in bytes {
        match byte {
            0x80..=0x9f | 0xa5 | 0xb9 => cp1250 += 1,
            0xa1 | 0xa6 | 0xac | 0xb1 | 0xb6 | 0xbc => iso2 += 1,
            0xc0..=0xdf => cyrillic_koi8 += 1,
            0xe0..=0xff => cyrillic_1251 += 1,
            _ => {}
        }
        letters += usize::from(byte.is_ascii_alphabetic());
        high += usize::from(*byte >= 0x80);
    }
    // Words of almost nothing but high letters are no Latin script.
    if high > 6 && high > letters * 3 {
        return if cyrillic_1251 >= cyrillic_koi8 { WINDOWS_1251 } else { KOI8_R };
    }
    if iso2 > cp1250 { ISO_8859_2 } else { WINDOWS_1250 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polish_is_told_apart() {
        let text = "Zażółć gęślą jaźń";
        for encoding in [WINDOWS_1250, ISO_8859_2] {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(decode(&bytes, None), text, "{}", encoding.name());
            assert_eq!(decode(&bytes, Some("us-ascii-nonsense")), text);
        }
        assert_eq!(decode("żółw".as_bytes(), Some("iso-8859-2")), "żółw");
        let (bytes, _, _) = WINDOWS_1251.encode("Коммерческое предложение");
        assert_eq!(decode(&bytes, None), "Коммерческое предложение");
    }
}
