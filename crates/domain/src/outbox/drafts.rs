//! Messages being written. A draft is its author's; it is saved as it is typed, with a number that rises, so that two
//! windows never write over each other.

pub(super) mod about;
pub(super) mod store;

pub(crate) use store::threads_begun;

use super::{Drafts, pictures};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events::{Event, EventKind},
    file_name,
};
use chrono::TimeDelta;
use kurier_mail::message::build::OutgoingFile;
use kurier_model::compose::{Draft, DraftAttachment, DraftContent, DraftRow};
use kurier_model::{DraftAttachmentId, DraftId, Field, Invalid, MailboxId, Reason, ThreadId};

/// What servers take that do not say how much they take, in bytes.
pub(super) const USUAL_LIMIT: u64 = 25 * 1024 * 1024;
/// How long a draft is kept that was begun and never written in.
const UNTOUCHED: TimeDelta = TimeDelta::days(1);
/// How long what is over is kept.
const KEPT: TimeDelta = TimeDelta::days(30);
const MOST_FILES: usize = 100;
const MOST_RECIPIENTS: usize = 10_000;
const LONGEST_SUBJECT: u32 = 2_000;
const LONGEST_HTML: u32 = 5_000_000;

impl Drafts<'_> {
    /// A draft of the actor's that is open.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, actor: &Actor, draft: DraftId) -> Result<Draft> {
        let mut tx = self.kurier.db().tx(actor).await?;
        open(&mut tx, actor, draft).await
    }

    /// The actor's open drafts, last changed first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<DraftRow>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::list(&mut tx, actor, None).await
    }

    /// Saves what was written since `revision` and returns the next number.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it was saved elsewhere meanwhile or is being sent, [`Error::NotFound`],
    /// [`Error::Invalid`] for what no mail can hold.
    pub async fn save(
        &self,
        actor: &Actor,
        draft: DraftId,
        revision: u32,
        content: DraftContent,
    ) -> Result<u32> {
        let content = checked(content)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let held = store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if !held.is_open() || held.revision != revision {
            return Err(Error::Conflict);
        }
        store::save(&mut tx, draft, &content, self.kurier.now()).await?;
        let shown = pictures::pasted_in(&content.html);
        if !shown.is_empty() {
            store::adopt_pictures(&mut tx, actor, draft, &shown).await?;
        }
        tx.commit().await?;
        Ok(revision + 1)
    }

    /// Throws a draft away, with its files.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while it is being sent.
    pub async fn discard(&self, actor: &Actor, draft: DraftId) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let held = store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if !held.is_open() {
            return Err(Error::Conflict);
        }
        store::discard(&mut tx, draft).await?;
        let mut event = Event::new(EventKind::DraftDiscarded).mailbox(held.mailbox);
        if let Some(thread) = held.thread {
            event = event.thread(thread);
        }
        event.record_in(&mut tx, actor).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Throws a draft away that was opened and left. Where somebody has put something into it meanwhile, perhaps at another window, it
    /// stays.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn leave(&self, actor: &Actor, draft: DraftId) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let held = store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if held.is_open() && held.revision == 1 && (held.kind == "forward" || held.stamp == 1) {
            store::discard(&mut tx, draft).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Sends from another mailbox.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the draft or the mailbox cannot be seen; [`Error::Conflict`] while it is being sent.
    pub async fn set_mailbox(&self, actor: &Actor, draft: DraftId, mailbox: MailboxId) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let held = store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if !held.is_open() {
            return Err(Error::Conflict);
        }
        store::sender(&mut tx, actor, mailbox).await?.ok_or(Error::NotFound)?;
        store::set_mailbox(&mut tx, draft, mailbox, self.kurier.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Adds a file. Its name is cleaned; the sum of all files must fit into what the mailbox's server takes. `in_text`: it was put
    /// into the text, and is a picture of it.
    ///
    /// # Errors
    /// [`Error::Invalid`] about [`Field::Attachment`]; [`Error::NotFound`]; [`Error::Conflict`] while it is being sent.
    pub async fn add_attachment(
        &self,
        actor: &Actor,
        draft: DraftId,
        name: &str,
        media_type: &str,
        bytes: Vec<u8>,
        in_text: bool,
    ) -> Result<DraftAttachment> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let held = store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if !held.is_open() {
            return Err(Error::Conflict);
        }
        let sender = store::sender(&mut tx, actor, held.mailbox).await?.ok_or(Error::NotFound)?;
        let files = store::attachments(&mut tx, draft).await?;
        let max = sender.size_limit.unwrap_or(USUAL_LIMIT);
        // A picture that was taken out of the text again is not sent.
        let shown = pictures::pasted_in(&held.content.html);
        let is_sent = |file: &&DraftAttachment| !file.in_text || shown.contains(&pictures::pasted(file.id));
        let total = files.iter().filter(is_sent).map(|file| file.bytes).sum::<u64>() + bytes.len() as u64;
        // Base64 with line ends needs 78 bytes for 57.
        let sent = total.saturating_mul(78) / 57;
        if sent > max {
            return Err(Error::invalid(Field::Attachment, Reason::TooLarge { bytes: sent, most: max }));
        }
        if files.len() >= MOST_FILES {
            return Err(Error::invalid(Field::Attachment, Reason::NotAllowed));
        }
        let file = DraftAttachment {
            id: DraftAttachmentId::new(),
            name: file_name::clean(name),
            media_type: file_name::media_type(media_type),
            bytes: bytes.len() as u64,
            in_text,
        };
        let content_id = in_text.then(|| pictures::pasted(file.id));
        store::add_attachment(&mut tx, actor, draft, &file, &bytes, content_id.as_deref()).await?;
        tx.commit().await?;
        Ok(file)
    }

    /// A picture in the text of a draft of the actor's that is open, whole.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn picture(&self, actor: &Actor, pasted: DraftAttachmentId) -> Result<OutgoingFile> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::picture(&mut tx, actor, pasted).await?.ok_or(Error::NotFound)
    }

    /// Takes a file out again.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while the draft is being sent.
    pub async fn remove_attachment(&self, actor: &Actor, attachment: DraftAttachmentId) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let draft = store::draft_of(&mut tx, attachment).await?.ok_or(Error::NotFound)?;
        let held = store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if !held.is_open() {
            return Err(Error::Conflict);
        }
        store::remove_attachment(&mut tx, attachment).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Drafts<'_> {
    /// Clears away what is left of drafts and of mail that has gone out, of everybody.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_away(&self) -> Result<()> {
        let mut tx = self.kurier.db().system_tx().await?;
        let now = self.kurier.now();
        store::clear_away(&mut tx, now - UNTOUCHED, now - KEPT).await?;
        Ok(tx.commit().await?)
    }
}

