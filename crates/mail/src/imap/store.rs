//! Changing messages: flags, moves, removals (RFC 9051 §6.4, RFC 4315, RFC 6851).

use super::error::ImapError;
use super::exchange::quoted;
use super::fetch::FlagsUpdate;
use super::flags::Flags;
use super::lexer::Value;
use super::response::{Code, Response};
use super::session::ImapSession;
use super::uid_set::UidSet;

/// How flags are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagChange {
    /// The given flags are set, others stay.
    Add,
    /// The given flags are cleared, others stay.
    Remove,
}

/// Where copied or moved messages went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// The destination's UIDVALIDITY, where the server says.
    pub uid_validity: Option<u32>,
    /// Old UID and new UID of each message; empty where the server does not say (find them by Message-ID then).
    pub uids: Vec<(u32, u32)>,
}

impl Moved {
    fn from_code(code: &Code) -> Option<Self> {
        let [validity, from, to] = code.values.as_slice() else { return None };
        let (from, to): (Vec<u32>, Vec<u32>) = (in_order(from).collect(), in_order(to).collect());
        // As many on both sides (RFC 4315 §3). A server that counts a message among those that it took, though somebody removed
        // it in that moment, would make each UID after it another message's.
        let uids = if from.len() == to.len() { from.into_iter().zip(to).collect() } else { Vec::new() };
        (code.name == "COPYUID").then(|| Self { uid_validity: validity.number(), uids })
    }
}

/// The UIDs of a set in the order written: the order is what pairs old and new (RFC 4315 §3).
fn in_order(value: &Value) -> impl Iterator<Item = u32> + '_ {
    let parts = value.text().unwrap_or_default().split(',');
    parts.flat_map(|part| UidSet::parse(part).iter().take(1_000_000).collect::<Vec<_>>())
}

impl ImapSession {
    /// Sets or clears flags of messages in the selected folder; returns the flags that the server reports.
    pub async fn store_flags(
        &mut self,
        uids: &UidSet,
        change: FlagChange,
        flags: &Flags,
    ) -> Result<Vec<FlagsUpdate>, ImapError> {
        let sign = if change == FlagChange::Add { '+' } else { '-' };
        let flags = flags.to_imap();
        let mut updates = Vec::new();
        for set in uids.split_for_commands() {
            self.run_with(&format!("UID STORE {set} {sign}FLAGS ({flags})"), |response| match response {
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

    /// Copies messages of the selected folder into another.
    pub async fn copy(&mut self, uids: &UidSet, to_raw_name: &str) -> Result<Moved, ImapError> {
        self.transfer("COPY", uids, to_raw_name).await
    }

    /// Moves messages of the selected folder into another: in one step where the server can, else by copying, marking
    /// and expunging exactly these.
    pub async fn move_messages(&mut self, uids: &UidSet, to_raw_name: &str) -> Result<Moved, ImapError> {
        if self.capabilities.moves() {
            return self.transfer("MOVE", uids, to_raw_name).await;
        }
        let moved = self.copy(uids, to_raw_name).await?;
        if let Err(error) = self.remove(uids).await {
            // Whoever asks again would make more copies. What this meets with is no news beside what is in the way.
            if error.leaves_session_usable() {
                let _ = self.take_back(uids, &moved, to_raw_name).await;
            }
            return Err(error);
        }
        Ok(moved)
    }

    /// Copies whose originals could not be removed go away again, where the server tells which they are (UIDPLUS); the originals, in the
    /// selected folder, are no longer marked as deleted. Afterwards another folder may be selected.
    pub async fn take_back(
        &mut self,
        uids: &UidSet,
        copied: &Moved,
        to_raw_name: &str,
    ) -> Result<(), ImapError> {
        let deleted = Flags { deleted: true, ..Flags::default() };
        // Where marking is what is refused, nothing is marked.
        let _ = self.store_flags(uids, FlagChange::Remove, &deleted).await;
        let here = self.all_uids().await?;
        let originals = copied.uids.iter().filter(|(original, _)| here.contains(*original));
        let copies: UidSet = originals.map(|(_, copy)| *copy).collect();
        if copies.is_empty() || !self.capabilities.uidplus() {
            return Ok(());
        }
        let selected = self.select(to_raw_name).await?;
        if copied.uid_validity == Some(selected.uid_validity) { self.remove(&copies).await } else { Ok(()) }
    }

    async fn transfer(&mut self, verb: &str, uids: &UidSet, to_raw_name: &str) -> Result<Moved, ImapError> {
        let to = quoted(to_raw_name)?;
        let mut all = Moved::default();
        for set in uids.split_for_commands() {
            // MOVE reports COPYUID in an untagged OK before it removes (RFC 6851 §4.3), COPY at its end.
            let mut reported = None;
            let completion = self
                .run_with(&format!("UID {verb} {set} {to}"), |response| match response {
                    Response::Status { code: Some(code), .. } => {
                        reported = Moved::from_code(code).or_else(|| reported.take());
                        true
                    }
                    _ => false,
                })
                .await?;
            let ended = completion.code.as_ref().and_then(Moved::from_code);
            if let Some(moved) = ended.or(reported) {
                all.uid_validity = moved.uid_validity;
                all.uids.extend(moved.uids);
            }
        }
        Ok(all)
    }

    /// Removes messages from the selected folder for good. Without UIDPLUS the server can only be asked to remove all that
    /// is marked deleted: then what others marked is unmarked for that moment.
    pub async fn remove(&mut self, uids: &UidSet) -> Result<(), ImapError> {
        if uids.is_empty() {
            return Ok(());
        }
        let deleted = Flags { deleted: true, ..Flags::default() };
        if self.capabilities.uidplus() {
            self.store_flags(uids, FlagChange::Add, &deleted).await?;
            for set in uids.split_for_commands() {
                self.run(&format!("UID EXPUNGE {set}")).await?;
            }
            return Ok(());
        }
        let marked = self.uid_search("DELETED").await?;
        let others: UidSet = marked.iter().filter(|uid| !uids.contains(*uid)).collect();
        self.store_flags(&others, FlagChange::Remove, &deleted).await?;
        self.store_flags(uids, FlagChange::Add, &deleted).await?;
        self.run("EXPUNGE").await?;
        self.store_flags(&others, FlagChange::Add, &deleted).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::response;

    #[test]
    fn copyuid_pairs_in_the_order_written() {
        let line = bytes::Bytes::from_static(b"* OK [COPYUID 38505 304,319:320 3956,3960:3961] Done\r\n");
        let Response::Status { code: Some(code), .. } = response::parse(&line) else { panic!("a code") };
        let moved = Moved::from_code(&code).unwrap();
        assert_eq!(moved.uid_validity, Some(38505));
        assert_eq!(moved.uids, [(304, 3956), (319, 3960), (320, 3961)]);
    }

    #[test]
    fn a_copyuid_with_more_on_one_side_pairs_nothing() {
        for line in ["* OK [COPYUID 7 2:3 11] Done\r\n", "* OK [COPYUID 7 3 11:12] Done\r\n"] {
            let line = bytes::Bytes::from_static(line.as_bytes());
            let Response::Status { code: Some(code), .. } = response::parse(&line) else { panic!("a code") };
            let moved = Moved::from_code(&code).unwrap();
            assert_eq!((moved.uid_validity, moved.uids), (Some(7), Vec::new()));
        }
    }
}
