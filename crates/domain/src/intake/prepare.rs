//! From raw bytes to what the database keeps: pure work, done away from the async threads.

use crate::raw;
use chrono::{DateTime, Duration, Utc};
use kurier_mail::imap::{FetchedMessage, Flags};
use kurier_mail::message::{ParsedMessage, references};
use kurier_model::Address;
use kurier_model::mailbox::SetAsideReason;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Fast, and a third of the size of the text that mail mostly is.
const COMPRESSION_LEVEL: i32 = 1;
/// How many of a message's references are looked at.
const REFERENCES: usize = 100;
/// A B-tree entry of Postgres holds about 2,700 bytes.
const LONGEST_KEY: usize = 500;
/// What a header says before this year is a clock that was never set.
const EARLIEST_YEAR: i32 = 1990;

/// The recipients of a message, as its row keeps them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Recipients {
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    pub reply_to: Vec<Address>,
}

/// A message ready to be stored.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub uid: u32,
    pub flags: Flags,
    pub modseq: Option<u64>,
    /// SHA-256 of the raw bytes.
    pub digest: [u8; 32],
    /// The raw bytes, zstd; `None` when the server did not hand them out.
    pub raw: Option<Vec<u8>>,
    /// Bytes before compression.
    pub size: usize,
    pub what: Preparation,
}

/// What was found in it.
#[derive(Clone, Debug)]
pub enum Preparation {
    Mail(Box<Facts>),
    /// Kept raw, and shown as set aside.
    SetAside {
        kind: SetAsideReason,
        /// For administrators.
        told: String,
    },
}

/// What the database keeps of a message beside its bytes.
#[derive(Clone, Debug)]
pub struct Facts {
    pub parsed: ParsedMessage,
    /// Without <>, short enough for an index; synthetic when the message has none.
    pub message_id: String,
    /// Ids that it refers to, likewise.
    pub references: Vec<String>,
    pub from: Option<Address>,
    /// Lower case, for comparing.
    pub from_key: Option<String>,
    pub recipients: Recipients,
    /// Where it stands in time: see [`effective_date`].
    pub received_at: DateTime<Utc>,
}

impl Prepared {
    pub fn facts(&self) -> Option<&Facts> {
        match &self.what {
            Preparation::Mail(facts) => Some(facts),
            Preparation::SetAside { .. } => None,
        }
    }

    /// Why it is set aside, and what is told of that.
    pub fn set_aside(&self) -> Option<(SetAsideReason, &str)> {
        match &self.what {
            Preparation::Mail(_) => None,
            Preparation::SetAside { kind, told } => Some((*kind, told.as_str())),
        }
    }

    /// A message that the server did not hand out.
    pub fn missing(uid: u32, told: String) -> Self {
        Self {
            uid,
            flags: Flags::default(),
            modseq: None,
            digest: [0; 32],
            raw: None,
            size: 0,
            what: Preparation::SetAside { kind: SetAsideReason::NotHandedOut, told },
        }
    }
}

/// Reads, hashes and compresses a batch. Blocking: call it where blocking is allowed.
pub fn prepare(batch: Vec<FetchedMessage>, now: DateTime<Utc>) -> Vec<Prepared> {
    batch.into_iter().map(|message| prepare_one(message, now)).collect()
}

fn prepare_one(message: FetchedMessage, now: DateTime<Utc>) -> Prepared {
    // A parser that panics on hostile bytes costs that one message, which is kept raw.
    let read = std::panic::catch_unwind(|| raw::parsed(&message.raw));
    let what = match read {
        Ok(Ok(parsed)) => Preparation::Mail(Box::new(facts(parsed, &message, now))),
        Ok(Err(error)) => Preparation::SetAside { kind: SetAsideReason::Unreadable, told: error.to_string() },
        Err(_) => {
            let told = "the parser broke off on it".to_owned();
            Preparation::SetAside { kind: SetAsideReason::Unreadable, told }
        }
    };
    let raw = zstd::bulk::compress(&message.raw, COMPRESSION_LEVEL).ok();
    let what = if raw.is_some() {
        what
    } else {
        let told = "it could not be compressed".to_owned();
        Preparation::SetAside { kind: SetAsideReason::NotStored, told }
    };
    Prepared {
        uid: message.uid,
        flags: message.flags,
        modseq: message.modseq,
        digest: Sha256::digest(&message.raw).into(),
        size: message.raw.len(),
        raw,
        what,
    }
}

