//! What a new draft begins with.

use super::drafts::{self, store};
use super::{Conventions, Drafts, attribution, file_name, markup};
use crate::reading::{self, Read};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    members,
};
use chrono::{DateTime, Utc};
use kurier_mail::message::quote::{forward_html, quote_html};
use kurier_mail::message::sanitize::{Extent, ImagePolicy, SanitizeOptions, break_long_runs, sanitize};
use kurier_mail::message::{attachment_bytes, reply};
use kurier_model::compose::{Draft, DraftAttachment, DraftContent, DraftStart};
use kurier_model::{DraftAttachmentId, DraftId, MessageId};

impl Drafts<'_> {
    /// A new draft: recipients, subject, quote and forwarded files as the start asks, quotes headed as the writer says it. Answering the
    /// same message again in the same way goes on with what was begun.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the message or mailbox cannot be seen, or when there is no mailbox at all.
    pub async fn start(
        &self,
        actor: &Actor,
        start: DraftStart,
        writer: impl Into<Conventions>,
    ) -> Result<Draft> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let id = begin(&mut tx, actor, start, writer.into(), self.kurier.now()).await?;
        let draft = drafts::open(&mut tx, actor, id).await?;
        tx.commit().await?;
        Ok(draft)
    }
}

async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    start: DraftStart,
    writer: Conventions,
    now: DateTime<Utc>,
) -> Result<DraftId> {
    match start {
        DraftStart::New { mailbox } => {
            let mailbox = match mailbox {
                Some(mailbox) => mailbox,
                None => store::first_mailbox(tx, actor).await?.ok_or(Error::NotFound)?,
            };
            store::sender(tx, actor, mailbox).await?.ok_or(Error::NotFound)?;
            let id = DraftId::new();
            let content = DraftContent::default();
            let new = store::NewDraft {
                id,
                mailbox,
                thread: None,
                in_reply_to: None,
                kind: "new",
                content: &content,
            };
            store::insert(tx, actor, &new, now).await?;
            Ok(id)
        }
        DraftStart::Reply { message } => answer(tx, actor, message, "reply", writer, now).await,
        DraftStart::ReplyAll { message } => answer(tx, actor, message, "reply_all", writer, now).await,
        DraftStart::Forward { message } => answer(tx, actor, message, "forward", writer, now).await,
    }
}

async fn answer(
    tx: &mut Tx,
    actor: &Actor,
    message: MessageId,
    kind: &str,
    writer: Conventions,
    now: DateTime<Utc>,
) -> Result<DraftId> {
    let original = reading::message(tx, actor, message).await?;
    if let Some(begun) = store::begun(tx, actor, message, kind).await? {
        return Ok(begun);
    }
    let sender = store::sender(tx, actor, original.mailbox).await?.ok_or(Error::NotFound)?;
    let mut own = members::ours::of_person(tx, actor).await?;
    own.push(sender.address);
    let content = content(&original, kind, &own, writer);
    let id = DraftId::new();
    let new = store::NewDraft {
        id,
        mailbox: original.mailbox,
        thread: Some(original.thread),
        in_reply_to: Some(message),
        kind,
        content: &content,
    };
    store::insert(tx, actor, &new, now).await?;
    if kind == "forward" {
        forward_files(tx, actor, id, &original).await?;
    }
    Ok(id)
}

/// `own` are the addresses of who answers.
fn content(original: &Read, kind: &str, own: &[String], writer: Conventions) -> DraftContent {
    let parsed = &original.parsed;
    let body = quotable(original);
    if kind == "forward" {
        let (title, lines) = attribution::forward_lines(parsed, original.at(), writer);
        let lines: Vec<(&str, &str)> = lines.iter().map(|(name, value)| (*name, value.as_str())).collect();
        return DraftContent {
            subject: reply::forward_subject(&parsed.subject),
            quote: Some(forward_html(title, &lines, &body)),
            ..DraftContent::default()
        };
    }
    let recipients = if kind == "reply_all" {
        reply::reply_all(parsed, own, original.is_mine)
    } else {
        reply::reply(parsed, own, original.is_mine)
    };
    let line = attribution::reply_line(parsed.from.as_ref(), original.at(), writer);
    DraftContent {
        to: reading::addresses(&recipients.to),
        cc: reading::addresses(&recipients.cc),
        subject: reply::reply_subject(&parsed.subject),
        quote: Some(quote_html(&line, &body)),
        ..DraftContent::default()
    }
}

/// The original's HTML, safe to show in the composer: pictures of other servers are not fetched there.
fn quotable(original: &Read) -> String {
    match &original.parsed.html {
        Some(html) => {
            let options = SanitizeOptions {
                images: ImagePolicy::Block,
                cid_url: "cid:{cid}".to_owned(),
                extent: Extent::Beginning,
            };
            break_long_runs(&sanitize(html, &options).html).into_owned()
        }
        None => markup::from_text(&original.parsed.text),
    }
}

/// Everything that came with the original goes on; pictures of its text too, under the names by which the text shows them.
async fn forward_files(tx: &mut Tx, actor: &Actor, draft: DraftId, original: &Read) -> Result<()> {
    for attachment in &original.parsed.attachments {
        let Some(bytes) = attachment_bytes(&original.raw, attachment.index) else { continue };
        let file = DraftAttachment {
            id: DraftAttachmentId::new(),
            name: file_name::clean(&attachment.name),
            media_type: file_name::media_type(&attachment.media_type),
            bytes: bytes.len() as u64,
            in_text: false,
        };
        store::add_attachment(tx, actor, draft, &file, &bytes, attachment.content_id.as_deref()).await?;
    }
    Ok(())
}
