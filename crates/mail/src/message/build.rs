//! A message as bytes (RFC 5322, MIME): made once, then sent, stored in the outbox and put into Sent as they are.
//!
//! Bodies are always quoted-printable or base64 with CRLF line ends, so no line of theirs can end the SMTP data early;
//! header values can hold no line break. Bcc is never written. The same input always gives the same bytes.

mod encode;
mod header;
mod mime;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::address::Address;
use super::plain_part;
use header::Header;
use mime::Part;

/// A file sent along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingFile {
    /// The name the recipient sees.
    pub name: String,
    /// `type/subtype`; anything else becomes `application/octet-stream`.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// For a picture inside the HTML: the id after `cid:`. `None` for an attachment.
    pub content_id: Option<String>,
}

/// Everything a message is made of. Bcc is not among it: hidden recipients exist only on the envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingMessage {
    /// The author.
    pub from: Address,
    /// Recipients. With none in To and Cc the customary empty group is written.
    pub to: Vec<Address>,
    /// Recipients of copies.
    pub cc: Vec<Address>,
    /// Where answers go, when not to the author.
    pub reply_to: Vec<Address>,
    /// On one line.
    pub subject: String,
    /// Without angle brackets; chosen by the caller so that it stays the same over all attempts.
    pub message_id: String,
    /// When it is sent.
    pub date: DateTime<Utc>,
    /// The Message-ID answered, without angle brackets.
    pub in_reply_to: Option<String>,
    /// The conversation's Message-IDs, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// The plain text; made from the HTML when `None`.
    pub text: Option<String>,
    /// The HTML text, sanitised by the caller.
    pub html: Option<String>,
    /// Attachments and pictures.
    pub files: Vec<OutgoingFile>,
    /// Further header fields, for example `List-Unsubscribe` or `Auto-Submitted`.
    pub extra_headers: Vec<(String, String)>,
}

/// Why a message cannot be made. None of these can go away by itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// An address that no server would take.
    #[error("{email:?} is not a mail address")]
    InvalidAddress {
        /// The address as given.
        email: String,
    },
    /// A line break or other control character where it would break the header: somebody tries to add fields.
    #[error("{field} holds a control character")]
    ControlCharacter {
        /// The field.
        field: &'static str,
    },
    /// A Message-ID or Content-ID that is none.
    #[error("{id:?} is not a message id")]
    InvalidId {
        /// The id as given.
        id: String,
    },
    /// A header field that may not be given by hand.
    #[error("{name:?} cannot be set as a header field")]
    InvalidHeader {
        /// The field's name.
        name: String,
    },
}

/// Fields that this builder writes itself, or that must not be written.
const RESERVED: &[&str] = &[
    "from",
    "sender",
    "to",
    "cc",
    "bcc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "return-path",
    "received",
];

/// Writes a message. Without text and HTML the text is empty.
pub fn build(message: &OutgoingMessage) -> Result<Vec<u8>, BuildError> {
    let mut header = Header::default();
    header.raw("Date", &message.date.to_rfc2822());
    header.addresses("From", std::slice::from_ref(&message.from))?;
    if message.to.is_empty() && message.cc.is_empty() {
        header.raw("To", "undisclosed-recipients:;");
    }
    header.addresses("To", &message.to)?;
    header.addresses("Cc", &message.cc)?;
    header.addresses("Reply-To", &message.reply_to)?;
    header.text("Subject", "Subject", &message.subject)?;
    header.ids("Message-ID", std::slice::from_ref(&message.message_id))?;
    header.ids("In-Reply-To", message.in_reply_to.as_slice())?;
    header.ids("References", &message.references)?;
    for (name, value) in &message.extra_headers {
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let lower = name.to_ascii_lowercase();
        if !plain || RESERVED.contains(&lower.as_str()) || lower.starts_with("content-") {
            return Err(BuildError::InvalidHeader { name: name.clone() });
        }
        header.text(name, "a header field", value)?;
    }
    header.raw("MIME-Version", "1.0");

    let mut bytes = header.into_bytes();
    body(message)?.write(&mut bytes, &message.message_id, &mut 0);
    Ok(bytes)
}

/// The tree of parts: mixed(alternative(text, related(html, pictures)), attachments), without needless levels.
fn body(message: &OutgoingMessage) -> Result<Part, BuildError> {
    let text = match (&message.text, &message.html) {
        (Some(text), _) => text.clone(),
        (None, Some(html)) => plain_part::from_html(html),
        (None, None) => String::new(),
    };
    let (mut pictures, mut attachments) = (Vec::new(), Vec::new());
    for file in &message.files {
        let picture = file.content_id.is_some() && message.html.is_some();
        let part = Part::file(file, picture)?;
        if picture { pictures.push(part) } else { attachments.push(part) }
    }
    let mut whole = Part::text("plain", &text);
    if let Some(html) = &message.html {
        let html = Part::text("html", html);
        let html = if pictures.is_empty() { html } else { Part::group("related", html, pictures) };
        whole = Part::group("alternative", whole, vec![html]);
    }
    Ok(if attachments.is_empty() { whole } else { Part::group("mixed", whole, attachments) })
}

#[cfg(test)]
mod tests;
