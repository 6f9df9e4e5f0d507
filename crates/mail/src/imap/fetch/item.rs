//! What FETCH responses say.

use bytes::Bytes;
use chrono::{DateTime, Utc};

use crate::imap::flags::Flags;
use crate::imap::lexer::Value;

/// A message as the server has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedMessage {
    /// Its UID, never 0.
    pub uid: u32,
    /// Its flags.
    pub flags: Flags,
    /// When the server received it, where it says so in a way that can be read.
    pub internal_date: Option<DateTime<Utc>>,
    /// The number of its last change, where changes are numbered.
    pub modseq: Option<u64>,
    /// The message, or only its header when that was asked for. May be empty: there are empty messages.
    pub raw: Bytes,
}

/// One outcome of reading messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchedItem {
    /// A message.
    Message(FetchedMessage),
    /// A message that did not come whole; the others do.
    Problem(FetchProblem),
}

/// Why one message could not be read. Ask again for it alone ([`crate::imap::ImapSession::fetch_one`]), then set it aside.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchProblem {
    /// The server gave a body without a UID, or with UID 0.
    #[error("the server sent a message without a UID (sequence number {sequence:?})")]
    NoUid {
        /// Its place in the folder.
        sequence: Option<u32>,
    },
    /// The server answered without the message itself.
    #[error("the server sent no text for message {uid}")]
    NoBody {
        /// The message.
        uid: u32,
    },
    /// The server refused to send (a part of) a set.
    #[error("the server refused to send messages {uids}: {text}")]
    Refused {
        /// The set asked for; some of its messages may have come.
        uids: String,
        /// The response code (RFC 5530), upper case.
        code: Option<String>,
        /// The server's own words.
        text: String,
    },
}

/// Flags of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagsUpdate {
    /// The message.
    pub uid: u32,
    /// All its flags now.
    pub flags: Flags,
    /// The number of the change, where changes are numbered.
    pub modseq: Option<u64>,
}

/// The size of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizedMessage {
    /// The message.
    pub uid: u32,
    /// In bytes, as the server counts; a few servers count wrong.
    pub bytes: u64,
}

/// The items of a FETCH response that we know.
#[derive(Debug, Default)]
struct Items {
    uid: Option<u32>,
    flags: Option<Flags>,
    internal_date: Option<DateTime<Utc>>,
    modseq: Option<u64>,
    size: Option<u64>,
    body: Option<Bytes>,
}

impl Items {
    fn read(values: &[Value]) -> Self {
        let mut items = Self::default();
        let mut rest = values.first().map(Value::items).unwrap_or_default();
        while let [name, value, after @ ..] = rest {
            let known = name.bytes().map(|name| name.to_ascii_uppercase()).unwrap_or_default();
            match known.as_slice() {
                b"UID" => items.uid = value.number().filter(|uid| *uid != 0),
                b"FLAGS" => items.flags = Some(Flags::from_values(value.items())),
                b"INTERNALDATE" => items.internal_date = value.text().and_then(internal_date),
                b"MODSEQ" => items.modseq = value.number(),
                b"RFC822.SIZE" => items.size = value.number(),
                name if name.starts_with(b"BODY[") || name == b"RFC822" || name == b"RFC822.HEADER" => {
                    if let Value::Text(text) = value {
                        items.body = Some(text.clone());
                    }
                }
                _ => {}
            }
            rest = after;
        }
        items
    }
}

/// `17-Jul-1996 02:44:25 -0700`, days padded with a space.
fn internal_date(text: &str) -> Option<DateTime<Utc>> {
    let date = DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z").ok()?;
    Some(date.with_timezone(&Utc))
}

impl FetchedItem {
    /// Reads a FETCH response; `None` for one that only tells new flags.
    pub(super) fn from_values(sequence: Option<u32>, values: &[Value]) -> Option<Self> {
        let items = Items::read(values);
        let asked_for = items.body.is_some() || items.internal_date.is_some();
        Some(match (items.uid, items.body) {
            (Some(uid), Some(raw)) => Self::Message(FetchedMessage {
                uid,
                flags: items.flags.unwrap_or_default(),
                internal_date: items.internal_date,
                modseq: items.modseq,
                raw,
            }),
            (Some(uid), None) if asked_for => Self::Problem(FetchProblem::NoBody { uid }),
            (None, _) if asked_for => Self::Problem(FetchProblem::NoUid { sequence }),
            _ => return None,
        })
    }
}

impl FlagsUpdate {
    pub(in crate::imap) fn from_values(values: &[Value]) -> Option<Self> {
        let items = Items::read(values);
        Some(Self { uid: items.uid?, flags: items.flags?, modseq: items.modseq })
    }
}

impl SizedMessage {
    pub(super) fn from_values(values: &[Value]) -> Option<Self> {
        let items = Items::read(values);
        Some(Self { uid: items.uid?, bytes: items.size? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::response::{self, Response};

    fn item(line: &[u8]) -> Option<FetchedItem> {
        let Response::Data { number, values, .. } = response::parse(&Bytes::copy_from_slice(line)) else {
            panic!("data")
        };
        FetchedItem::from_values(number, &values)
    }

    #[test]
    fn a_whole_message() {
        let line = b"* 4 FETCH (UID 9 FLAGS (\\Seen $Forwarded) INTERNALDATE \" 7-Jul-2026 02:44:25 +0200\" MODSEQ (12) \
                     BODY[] {3}\r\na\r\n)\r\n";
        let Some(FetchedItem::Message(message)) = item(line) else { panic!("a message") };
        assert_eq!((message.uid, message.modseq, message.raw.as_ref()), (9, Some(12), &b"a\r\n"[..]));
        assert!(message.flags.seen && message.flags.keywords.contains("$Forwarded"));
        assert_eq!(message.internal_date.unwrap().to_rfc3339(), "2026-07-07T00:44:25+00:00");
    }

    #[test]
    fn what_is_missing_is_a_problem_of_one_message() {
        let no_uid = item(b"* 4 FETCH (UID 0 BODY[] {0}\r\n)\r\n");
        assert_eq!(no_uid, Some(FetchedItem::Problem(FetchProblem::NoUid { sequence: Some(4) })));
        let no_body = item(b"* 4 FETCH (UID 3 INTERNALDATE \"07-Jul-2026 02:44:25 +0200\" BODY[] NIL)\r\n");
        assert_eq!(no_body, Some(FetchedItem::Problem(FetchProblem::NoBody { uid: 3 })));
        assert_eq!(item(b"* 4 FETCH (FLAGS (\\Seen))\r\n"), None);
        let Some(FetchedItem::Message(empty)) = item(b"* 1 FETCH (UID 1 BODY[] \"\")\r\n") else {
            panic!("empty")
        };
        assert!(empty.raw.is_empty() && empty.internal_date.is_none());
    }
}
