//! Opening a conversation.

mod store;

use super::{Threads, body};
use crate::{Actor, Error, Result, outbox};
use kurier_mail::message::quote::{split_html, split_text};
use kurier_model::{
    ThreadId,
    inbox::{Body, Conversation},
};

/// Text beyond this is not sent with the conversation; the frame and the source have all of it.
const LONGEST_TEXT: usize = 100_000;

impl Threads<'_> {
    /// The whole conversation, oldest message first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the thread.
    pub async fn conversation(&self, actor: &Actor, thread: ThreadId) -> Result<Conversation> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let head = store::head(&mut tx, actor, thread).await?.ok_or(Error::NotFound)?;
        let (mut messages, raws) = store::messages(&mut tx, thread).await?;
        let leads = store::leads(&mut tx, thread).await?;
        let folders = store::folders(&mut tx, thread).await?;
        let outgoing = store::outgoing(&mut tx, thread).await?;
        let refused = outbox::refused_in(&mut tx, thread).await?;
        drop(tx);
        let bodies =
            tokio::task::spawn_blocking(move || raws.iter().map(|raw| body_of(raw)).collect::<Vec<_>>())
                .await
                .map_err(Error::internal)?;
        for (message, body) in messages.iter_mut().zip(bodies) {
            message.body = body;
        }
        Ok(Conversation {
            id: thread,
            mailbox: head.mailbox,
            mailbox_address: head.address,
            subject: head.subject,
            messages,
            client: head.client,
            leads,
            folders,
            outgoing,
            refused,
        })
    }
}

fn body_of(raw: &[u8]) -> Body {
    let Ok(parsed) = body::read(raw) else { return Body::Empty };
    match &parsed.html {
        Some(html) => {
            let lower = html.to_ascii_lowercase();
            // The frame's document says it exactly; this decides whether a button is offered.
            let remote_images = [
                "src=\"http",
                "src='http",
                "src=http",
                "src=\"//",
                "background=\"http",
                "url(http",
                "url('http",
                "url(\"http",
            ]
            .iter()
            .any(|mark| lower.contains(mark));
            let has_quote = !split_html(html).quoted.is_empty();
            Body::Html { remote_images, has_quote, text: cut(split_text(&parsed.text).own) }
        }
        None if parsed.text.trim().is_empty() => Body::Empty,
        None => {
            let split = split_text(&parsed.text);
            let quoted = split.quoted.trim();
            Body::Text { text: cut(split.own.trim_end()), quoted: (!quoted.is_empty()).then(|| cut(quoted)) }
        }
    }
}

fn cut(text: &str) -> String {
    match text.get(..text.floor_char_boundary(LONGEST_TEXT)) {
        Some(start) if start.len() < text.len() => format!("{start}…"),
        _ => text.to_owned(),
    }
}
