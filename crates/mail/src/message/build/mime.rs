//! The tree of MIME parts (RFC 2045, 2046, 2183, 2231).

use sha2::{Digest, Sha256};

use super::header::{bracketed, no_control};
use super::{BuildError, OutgoingFile, encode};
use crate::message::attachment::clean_name;

/// A part of the message being written.
pub(super) enum Part {
    Text { subtype: &'static str, text: String },
    File { header: String, bytes: Vec<u8> },
    Group { subtype: &'static str, parts: Vec<Part> },
}

impl Part {
    pub(super) fn text(subtype: &'static str, text: &str) -> Self {
        Self::Text { subtype, text: text.replace('\0', "") }
    }

    pub(super) fn group(subtype: &'static str, first: Part, rest: Vec<Part>) -> Self {
        Self::Group { subtype, parts: std::iter::once(first).chain(rest).collect() }
    }

    pub(super) fn file(file: &OutgoingFile, picture: bool) -> Result<Self, BuildError> {
        no_control("a file name", &file.name)?;
        let name =
            Some(clean_name(&file.name)).filter(|name| !name.is_empty()).unwrap_or_else(|| "file".to_owned());
        let disposition = if picture { "inline" } else { "attachment" };
        let mut header = format!(
            "Content-Type: {}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: {disposition};\r\n {}\r\n",
            media_type(&file.media_type),
            file_name(&name)
        );
        if let Some(id) = &file.content_id {
            header.push_str(&format!("Content-ID: {}\r\n", bracketed(id)?));
        }
        Ok(Self::File { header, bytes: file.bytes.clone() })
    }

    /// Writes header and body. `seed` and `counter` make the boundaries, which cannot occur in any encoded body: `=_` is
    /// neither base64 nor quoted-printable.
    pub(super) fn write(&self, out: &mut Vec<u8>, seed: &str, counter: &mut u32) {
        match self {
            Self::Text { subtype, text } => {
                let high = text.bytes().filter(|byte| *byte >= 0x80).count();
                let base64 = high * 3 > text.len();
                let encoding = if base64 { "base64" } else { "quoted-printable" };
                let header = format!(
                    "Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
                );
                out.extend_from_slice(header.as_bytes());
                match base64 {
                    true => {
                        encode::base64_lines(
                            text.replace("\r\n", "\n").replace('\n', "\r\n").as_bytes(),
                            out,
                        );
                    }
                    false => encode::quoted_printable(text, out),
                }
            }
            Self::File { header, bytes } => {
                out.extend_from_slice(header.as_bytes());
                out.extend_from_slice(b"\r\n");
                encode::base64_lines(bytes, out);
            }
            Self::Group { subtype, parts } => {
                *counter += 1;
                let digest = Sha256::digest(format!("{counter} {seed}"));
                let letters: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
                let boundary = format!("=_{letters}");
                let header =
                    format!("Content-Type: multipart/{subtype};\r\n boundary=\"{boundary}\"\r\n\r\n");
                out.extend_from_slice(header.as_bytes());
                for part in parts {
                    out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
                    part.write(out, seed, counter);
                }
                out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
            }
        }
    }
}

/// The type as given where it is one. Messages and multiparts may not be base64 (RFC 2046 §5.2.1), so they go as files.
fn media_type(given: &str) -> String {
    let token = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    match given.split_once('/') {
        Some((kind, subtype)) if token(kind) && token(subtype) && given.len() <= 100 => {
            let lower = given.to_ascii_lowercase();
            let composite = lower.starts_with("message/") || lower.starts_with("multipart/");
            if composite { "application/octet-stream".to_owned() } else { lower }
        }
        _ => "application/octet-stream".to_owned(),
    }
}

fn file_name(name: &str) -> String {
    if name.is_ascii() {
        return format!("filename=\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    }
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    format!("filename*=UTF-8''{encoded}")
}
