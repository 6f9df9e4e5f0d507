//! UID SEARCH, answered by SEARCH or ESEARCH alike (RFC 9051 §6.4.4).

use super::error::ImapError;
use super::lexer::Value;
use super::response::Response;
use super::session::ImapSession;
use super::uid_set::UidSet;

impl ImapSession {
    /// The UIDs of every message in the selected folder.
    pub async fn all_uids(&mut self) -> Result<UidSet, ImapError> {
        self.uid_search("ALL").await
    }

    /// The UIDs of the messages that match `criteria` (RFC 9051 §6.4.4, ASCII), for example `SINCE 1-Jan-2026 UNSEEN`.
    pub async fn uid_search(&mut self, criteria: &str) -> Result<UidSet, ImapError> {
        let compact = self.capabilities.has("ESEARCH") || self.capabilities.has("IMAP4REV2");
        let returning = if compact { "RETURN (ALL) " } else { "" };
        let mut found = Vec::new();
        self.run_with(&format!("UID SEARCH {returning}{criteria}"), |response| match response {
            Response::Data { name, values, .. } if name == "SEARCH" => {
                // A list at the end is the MODSEQ, not a message.
                found.extend(
                    values.iter().filter(|value| matches!(value, Value::Atom(_))).filter_map(one_uid),
                );
                true
            }
            Response::Data { name, values, .. } if name == "ESEARCH" => {
                let sets = values.windows(2).filter(|pair| pair.first().is_some_and(|name| name.is("ALL")));
                found.extend(sets.flat_map(|pair| UidSet::from_value(pair.last()).ranges().to_vec()));
                true
            }
            _ => false,
        })
        .await?;
        Ok(found.into_iter().collect())
    }

    /// The UIDs of the messages with this Message-ID (given without angle brackets).
    pub async fn find_by_message_id(&mut self, message_id: &str) -> Result<UidSet, ImapError> {
        let plain = message_id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'));
        if !plain {
            return Err(ImapError::InvalidName(message_id.to_owned()));
        }
        self.uid_search(&format!("HEADER Message-ID \"{message_id}\"")).await
    }
}

fn one_uid(value: &Value) -> Option<std::ops::RangeInclusive<u32>> {
    value.number::<u32>().map(|uid| uid..=uid)
}

/// The UIDs of `* VANISHED (EARLIER) 41,43:116` (RFC 7162 §3.2.10).
pub(super) fn vanished_earlier(response: &Response) -> Option<UidSet> {
    match response {
        Response::Data { name, values, .. } if name == "VANISHED" => Some(UidSet::from_value(values.last())),
        _ => None,
    }
}
