//! Reading messages and flags: UID FETCH (RFC 9051 §6.4.5), many messages at a time and as fast as the server sends.
//!
//! Only BODY.PEEK[] is asked for, never ENVELOPE or BODYSTRUCTURE, which servers get wrong in many ways.

mod item;
mod stream;

use super::error::ImapError;
use super::response::Response;
use super::search::vanished_earlier;
use super::session::ImapSession;
use super::uid_set::UidSet;
pub use item::{FetchProblem, FetchedItem, FetchedMessage, FlagsUpdate, SizedMessage};
pub use stream::Fetching;

impl ImapSession {
    /// Starts reading whole messages of the selected folder, without setting `\Seen`. Several sets are pipelined: the
    /// next is asked for before the one before has come. Memory is bounded by what the caller keeps: one message
    /// is read at a time.
    pub async fn fetch_messages(&mut self, sets: Vec<UidSet>) -> Result<Fetching<'_>, ImapError> {
        self.drain().await?;
        Fetching::start(self, sets, "BODY.PEEK[]").await
    }

    /// Starts reading only the headers of messages.
    pub async fn fetch_headers(&mut self, sets: Vec<UidSet>) -> Result<Fetching<'_>, ImapError> {
        self.drain().await?;
        Fetching::start(self, sets, "BODY.PEEK[HEADER]").await
    }

    /// One whole message, or `None` when the server has it no more. An error when it refuses to give it.
    pub async fn fetch_one(&mut self, uid: u32) -> Result<Option<FetchedMessage>, ImapError> {
        let (mut found, mut refused) = (None, None);
        let mut fetching = self.fetch_messages(vec![UidSet::from_uids([uid])]).await?;
        while let Some(item) = fetching.next().await? {
            match item {
                FetchedItem::Message(message) => {
                    found = Some(message).filter(|message| message.uid == uid).or(found);
                }
                FetchedItem::Problem(FetchProblem::Refused { code, text, .. }) => {
                    refused = Some(ImapError::No { command: "UID FETCH".to_owned(), code, text });
                }
                FetchedItem::Problem(_) => {}
            }
        }
        match (found, refused) {
            (None, Some(refused)) => Err(refused),
            (found, _) => Ok(found),
        }
    }

    /// Flags of the messages in `uids`; of every message with `UidSet::parse("1:4294967295")`.
    pub async fn fetch_flags(&mut self, uids: &UidSet) -> Result<Vec<FlagsUpdate>, ImapError> {
        let items = if self.condstore { "UID FLAGS MODSEQ" } else { "UID FLAGS" };
        let mut updates = Vec::new();
        for set in uids.split_for_commands() {
            self.run_with(&format!("UID FETCH {set} ({items})"), |response| match response {
                Response::Data { name, values, .. } if name == "FETCH" => {
                    updates.extend(FlagsUpdate::from_values(values));
                    true
                }
                _ => false,
            })
            .await?;
        }
        Ok(updates)
    }

    /// What changed since `modseq` in the selected folder: flags (of new messages too), and removals where the server
    /// tells them (QRESYNC); otherwise compare with [`ImapSession::all_uids`]. Needs CONDSTORE.
    pub async fn fetch_changes(
        &mut self,
        modseq: u64,
    ) -> Result<(Vec<FlagsUpdate>, Option<UidSet>), ImapError> {
        if !self.condstore {
            return Err(ImapError::Unsupported("CONDSTORE"));
        }
        let vanished = if self.qresync { " VANISHED" } else { "" };
        let command = format!("UID FETCH 1:* (UID FLAGS MODSEQ) (CHANGEDSINCE {modseq}{vanished})");
        let mut updates = Vec::new();
        let mut gone = UidSet::default();
        self.run_with(&command, |response| match response {
            Response::Data { name, values, .. } if name == "FETCH" => {
                updates.extend(FlagsUpdate::from_values(values));
                true
            }
            other => match vanished_earlier(other) {
                Some(set) => {
                    gone = gone.ranges().iter().chain(set.ranges()).cloned().collect();
                    true
                }
                None => false,
            },
        })
        .await?;
        Ok((updates, self.qresync.then_some(gone)))
    }

    /// Sizes in bytes (RFC822.SIZE), so that the caller can bound how much it asks for at a time.
    pub async fn fetch_sizes(&mut self, uids: &UidSet) -> Result<Vec<SizedMessage>, ImapError> {
        let mut sizes = Vec::new();
        for set in uids.split_for_commands() {
            self.run_with(&format!("UID FETCH {set} (UID RFC822.SIZE)"), |response| match response {
                Response::Data { name, values, .. } if name == "FETCH" => {
                    sizes.extend(SizedMessage::from_values(values));
                    true
                }
                _ => false,
            })
            .await?;
        }
        Ok(sizes)
    }
}
