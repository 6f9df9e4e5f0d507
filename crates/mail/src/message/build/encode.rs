//! Transfer encodings and encoded words (RFC 2045 §6, RFC 2047).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes of text in one encoded word: 45 bytes make 60 letters, with the frame under 75.
const WORD_BYTES: usize = 45;
const LINE: usize = 76;

/// `text` as encoded words, each on a line of its own.
pub(super) fn words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let cut = rest.floor_char_boundary(WORD_BYTES.min(rest.len()));
        let (word, after) = rest.split_at(cut.max(1));
        if !out.is_empty() {
            out.push_str("\r\n ");
        }
        out.push_str("=?UTF-8?B?");
        out.push_str(&STANDARD.encode(word));
        out.push_str("?=");
        rest = after;
    }
    out
}

/// Base64 in lines of 76.
pub(super) fn base64_lines(bytes: &[u8], out: &mut Vec<u8>) {
    for chunk in bytes.chunks(LINE / 4 * 3) {
        out.extend_from_slice(STANDARD.encode(chunk).as_bytes());
        out.extend_from_slice(b"\r\n");
    }
}

/// Quoted-printable of text with any line ends; every line ends in CRLF. Leading dots and "From " are encoded, so that
/// no transport on the way changes them.
pub(super) fn quoted_printable(text: &str, out: &mut Vec<u8>) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.strip_suffix('\n').unwrap_or(&text);
    for line in text.split('\n') {
        let bytes = line.as_bytes();
        let mut column = 0;
        for (index, byte) in bytes.iter().copied().enumerate() {
            let last = index + 1 == bytes.len();
            let at_start = index == 0 && (byte == b'.' || line.starts_with("From "));
            let plain = match byte {
                b'=' => false,
                b' ' | b'\t' => !last,
                b'!'..=b'~' => !at_start,
                _ => false,
            };
            let width = if plain { 1 } else { 3 };
            if column + width > LINE - 1 {
                out.extend_from_slice(b"=\r\n");
                column = 0;
            }
            // A dot that a soft break put at the start of a line.
            if plain && !(column == 0 && byte == b'.') {
                out.push(byte);
                column += 1;
            } else {
                out.extend_from_slice(format!("={byte:02X}").as_bytes());
                column += 3;
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}
