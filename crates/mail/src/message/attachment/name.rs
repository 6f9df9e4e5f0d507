//! The name a file was given, read more leniently than the parser does: encoded words in quoted names (forbidden by RFC 2047
//! §5, and common), names without quotation marks, and names in pieces (RFC 2231).

use mail_parser::{HeaderName, MessagePart};

use crate::message::{charset, encoded_words};

/// Longer fields are not looked through.
const LONGEST_FIELD: usize = 64 * 1024;
/// Pieces of one name.
const MOST_PIECES: usize = 200;

/// The name as the sender's program meant it.
pub(super) fn of(part: &MessagePart<'_>) -> Option<String> {
    let named = |header: HeaderName<'static>, parameter: &str| {
        let value = part.headers().get(header)?.raw_value();
        in_field(value.get(..LONGEST_FIELD.min(value.len()))?, parameter)
    };
    named(HeaderName::ContentDisposition, "filename")
        .or_else(|| named(HeaderName::ContentType, "name"))
        .or_else(|| part.attachment_name().map(str::to_owned))
}

fn in_field(field: &[u8], name: &str) -> Option<String> {
    let parameters = parameters(field);
    let extended = extended(&parameters, name).filter(|found| !found.contains('\u{fffd}'));
    let simple = || {
        let (_, value) = parameters.iter().find(|(found, _)| found == name)?;
        // An extended value whose star was forgotten.
        let text = match split_extended(value) {
            Some((label, value)) if label.len() > 2 => text(&percent_decoded(value), Some(label)),
            _ => encoded_words::decode(value),
        };
        Some(text)
    };
    extended.or_else(simple).filter(|found| !found.trim().is_empty())
}

/// `name*`, or `name*0`, `name*1` … put together: a letter may be divided between two of them.
fn extended(parameters: &[(String, Vec<u8>)], name: &str) -> Option<String> {
    let starred = |found: &str| found.strip_prefix(name)?.strip_prefix('*').map(str::to_owned);
    let mut pieces: Vec<(usize, bool, &[u8])> = parameters
        .iter()
        .filter_map(|(found, value)| {
            let section = starred(found)?;
            let (number, encoded) = match section.strip_suffix('*') {
                Some(number) => (number, true),
                None => (section.as_str(), section.is_empty()),
            };
            let number = if number.is_empty() { 0 } else { number.parse().ok()? };
            Some((number, encoded, value.as_slice()))
        })
        .take(MOST_PIECES)
        .collect();
    pieces.sort_by_key(|(number, _, _)| *number);
    pieces.dedup_by_key(|(number, _, _)| *number);
    let (mut label, mut bytes, mut any_encoded) = (None, Vec::new(), false);
    for (place, (_, encoded, value)) in pieces.iter().enumerate() {
        let mut value = *value;
        if *encoded
            && place == 0
            && let Some((found, rest)) = split_extended(value)
        {
            (label, value) = (Some(found), rest);
        }
        any_encoded |= *encoded;
        match encoded {
            true => bytes.extend(percent_decoded(value)),
            false => bytes.extend_from_slice(value),
        }
    }
    (!bytes.is_empty()).then(|| match any_encoded {
        true => text(&bytes, label),
        false => encoded_words::decode(&bytes),
    })
}

fn text(bytes: &[u8], label: Option<&[u8]>) -> String {
    let label = label.and_then(|label| std::str::from_utf8(label).ok()).filter(|label| !label.is_empty());
    charset::decode(bytes, label).into_owned()
}

/// `charset'language'value`.
fn split_extended(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut parts = value.splitn(3, |byte| *byte == b'\'');
    let (label, language, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = |text: &[u8]| text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte));
    (plain(label) && plain(language) && language.len() <= 20).then_some((label, rest))
}

fn percent_decoded(value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let hex = after.get(..2).filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let digit = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match digit.filter(|_| *byte == b'%') {
            Some(digit) => {
                bytes.push(digit);
                rest = after.get(2..).unwrap_or_default();
            }
            None => bytes.push(*byte),
        }
    }
    bytes
}

/// The parameters of a field, their names in lower case, their values without quotation marks and folding.
fn parameters(field: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut rest = memchr::memchr(b';', field).and_then(|at| field.get(at + 1..)).unwrap_or_default();
    while let Some(equals) = memchr::memchr2(b'=', b';', rest) {
        let (name, after) = rest.split_at(equals);
        rest = after.get(1..).unwrap_or_default();
        if after.first() == Some(&b';') {
            continue;
        }
        let name = String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase();
        let value = rest.trim_ascii_start();
        let (value, after) = match value.strip_prefix(b"\"") {
            Some(quoted) => quoted_value(quoted),
            None => bare_value(value),
        };
        found.push((name, value));
        rest = after;
    }
    found
}

/// To the quotation mark after which the value is over; one in the middle of a name does not end it.
fn quoted_value(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut value = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let next = text.get(at + 1);
        match (byte, next) {
            (b'\\', Some(escaped @ (b'"' | b'\\'))) => {
                value.push(*escaped);
                at += 1;
            }
            (b'"', _) => {
                let after = text.get(at + 1..).unwrap_or_default();
                let beyond = after.trim_ascii_start();
                if beyond.first().is_none_or(|byte| matches!(byte, b';' | b'(')) || begins_parameter(beyond) {
                    return (value, beyond.strip_prefix(b";").unwrap_or(beyond));
                }
                value.push(b'"');
            }
            (b'\r' | b'\n', _) => {}
            // Folding stands for a blank (RFC 5322 §2.2.3), which is there already.
            (b'\t', _) => value.push(b' '),
            _ => value.push(*byte),
        }
        at += 1;
    }
    (value, &[])
}