/// What the actor has begun in a thread and not sent; nothing for whoever is nobody.
pub(crate) async fn of_thread(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Vec<DraftRow>> {
    if actor.user.is_none() {
        return Ok(Vec::new());
    }
    store::list(tx, actor, Some(thread)).await
}

pub(super) async fn open(tx: &mut Tx, actor: &Actor, id: DraftId) -> Result<Draft> {
    let mut draft = store::get(tx, actor, id).await?.ok_or(Error::NotFound)?;
    draft.attachments = store::attachments(tx, id).await?;
    draft.about = about::of(tx, id).await?;
    Ok(draft)
}

/// Drafts may hold half-typed addresses, but nothing without end and no NUL, which the database refuses.
fn checked(mut content: DraftContent) -> Result<DraftContent> {
    let mut invalid = Invalid::default();
    for (field, list) in
        [(Field::To, &mut content.to), (Field::Cc, &mut content.cc), (Field::Bcc, &mut content.bcc)]
    {
        if list.len() > MOST_RECIPIENTS {
            invalid.add(field, Reason::TooLong { max: u32::try_from(MOST_RECIPIENTS).unwrap_or(u32::MAX) });
        }
        for address in list {
            address.address.retain(|c| c != '\0');
            if let Some(name) = &mut address.name {
                name.retain(|c| c != '\0');
            }
        }
    }
    content.subject.retain(|c| c != '\0');
    content.html.retain(|c| c != '\0');
    if let Some(quote) = &mut content.quote {
        quote.retain(|c| c != '\0');
    }
    if content.subject.chars().count() > LONGEST_SUBJECT as usize {
        invalid.add(Field::Subject, Reason::TooLong { max: LONGEST_SUBJECT });
    }
    if content.html.len() + content.quote.as_ref().map_or(0, String::len) > LONGEST_HTML as usize {
        invalid.add(Field::Body, Reason::TooLong { max: LONGEST_HTML });
    }
    Ok(invalid.or(content)?)
}
