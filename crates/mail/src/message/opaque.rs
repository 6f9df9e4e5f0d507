//! Mail inside an S/MIME signature (RFC 8551 §3.5.2): signed but not encrypted, so that everybody can read it. The signature
//! is not looked at, and nothing here says that it is good.

mod ber;

use std::borrow::Cow;

use mail_parser::MessagePart;

use super::parser::parser;

/// Signatures around signatures.
const DEEPEST: usize = 4;

/// The message with what stands inside opaque signatures in their place. Of an inner header only what describes its body
/// counts: who wrote the message is said outside.
pub(super) fn opened(raw: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let mut raw = raw;
    for _ in 0..DEEPEST {
        match opened_once(&raw) {
            Some(opened) => raw = Cow::Owned(opened),
            None => break,
        }
    }
    raw
}

fn opened_once(raw: &[u8]) -> Option<Vec<u8>> {
    let marks: [&[u8]; 3] = [b"pkcs7-mime", b".p7m", b".P7M"];
    if !marks.iter().any(|mark| memchr::memmem::find(raw, mark).is_some()) {
        return None;
    }
    let message = parser().parse(raw)?;
    let root = message.root_part().id();
    let (mut out, mut from) = (Vec::new(), 0);
    for part in message.root().parts().filter(is_envelope) {
        let is_root = part.id() == root;
        let Some(inside) = ber::signed_content(&part.decoded()).and_then(|content| entity(content, &part))
        else {
            continue;
        };
        let (begin, end) = (offset(part.offset_header()), offset(part.offset_end()));
        out.extend_from_slice(raw.get(from..begin).unwrap_or_default());
        if is_root {
            out.extend(fields(part.raw_headers(), false));
        }
        out.extend_from_slice(&inside);
        from = end;
    }
    if from == 0 {
        return None;
    }
    out.extend_from_slice(raw.get(from..).unwrap_or_default());
    Some(out)
}

fn offset(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// Whether a part can be such a signature: by its type, or by its name where a gateway did not know the type (§3.9).
fn is_envelope(part: &MessagePart<'_>) -> bool {
    let subtype = part.content_type().and_then(|found| found.subtype()).unwrap_or_default();
    matches!(subtype, "pkcs7-mime" | "x-pkcs7-mime") || subtype == "octet-stream" && is_smime_name(part)
}

fn is_smime_name(part: &MessagePart<'_>) -> bool {
    part.attachment_name().is_some_and(|name| name.eq_ignore_ascii_case("smime.p7m"))
}

/// What was signed, with a header that holds nothing but the description of its body. `None` for a signed file, which is no
/// mail: that stays a file.
fn entity(content: Vec<u8>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let described = describes_itself(&content);
    if described {
        let header = super::readable_header::header_end(&content);
        let mut inside = fields(content.get(..header)?, true);
        inside.extend_from_slice(b"\r\n");
        inside.extend_from_slice(content.get(header..)?);
        return Some(inside);
    }
    let is_mail = part.attachment_name().is_none() || is_smime_name(part);
    let is_text = std::str::from_utf8(&content).is_ok_and(|text| !text.contains('\0'));
    (is_mail && is_text)
        .then(|| [b"Content-Type: text/plain; charset=utf-8\r\n\r\n", content.trim_ascii_start()].concat())
}

/// Whether it begins with a header that says what its body is.
fn describes_itself(content: &[u8]) -> bool {
    let header = content.get(..super::readable_header::header_end(content)).unwrap_or_default();
    let mut lines = header.split(|byte| *byte == b'\n');
    let name = header.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_field = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    is_field
        && lines.any(|line| line.get(..13).is_some_and(|start| start.eq_ignore_ascii_case(b"content-type:")))
}

/// The fields of a header that describe its body (`describing`), or all others; folded lines go with their field.
fn fields(header: &[u8], describing: bool) -> Vec<u8> {
    let mut kept = Vec::with_capacity(header.len());
    let mut keeps = false;
    for line in header.split_inclusive(|byte| *byte == b'\n') {
        if line.trim_ascii().is_empty() {
            continue;
        }
        if !line.first().is_some_and(u8::is_ascii_whitespace) {
            let start = line.get(..8).unwrap_or_default();
            keeps = start.eq_ignore_ascii_case(b"content-") == describing;
        }
        if keeps {
            kept.extend_from_slice(line);
            if !line.ends_with(b"\n") {
                kept.extend_from_slice(b"\r\n");
            }
        }
    }
    kept
}