/// To the semicolon after which another parameter begins, blanks and folding included.
fn bare_value(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut from = 0;
    let end = loop {
        let Some(found) = memchr::memchr(b';', text.get(from..).unwrap_or_default()) else {
            break text.len();
        };
        let at = from + found;
        let beyond = text.get(at + 1..).unwrap_or_default().trim_ascii_start();
        if beyond.is_empty() || begins_parameter(beyond) {
            break at;
        }
        from = at + 1;
    };
    let value = text.get(..end).unwrap_or_default();
    let words = value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    (words.collect::<Vec<_>>().join(&b' '), text.get(end + 1..).unwrap_or_default())
}

/// Whether `token=` stands here.
fn begins_parameter(text: &[u8]) -> bool {
    let token = text.iter().take(40).position(|byte| !byte.is_ascii_alphanumeric() && !b"-*_".contains(byte));
    let Some(length) = token.filter(|length| *length > 0) else { return false };
    text.get(length..).unwrap_or_default().trim_ascii_start().first() == Some(&b'=')
}

#[cfg(test)]
mod tests {
    use super::in_field;

    #[test]
    fn names_are_read_as_they_were_meant() {
        for (field, name) in [
            ("attachment; filename=\"umowa.pdf\"; size=12", "umowa.pdf"),
            ("attachment; filename=Umowa ramowa 2026.pdf", "Umowa ramowa 2026.pdf"),
            (
                "attachment; filename=Zestawienie dostaw\r\n za listopad 2026.pdf; size=3",
                "Zestawienie dostaw za listopad 2026.pdf",
            ),
            ("attachment; filename=a;b; c.pdf; size=3", "a;b; c.pdf"),
            (
                "attachment;\r\n filename=\"=?utf-8?Q?zestawienie_?=\r\n\t=?utf-8?Q?cz=C4=99=C5=9Bci.xlsx?=\"",
                "zestawienie części.xlsx",
            ),
            ("attachment; filename==?iso-8859-2?Q?=B3o=BFysko_6204.pdf?=", "łożysko 6204.pdf"),
            ("attachment; filename==?iso-8859-2?Q?=C5=82o=C5=BCysko.pdf?=", "łożysko.pdf"),
            ("attachment; filename==?UTF-8?B?xbzDs8WC?=\r\n =?UTF-8?B?dy5wZGY=?=; x=y", "żółw.pdf"),
            ("attachment; filename*=UTF-8''za%C5%82%C4%85cznik.pdf", "załącznik.pdf"),
            ("attachment; filename*=\"utf-8'pl'za%C5%82%C4%85cznik.pdf\"; filename=z.pdf", "załącznik.pdf"),
            ("attachment; filename*=iso-8859-2''%B3%F3d%BC.pdf", "łódź.pdf"),
            (
                "attachment; filename*0*=UTF-8''za%C5; filename*1*=%82%C4%85; filename*2=\"cznik.pdf\"",
                "załącznik.pdf",
            ),
            ("attachment; filename*1=\"nik.pdf\"; filename*0=\"zalacz\"", "zalacznik.pdf"),
            (
                "attachment; filename*0=\"=?utf-8?Q?za=C5=82=C4\"; filename*1=\"=85cznik.pdf?=\"",
                "załącznik.pdf",
            ),
            ("attachment; filename=\"UTF-8''za%C5%82%C4%85cznik.pdf\"", "załącznik.pdf"),
            ("attachment; filename=\"za%C5%82.pdf\"", "za%C5%82.pdf"),
            ("attachment; filename=\"Rysunek \"A\" 2.pdf\"; size=1", "Rysunek \"A\" 2.pdf"),
            ("attachment; filename=\"Rysunek \\\"A\\\".pdf\" (komentarz)", "Rysunek \"A\".pdf"),
            ("attachment; filename=\"C:\\temp\\umowa.pdf\"", "C:\\temp\\umowa.pdf"),
            ("attachment; filename=\"bez końca.pdf", "bez końca.pdf"),
            ("attachment; filename=\"Jan's plan's end.pdf\"", "Jan's plan's end.pdf"),
            ("attachment; FileName=\"a.pdf\" size=3", "a.pdf"),
        ] {
            assert_eq!(in_field(field.as_bytes(), "filename").as_deref(), Some(name), "{field}");
        }
        assert_eq!(
            in_field(b"attachment; filename=\"za\xb3\xb1cznik.pdf\"", "filename").unwrap(),
            "załącznik.pdf"
        );
        assert_eq!(in_field(b"attachment; size=3; filename=\"\"", "filename"), None);
        assert_eq!(in_field(b"attachment", "filename"), None);
    }

    #[test]
    fn time_grows_with_the_length() {
        for piece in [";", "\"", " ;", "\" ", "a=", "filename*0*=", "\\", "a=\"b\" ", "=?"] {
            let field = format!("attachment; filename={}", piece.repeat(60_000 / piece.len()));
            let quoted = format!("attachment; filename=\"{}", piece.repeat(60_000 / piece.len()));
            let started = crate::processor_time::Stopwatch::start();
            let _ = (in_field(field.as_bytes(), "filename"), in_field(quoted.as_bytes(), "filename"));
            assert!(started.elapsed().as_millis() < 1_500, "{piece}: {:?}", started.elapsed());
        }
    }
}