fn facts(mut parsed: ParsedMessage, message: &FetchedMessage, now: DateTime<Utc>) -> Facts {
    let received_at = effective_date(message.internal_date, parsed.date, now);
    let message_id = parsed.message_id.take().unwrap_or_else(|| references::synthetic_id(&message.raw));
    let mut ids = parsed.thread_ids();
    if ids.len() > REFERENCES {
        // The root and the nearest parents say where it belongs.
        ids.drain(1..ids.len() - REFERENCES + 1);
    }
    let from: Option<Address> = parsed.from.take().map(Into::into);
    let recipients = Recipients {
        to: taken(&mut parsed.to),
        cc: taken(&mut parsed.cc),
        bcc: taken(&mut parsed.bcc),
        reply_to: taken(&mut parsed.reply_to),
    };
    Facts {
        parsed,
        message_id: short(message_id),
        references: ids.into_iter().map(short).collect(),
        from_key: from.as_ref().map(|from| short(from.key())),
        from,
        recipients,
        received_at,
    }
}

fn taken(addresses: &mut Vec<kurier_mail::Address>) -> Vec<Address> {
    std::mem::take(addresses).into_iter().map(Into::into).collect()
}

/// A key that fits an index: what is longer than anything honest stands for itself by its hash.
fn short(key: String) -> String {
    if key.len() <= LONGEST_KEY {
        return key;
    }
    Sha256::digest(key.as_bytes()).iter().fold(String::from("sha256:"), |mut text, byte| {
        use std::fmt::Write;
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Where a message stands in the list. The server's date is trusted, except where it only tells when an old mailbox was
/// copied: then the sender's date, when it lies plausibly before, is what people remember.
fn effective_date(
    internal: Option<DateTime<Utc>>,
    header: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    use chrono::Datelike;
    let internal = internal.filter(|date| *date <= now + Duration::days(1)).unwrap_or(now);
    match header {
        Some(date) if date.year() >= EARLIEST_YEAR && date + Duration::days(3) < internal => date,
        Some(date) => within_its_second(internal, date),
        None => internal,
    }
}

/// A server tells when a message came in whole seconds (RFC 9051 §2.3.3), and numbers those of one second as it finds them: a
/// question and its answers that come together may be numbered the other way round. What the server leaves open, the senders'
/// clocks decide: the earlier a message was sent, the earlier it stands in its second.
fn within_its_second(internal: DateTime<Utc>, sent: DateTime<Utc>) -> DateTime<Utc> {
    const LAST: i64 = 99_999;
    if internal.timestamp_subsec_micros() != 0 {
        return internal;
    }
    // A second on the way is a microsecond here, up to a day: no message stands more than a tenth of a second too late.
    let on_the_way = (internal - sent).num_seconds().clamp(0, LAST);
    internal + Duration::microseconds(LAST - on_the_way)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_copied_mailbox_keeps_the_dates_people_remember() {
        let now = at("2026-03-01T12:00:00Z");
        let copied_at = at("2026-03-01T11:00:00Z");
        let copied = Some(copied_at);
        assert_eq!(effective_date(copied, Some(at("2002-08-22T10:00:00Z")), now), at("2002-08-22T10:00:00Z"));
        // A delay of hours, a clock never set, a date to stay on top with: the server's date.
        for header in ["2026-03-01T02:00:00Z", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"] {
            assert_eq!(
                effective_date(copied, Some(at(header)), now).timestamp(),
                copied_at.timestamp(),
                "{header}"
            );
        }
        assert_eq!(effective_date(copied, None, now), copied_at);
        assert_eq!(effective_date(Some(at("2099-01-01T00:00:00Z")), None, now), now);
    }

    #[test]
    fn what_comes_in_one_second_stands_as_it_was_sent() {
        let now = at("2026-03-01T12:00:00Z");
        let came = Some(at("2026-03-01T11:00:00Z"));
        let sent = [
            "1970-01-01T00:00:00Z",
            "2026-02-28T12:00:00Z",
            "2026-03-01T10:54:00Z",
            "2026-03-01T10:59:58Z",
            "2026-03-01T10:59:59Z",
            "2026-03-01T11:00:00Z",
        ];
        let stand: Vec<DateTime<Utc>> =
            sent.iter().map(|header| effective_date(came, Some(at(header)), now)).collect();
        assert!(stand.is_sorted_by(|one, next| one < next), "{stand:?}");
        assert!(
            stand.iter().all(|at| Some(at.timestamp()) == came.map(|came| came.timestamp())),
            "{stand:?}"
        );
        // A clock that is ahead says no more than that it was just now.
        assert_eq!(effective_date(came, Some(at("2026-03-01T11:20:00Z")), now), stand[5]);
    }
}
