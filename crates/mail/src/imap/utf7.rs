//! Folder names on the wire: modified UTF-7 (RFC 3501 §5.1.3).

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

const BASE64: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// The name as a person reads it. What is not valid modified UTF-7 is kept as it came, so that nothing is lost.
pub fn decode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(shift) = rest.find('&') {
        let (plain, shifted) = rest.split_at(shift);
        out.push_str(plain);
        let Some((coded, after)) = shifted.get(1..).unwrap_or_default().split_once('-') else {
            out.push_str(shifted);
            return out;
        };
        match (coded.is_empty(), decode_run(coded)) {
            (true, _) => out.push('&'),
            (false, Some(text)) => out.push_str(&text),
            (false, None) => return name.to_owned(),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn decode_run(coded: &str) -> Option<String> {
    let bytes = BASE64.decode(coded).ok()?;
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([*pair.first().unwrap_or(&0), *pair.last().unwrap_or(&0)]))
        .collect();
    String::from_utf16(&units).ok()
}

/// The name as the server knows it.
pub fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut pending: Vec<u8> = Vec::new();
    for character in name.chars() {
        if matches!(character, ' '..='~') {
            flush(&mut pending, &mut out);
            out.push(character);
            if character == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            pending.extend(character.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut pending, &mut out);
    out
}

fn flush(pending: &mut Vec<u8>, out: &mut String) {
    if !pending.is_empty() {
        out.push('&');
        out.push_str(&BASE64.encode(&*pending));
        out.push('-');
        pending.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for (person, wire) in [
            ("INBOX", "INBOX"),
            ("Wysłane", "Wys&AUI-ane"),
            ("Elementy wysłane", "Elementy wys&AUI-ane"),
            ("R&D", "R&-D"),
            ("台北", "&U,BTFw-"),
            ("📬 box", "&2D3c7A- box"),
        ] {
            assert_eq!(encode(person), wire);
            assert_eq!(decode(wire), person);
        }
    }

    #[test]
    fn broken_names_are_kept() {
        for name in ["a&", "a&b", "&!!-", "&2D0-", "Wysłane"] {
            assert_eq!(decode(name), name);
        }
    }
}
