//! Encoded words (RFC 2047), for what the parser leaves as it is written or reads by a label that lies.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mail_parser::Encoding;

use super::charset;

/// Text in one encoded word that is written anew, in bytes (RFC 2047 §2).
const LONGEST: usize = 45;

/// Consecutive encoded words in one charset, and where they stand.
struct Run<'t> {
    charset: &'t [u8],
    words: Vec<Vec<u8>>,
    start: usize,
    end: usize,
}

impl Run<'_> {
    fn bytes(&self) -> Vec<u8> {
        self.words.concat()
    }

    fn charset(&self) -> &str {
        // A language may follow (RFC 2231 §5).
        let label = self.charset.split(|byte| *byte == b'*').next().unwrap_or_default();
        std::str::from_utf8(label).unwrap_or_default()
    }

    fn is_utf8(&self) -> bool {
        matches!(self.charset().to_ascii_lowercase().as_str(), "utf-8" | "utf8")
    }
}

/// Text with its encoded words decoded. White space between two of them is none (§6.2), and a letter may be divided
/// between them.
pub(super) fn decode(text: &[u8]) -> String {
    let mut out = String::new();
    let (mut from, mut after_word) = (0, false);
    for run in runs(text) {
        let between = text.get(from..run.start).unwrap_or_default();
        if !(after_word && between.trim_ascii().is_empty()) {
            out.push_str(&charset::decode(between, None));
        }
        out.push_str(&charset::decode(&run.bytes(), Some(run.charset())));
        (from, after_word) = (run.end, true);
    }
    out.push_str(&charset::decode(text.get(from..).unwrap_or_default(), None));
    out
}

/// A header in which encoded words whose charset is not what they say, and letters divided between two words, are written
/// anew in UTF-8. All others stay as they are.
pub(super) fn mended(header: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Vec::new();
    let mut from = 0;
    for run in runs(header) {
        let bytes = run.bytes();
        let divided = run.is_utf8() && run.words.iter().any(|word| std::str::from_utf8(word).is_err());
        let text = match divided {
            true => Some(charset::decode(&bytes, None).into_owned()),
            false => charset::belied(&bytes, run.charset()),
        };
        let Some(text) = text else { continue };
        out.extend_from_slice(header.get(from..run.start).unwrap_or_default());
        out.extend_from_slice(encoded(&text).as_bytes());
        from = run.end;
    }
    if from == 0 {
        return Cow::Borrowed(header);
    }
    out.extend_from_slice(header.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

fn encoded(text: &str) -> String {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, next) = rest.split_at(rest.floor_char_boundary(LONGEST));
        words.push(format!("=?utf-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(word)));
        rest = next;
    }
    words.join(" ")
}

fn runs(text: &[u8]) -> impl Iterator<Item = Run<'_>> {
    let mut at = 0;
    let mut ahead: Option<Word<'_>> = None;
    std::iter::from_fn(move || {
        let first = match ahead.take() {
            Some(word) => word,
            None => next_word(text, at)?,
        };
        let mut run =
            Run { charset: first.charset, words: vec![first.bytes], start: first.start, end: first.end };
        at = run.end;
        while let Some(next) = next_word(text, at) {
            let gap = text.get(run.end..next.start).unwrap_or_default();
            at = next.end;
            if gap.iter().all(u8::is_ascii_whitespace) && next.charset.eq_ignore_ascii_case(run.charset) {
                run.words.push(next.bytes);
                run.end = next.end;
            } else {
                ahead = Some(next);
                break;
            }
        }
        Some(run)
    })
}

struct Word<'t> {
    charset: &'t [u8],
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

/// The next encoded word from `at` on.
fn next_word(text: &[u8], mut at: usize) -> Option<Word<'_>> {
    loop {
        let start = at + memchr::memmem::find(text.get(at..)?, b"=?")?;
        if let Some(word) = word(text, start) {
            return Some(word);
        }
        at = start + 2;
    }
}

