//! Messages with their text, as the person who asks may read them.

mod store;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    raw,
};
use chrono::{DateTime, Utc};
use kurier_mail::message::quote::split_text;
use kurier_mail::message::{ParsedMessage, reply};
use kurier_model::{Address, MailboxId, MessageId, ThreadId};

/// Larger messages are not read for a list.
const LIST_LIMIT: i32 = 300_000;
/// The newest messages of a long thread that are read.
const MESSAGES: i64 = 30;
/// The first ones, where what was asked for stands.
const BEGINNING: i64 = 5;

/// A message, read from its raw bytes.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub(crate) thread: ThreadId,
    pub(crate) mailbox: MailboxId,
    pub(crate) is_mine: bool,
    /// Who wrote it, where that is known and is not From.
    pub(crate) author: Option<kurier_mail::Address>,
    pub(crate) received_at: DateTime<Utc>,
    /// The Message-ID, without angle brackets; synthetic when the message has none.
    pub(crate) message_id: String,
    pub(crate) raw: Vec<u8>,
    pub(crate) parsed: ParsedMessage,
}

impl Read {
    /// What its author wrote, without what is quoted.
    pub(crate) fn own_text(&self) -> &str {
        own_text(&self.parsed)
    }

    /// When it was written, as far as that can be believed.
    pub(crate) fn at(&self) -> DateTime<Utc> {
        self.parsed.date.unwrap_or(self.received_at)
    }
}

/// One message.
pub(crate) async fn message(tx: &mut Tx, actor: &Actor, id: MessageId) -> Result<Read> {
    store::message(tx, actor, id).await?.ok_or(Error::NotFound)
}

/// The newest messages of a thread, oldest first. Unfinished drafts are left out.
pub(crate) async fn thread(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Vec<Read>> {
    let mut messages = store::messages(tx, actor, thread, MESSAGES).await?;
    if messages.is_empty() {
        return Err(Error::NotFound);
    }
    messages.reverse();
    Ok(messages)
}

/// The same, and what a longer thread began with before them.
pub(crate) async fn thread_from_its_beginning(tx: &mut Tx, actor: &Actor, id: ThreadId) -> Result<Vec<Read>> {
    let newest = thread(tx, actor, id).await?;
    if i64::try_from(newest.len()).is_ok_and(|count| count < MESSAGES) {
        return Ok(newest);
    }
    let is_known = |first: &Read| {
        newest
            .iter()
            .any(|read| (read.received_at, &read.message_id) == (first.received_at, &first.message_id))
    };
    let mut messages = store::first_messages(tx, actor, id, BEGINNING).await?;
    messages.retain(|first| !is_known(first));
    messages.extend(newest);
    Ok(messages)
}

/// The beginning of what the authors wrote, for lists; nothing for messages that are too large to be read in passing.
pub(crate) async fn previews(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[MessageId],
    characters: usize,
) -> Result<Vec<(MessageId, String)>> {
    let raw = store::small(tx, actor, ids, LIST_LIMIT).await?;
    let preview = |(id, raw): (MessageId, Vec<u8>)| {
        let parsed = raw::parsed(&raw).ok()?;
        Some((id, shortened(own_text(&parsed), characters)))
    };
    Ok(raw.into_iter().filter_map(preview).collect())
}

fn own_text(parsed: &ParsedMessage) -> &str {
    let own = split_text(&parsed.text).own.trim();
    if own.is_empty() { parsed.text.trim() } else { own }
}

/// White space evened out (at most one empty line), cut at a word.
pub(crate) fn shortened(text: &str, characters: usize) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.trim().lines().map(str::trim) {
        if !(line.is_empty() && lines.last().is_some_and(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    let text = lines.join("\n");
    let Some((end, _)) = text.char_indices().nth(characters) else { return text };
    let cut = text.get(..end).unwrap_or_default();
    let whole_words = cut.rsplit_once(char::is_whitespace).map_or(cut, |(words, _)| words);
    format!("{}…", whole_words.trim_end())
}

/// The subject without any number of `Re:`, `Odp:`, `Fwd:` …, and no longer than a line.
pub(crate) fn bare_subject(subject: &str) -> String {
    reply::bare_subject(subject).chars().take(120).collect()
}

/// An address of the mail floor as the wire knows it; `None` for one without an address.
pub(crate) fn address(address: &kurier_mail::Address) -> Option<Address> {
    (!address.email.trim().is_empty())
        .then(|| Address { name: address.name.clone(), address: address.email.clone() })
}

/// The same for a list.
pub(crate) fn addresses(list: &[kurier_mail::Address]) -> Vec<Address> {
    list.iter().filter_map(address).collect()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn texts_are_cut_at_words() {
        assert_eq!(shortened("  a\n\n\n\nb  \n", 10), "a\n\nb");
        assert_eq!(shortened("zażółć gęślą jaźń", 9), "zażółć…");
        assert_eq!(shortened("ąąąąąąąąąą", 4), "ąąąą…");
    }
}
