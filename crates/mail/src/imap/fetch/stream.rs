//! Messages one after another, while the next sets are already asked for.

use std::collections::VecDeque;

use super::item::{FetchProblem, FetchedItem};
use crate::imap::error::ImapError;
use crate::imap::response::{Response, Status};
use crate::imap::session::ImapSession;
use crate::imap::uid_set::UidSet;

/// Sets asked for ahead: enough that the server never waits for us.
const AHEAD: usize = 2;

/// A running fetch. Dropped before its end, the session reads the rest away at its next command.
#[derive(Debug)]
pub struct Fetching<'s> {
    session: &'s mut ImapSession,
    items: &'static str,
    waiting: VecDeque<UidSet>,
    running: VecDeque<(String, UidSet)>,
}

impl<'s> Fetching<'s> {
    pub(super) async fn start(
        session: &'s mut ImapSession,
        sets: Vec<UidSet>,
        items: &'static str,
    ) -> Result<Self, ImapError> {
        let waiting = sets.iter().flat_map(UidSet::split_for_commands).collect();
        let mut fetching = Self { session, items, waiting, running: VecDeque::new() };
        fetching.ask_ahead().await?;
        Ok(fetching)
    }

    /// The next message or problem; `None` after the last. An error ends the connection.
    pub async fn next(&mut self) -> Result<Option<FetchedItem>, ImapError> {
        while !self.running.is_empty() {
            match self.session.next_response().await? {
                Response::Tagged { tag, status, code, text } => {
                    let ended =
                        self.running.iter().position(|(running, _)| running.as_bytes() == tag.as_ref());
                    let ended = ended.and_then(|index| self.running.remove(index));
                    self.ask_ahead().await?;
                    if let Some((_, set)) = ended.filter(|_| status != Status::Ok) {
                        let code = code.map(|code| code.name);
                        let refused = FetchProblem::Refused { uids: set.to_string(), code, text };
                        return Ok(Some(FetchedItem::Problem(refused)));
                    }
                }
                Response::Data { number, name, values } if name == "FETCH" => {
                    match FetchedItem::from_values(number, &values) {
                        Some(item) => return Ok(Some(item)),
                        None => self.session.hints.flags_changed = true,
                    }
                }
                other => self.session.hints.note(&other),
            }
        }
        Ok(None)
    }

    async fn ask_ahead(&mut self) -> Result<(), ImapError> {
        while self.running.len() < AHEAD {
            let Some(set) = self.waiting.pop_front() else { break };
            let modseq = if self.session.condstore { " MODSEQ" } else { "" };
            let command = format!("UID FETCH {set} (UID FLAGS INTERNALDATE{modseq} {})", self.items);
            let tag = self.session.send(&command).await?;
            self.running.push_back((tag, set));
        }
        Ok(())
    }
}