/// The encoded word that begins at `start`. No charset's name is long, and no word goes over its line.
fn word(text: &[u8], start: usize) -> Option<Word<'_>> {
    let rest = text.get(start + 2..)?;
    let label = rest.iter().take(60).position(|byte| *byte == b'?')?;
    let charset = rest.get(..label)?;
    if charset.is_empty() || charset.iter().any(|byte| !byte.is_ascii_graphic()) {
        return None;
    }
    let [kind, b'?', body @ ..] = rest.get(label + 1..)? else { return None };
    let length = memchr::memchr2(b'?', b'\n', body)?;
    if body.get(length..length + 2) != Some(b"?=") {
        return None;
    }
    let body = body.get(..length)?;
    let bytes = match kind.to_ascii_lowercase() {
        b'b' => from_base64(body),
        b'q' => from_q(body),
        _ => return None,
    };
    Some(Word { charset, bytes, start, end: start + 2 + label + 3 + length + 2 })
}

fn from_base64(body: &[u8]) -> Vec<u8> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    LENIENT.decode(body).unwrap_or_else(|_| Encoding::Base64.decode(body).into_owned())
}

fn from_q(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let value = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (byte, value.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'=', Some(value)) => {
                bytes.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'_', _) => bytes.push(b' '),
            _ => bytes.push(*byte),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_before_they_are_read() {
        for (written, read) in [
            ("=?utf-8?Q?za=C5=82?= =?utf-8?Q?=C4=85cznik.pdf?=", "załącznik.pdf"),
            ("=?utf-8?Q?faktura_=C5?=\r\n\t=?UTF-8?Q?=BC.pdf?=", "faktura ż.pdf"),
            ("=?utf-8?B?xbw=?= =?iso-8859-2?Q?=F3=B3w?=", "żółw"),
            ("=?utf-8?B?xbw?=ółw.pdf", "żółw.pdf"),
            ("=?utf-8*pl?q?=C5=BC?= i reszta", "ż i reszta"),
            ("Umowa =?utf-8?q?=C5=BC?= =?bad", "Umowa ż =?bad"),
            ("=?iso-8859-2?Q?=C5=BBaneta?=", "Żaneta"),
            ("=?iso-2022-jp?B?GyRCJV4lJCVrJTklSCE8JXNJPTwoGyhCLmJtcA==?=", "マイルストーン表示.bmp"),
            ("=?iso-2022-jp?Q?plain.txt?=", "plain.txt"),
            ("=?utf-8?X?abc?= =??Q?a?=", "=?utf-8?X?abc?= =??Q?a?="),
        ] {
            assert_eq!(decode(written.as_bytes()), read, "{written}");
        }
    }

    #[test]
    fn only_lies_are_written_anew() {
        let honest = "Subject: =?iso-8859-2?Q?Wycena_=B3o=BFysk?= =?utf-8?B?xbw=?=\r\n";
        assert!(matches!(mended(honest.as_bytes()), Cow::Borrowed(_)));
        let lie = "Subject: a =?iso-8859-2?Q?=C5=82?= b\r\n";
        assert_eq!(&*mended(lie.as_bytes()), b"Subject: a =?utf-8?B?xYI=?= b\r\n");
        let divided = "Subject: =?utf-8?Q?=C5?=\r\n =?utf-8?Q?=82?=\r\n";
        assert_eq!(&*mended(divided.as_bytes()), b"Subject: =?utf-8?B?xYI=?=\r\n");
    }

    #[test]
    fn time_grows_with_the_length() {
        for piece in ["=?", "=?a?q?", "=?utf-8?q?=C5?= ", "=?a?b?????", "=?utf-8?q?a"] {
            let text = piece.repeat(1_000_000 / piece.len());
            let started = crate::processor_time::Stopwatch::start();
            decode(text.as_bytes());
            mended(text.as_bytes());
            assert!(started.elapsed().as_secs() < 4, "{piece}: {:?}", started.elapsed());
        }
    }
}
