//! Storing a message in a folder: APPEND (RFC 9051 §6.3.12, RFC 4315).

use chrono::{DateTime, Utc};
use tokio::io::AsyncWriteExt;

use super::error::ImapError;
use super::exchange::{completion, quoted};
use super::flags::Flags;
use super::lexer::Value;
use super::response::Response;
use super::session::ImapSession;

/// Where an appended message is, as far as the server says (UIDPLUS).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// The folder's UIDVALIDITY.
    pub uid_validity: Option<u32>,
    /// The message's UID.
    pub uid: Option<u32>,
}

impl ImapSession {
    /// Stores `raw` (CRLF line ends) in a folder.
    pub async fn append(
        &mut self,
        raw_name: &str,
        raw: &[u8],
        flags: &Flags,
        internal_date: Option<DateTime<Utc>>,
    ) -> Result<Appended, ImapError> {
        self.drain().await?;
        let date = internal_date
            .map(|date| date.format(" \"%d-%b-%Y %H:%M:%S +0000\"").to_string())
            .unwrap_or_default();
        let command = format!("APPEND {} ({}){date} {{{}}}", quoted(raw_name)?, flags.to_imap(), raw.len());
        let tag = self.send(&command).await?;
        loop {
            match self.next_response().await? {
                Response::Continue(_) => break,
                Response::Tagged { tag: ended, status, code, text } if ended.as_ref() == tag.as_bytes() => {
                    completion("APPEND", status, code, text)?;
                    return Err(ImapError::Protocol("APPEND ended before the message was sent".to_owned()));
                }
                other => self.hints.note(&other),
            }
        }
        let wire = self.inner.get_mut();
        wire.write_all(raw).await?;
        wire.write_all(b"\r\n").await?;
        wire.flush().await?;
        let done = self.finish(&tag, "APPEND", |_| false).await?;
        let code = done.code("APPENDUID").unwrap_or_default();
        Ok(Appended {
            uid_validity: code.first().and_then(Value::number),
            uid: code.get(1).and_then(Value::number),
        })
    }
}
