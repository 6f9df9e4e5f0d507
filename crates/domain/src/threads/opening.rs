//! Opening a thread.

mod store;

use super::Threads;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    outbox, raw,
};
use kurier_mail::message::quote::{SplitText, split_text};
use kurier_model::{
    MessageId, ThreadId,
    inbox::{Body, Message, Thread},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Text beyond this is not sent with the thread; the frame and the source have all of it.
const LONGEST_TEXT: usize = 100_000;
/// More lines of plain text are shown in a frame: each is an element of the page.
const MOST_LINES: usize = 2_000;
/// Larger messages are read when they are opened, in bytes.
pub(super) const LARGE: i32 = 512 * 1024;
/// All bodies that come with a thread, the newest first, in bytes of their messages.
const MOST_AT_ONCE: i64 = 16 * 1024 * 1024;
/// Bytes of messages that are read and let go of at a time.
const HANDFUL: i64 = 2 * 1024 * 1024;

impl Threads<'_> {
    /// The whole thread, oldest message first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the thread, or nothing of it is in any folder.
    pub async fn open(&self, actor: &Actor, thread: ThreadId) -> Result<Thread> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let head = store::head(&mut tx, actor, thread).await?.ok_or(Error::NotFound)?;
        let (mut messages, contents) = store::messages(&mut tx, thread, None).await?;
        let records = store::records(&mut tx, thread).await?;
        let folders = store::folders(&mut tx, thread).await?;
        let outgoing = store::outgoing(&mut tx, thread).await?;
        let drafts = outbox::drafts_in(&mut tx, actor, thread).await?;
        let refused = outbox::refused_in(&mut tx, thread).await?;
        // Deleted everywhere: it stays stored for a while, in case it was only on its way to another folder.
        if messages.is_empty() && outgoing.is_empty() && drafts.is_empty() {
            return Err(Error::NotFound);
        }
        read_bodies(&mut tx, &mut messages, &contents).await?;
        tx.rollback().await?;
        Ok(Thread {
            id: thread,
            mailbox: head.mailbox,
            mailbox_address: head.address,
            subject: head.subject,
            messages,
            client: head.client,
            records,
            folders,
            outgoing,
            drafts,
            refused,
        })
    }

    /// One message, with its text.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see it, or it is in no folder.
    pub async fn message(&self, actor: &Actor, message: MessageId) -> Result<Message> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let thread = store::thread_of(&mut tx, actor, message).await?.ok_or(Error::NotFound)?;
        let (mut messages, contents) = store::messages(&mut tx, thread, Some(message)).await?;
        read_bodies(&mut tx, &mut messages, &contents).await?;
        tx.rollback().await?;
        messages.pop().ok_or(Error::NotFound)
    }
}

/// Reads the texts, a handful of messages at a time.
async fn read_bodies(tx: &mut Tx, messages: &mut [Message], contents: &[store::Content]) -> Result<()> {
    for handful in handfuls(contents) {
        let raws = store::raws(tx, &handful.iter().map(|(_, id)| *id).collect::<Vec<_>>()).await?;
        let bodies = tokio::task::spawn_blocking(move || {
            raws.into_iter().map(|(content, raw)| (content, body_of(&raw))).collect::<HashMap<_, _>>()
        });
        let bodies = bodies.await.map_err(Error::internal)?;
        for (place, content) in handful {
            if let (Some(message), Some(body)) = (messages.get_mut(place), bodies.get(&content)) {
                message.body = body.clone();
            }
        }
    }
    Ok(())
}

/// Which messages' bodies come with the thread, and how many of them are in memory at once: places and contents.
fn handfuls(contents: &[store::Content]) -> Vec<Vec<(usize, Uuid)>> {
    let (mut handfuls, mut handful): (Vec<Vec<_>>, Vec<_>) = Default::default();
    let (mut together, mut all) = (0, 0);
    for (place, content) in contents.iter().enumerate().rev() {
        if content.size > LARGE || all + i64::from(content.size) > MOST_AT_ONCE {
            continue;
        }
        all += i64::from(content.size);
        if together + i64::from(content.size) > HANDFUL && !handful.is_empty() {
            handfuls.push(std::mem::take(&mut handful));
            together = 0;
        }
        together += i64::from(content.size);
        handful.push((place, content.id));
    }
    handfuls.push(handful);
    handfuls.retain(|handful| !handful.is_empty());
    handfuls
}

pub(super) fn body_of(raw: &[u8]) -> Body {
    let Ok(parsed) = raw::read(raw) else { return Body::Empty };
    if parsed.html.is_some() {
        let split = split_text(&parsed.text);
        return Body::Html { text: cut(split.own), quoted: history(&split).map(cut) };
    }
    if parsed.text.trim().is_empty() {
        return Body::Empty;
    }
    if parsed.text.len() > LONGEST_TEXT || parsed.text.lines().count() > MOST_LINES {
        return Body::Large;
    }
    let split = split_text(&parsed.text);
    Body::Text { text: split.own.trim_end().to_owned(), quoted: history(&split).map(str::to_owned) }
}

fn history<'t>(split: &SplitText<'t>) -> Option<&'t str> {
    Some(split.quoted.trim()).filter(|quoted| !quoted.is_empty())
}

/// The text of an HTML message, for whoever asks for it: as much as a page can show.
fn cut(text: &str) -> String {
    let lines = text.match_indices('\n').nth(MOST_LINES).map_or(text.len(), |(at, _)| at);
    match text.get(..text.floor_char_boundary(LONGEST_TEXT.min(lines))) {
        Some(start) if start.len() < text.len() => format!("{start}…"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(kind: &str, text: &str) -> Body {
        let raw = format!("Subject: x\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{text}\r\n");
        body_of(&zstd::encode_all(raw.as_bytes(), 1).unwrap())
    }

    #[test]
    fn the_text_of_html_has_its_history_apart() {
        let html = "<p>Tak.</p><div>25.11.2026 9:08, Biuro napisał(a):</div><blockquote type=\"cite\">Ile?</blockquote>";
        let Body::Html { text, quoted } = body("html", html) else { panic!("HTML") };
        assert_eq!(text.trim(), "Tak.");
        assert!(quoted.is_some_and(|quoted| quoted.contains("Ile?")));
        assert!(matches!(body("html", "<p>Tak.</p>"), Body::Html { quoted: None, .. }));
        assert!(matches!(body("plain", "Tak.\r\n\r\n> Ile?"), Body::Text { quoted: Some(_), .. }));
        assert_eq!(body_of(&zstd::encode_all(&b""[..], 1).unwrap()), Body::Empty);
    }
}
