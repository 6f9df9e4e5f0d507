//! The parts of a message that are not its text.

mod inline;
mod name;

use std::collections::HashSet;

use mail_parser::{Message, MessagePart, PartKind, PartRole};
use serde::{Deserialize, Serialize};

pub use inline::content_id_of;

use super::parser::parser;
use super::prepared::prepare;
use super::text::{is_deceptive, one_line, without_nul};

/// An attachment, or a picture inside the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The number of its part: stable for the same raw message, the key for [`attachment_bytes`].
    pub index: u32,
    /// A file name without path, control or direction characters; never empty.
    pub name: String,
    /// `type/subtype` in lower case, as declared. Never believe it when serving the bytes.
    pub media_type: String,
    /// Decoded, in bytes.
    pub size: u64,
    /// The Content-ID without angle brackets.
    pub content_id: Option<String>,
    /// Whether the HTML text shows it in its place.
    pub inline: bool,
}

/// The decoded bytes of an attachment; `None` when the message has no such part.
pub fn attachment_bytes(raw: &[u8], index: u32) -> Option<Vec<u8>> {
    let prepared = prepare(raw);
    let message = parser().parse(prepared.as_ref())?;
    let part = message.part(index)?;
    let bytes = match part.nested() {
        Some(nested) => nested.raw().to_vec(),
        None => part.decoded().into_owned(),
    };
    Some(bytes)
}

/// Every part of the outermost message that is not shown as its text; `text` are the numbers of those that are.
pub(super) fn list(message: &Message<'_>, html: Option<&str>, text: &HashSet<u32>) -> Vec<Attachment> {
    let shown = html.map(inline::shown).unwrap_or_default();
    let parts = message.root().parts().filter(|part| !text.contains(&part.id()) && is_listed(part));
    let mut claimed = HashSet::new();
    parts.map(|part| describe(&part, &shown, &mut claimed)).collect()
}

fn is_listed(part: &MessagePart<'_>) -> bool {
    match part.role() {
        PartRole::Container | PartRole::TextBody | PartRole::HtmlBody | PartRole::CopiedBody => false,
        PartRole::MediaBody | PartRole::Attachment => true,
        // An empty leftover is nothing that anybody sent.
        PartRole::Dropped => !part.raw_body().trim_ascii().is_empty() && !part.is_multipart(),
    }
}

/// `claimed`: the Content-IDs of the pictures so far.
fn describe(part: &MessagePart<'_>, shown: &HashSet<String>, claimed: &mut HashSet<String>) -> Attachment {
    let media_type = media_type(part);
    let content_id = part
        .content_id()
        .map(|id| one_line(id).trim_matches(['<', '>', ' ']).to_owned())
        .filter(|id| !id.is_empty());
    // Only what is really seen in the text: anything else stays in the list of files. Of several pictures with one id the first is.
    let is_first =
        media_type.starts_with("image/") && content_id.as_ref().is_some_and(|id| claimed.insert(id.clone()));
    let inline = is_first
        && inline::DRAWN.contains(&media_type.as_str())
        && content_id.as_ref().is_some_and(|id| shown.contains(id));
    let size = part.nested().map_or_else(|| part.decoded_len(), |nested| nested.raw().len());
    Attachment {
        index: part.id(),
        name: file_name(part, &media_type),
        size: u64::try_from(size).unwrap_or(u64::MAX),
        media_type,
        content_id,
        inline,
    }
}

fn media_type(part: &MessagePart<'_>) -> String {
    let token = |text: &str| {
        !text.is_empty()
            && text.len() <= 100
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    part.content_type()
        .and_then(|found| Some((found.ctype(), found.subtype()?)))
        .filter(|(kind, subtype)| token(kind) && token(subtype))
        .map_or_else(
            || if part.is_text() { "text/plain" } else { "application/octet-stream" }.to_owned(),
            |(kind, subtype)| format!("{kind}/{subtype}").to_ascii_lowercase(),
        )
}

fn file_name(part: &MessagePart<'_>, media_type: &str) -> String {
    let given = name::of(part).map(|name| clean_name(&name)).filter(|name| !name.is_empty());
    given.unwrap_or_else(|| {
        if let PartKind::Message(nested) = part.kind() {
            let subject = clean_name(&nested.subject().unwrap_or_default().replace(['/', '\\'], "-"));
            return if subject.is_empty() { "message.eml".to_owned() } else { format!("{subject}.eml") };
        }
        let index = part.id();
        match media_type {
            "text/calendar" => "invite.ics".to_owned(),
            "text/plain" => format!("text-{index}.txt"),
            "text/html" => format!("text-{index}.html"),
            "application/pdf" => format!("document-{index}.pdf"),
            "image/jpeg" => format!("image-{index}.jpg"),
            "application/pgp-signature" | "application/pkcs7-signature" => "signature.p7s".to_owned(),
            other => match other.split_once('/') {
                Some(("image", kind)) => format!("image-{index}.{kind}"),
                _ => format!("attachment-{index}.bin"),
            },
        }
    })
}

/// A name that can be a file's and does not pretend to be another kind of file.
pub(super) fn clean_name(name: &str) -> String {
    let name = without_nul(name);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !is_deceptive(*c) && !matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*'))
        .collect();
    let mut name = one_line(&kept).trim_matches(['.', ' ']).to_owned();
    if name.len() > 180 {
        // The extension is what programs go by: keep it.
        let extension = name.rsplit_once('.').map(|(_, ext)| ext.to_owned()).filter(|ext| ext.len() <= 10);
        name.truncate(name.floor_char_boundary(160));
        if let Some(extension) = extension {
            name = format!("{name}.{extension}");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn names_cannot_climb_or_lie() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\temp\\umowa.pdf"), "umowa.pdf");
        assert_eq!(clean_name("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(clean_name("a\r\nb\0.txt"), "a b.txt");
        assert_eq!(clean_name("..."), "");
        let long = clean_name(&format!("{}.pdf", "ż".repeat(500)));
        assert!(long.ends_with(".pdf") && long.len() < 200);
    }
}
