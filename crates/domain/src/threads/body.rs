//! What is inside a message: its text for the frame, its files, its source. Always read from the raw bytes, so that a
//! better parser tomorrow shows yesterday's mail better.

mod store;

use super::Threads;
use crate::documents::{BodyDocument, View};
use crate::events::{Event, EventKind};
use crate::raw::inflate;
use crate::{
    actor::Actor,
    error::{Error, Result},
};
use kurier_mail::message::attachment_bytes;
use kurier_mail::message::sanitize::Extent;
use kurier_model::{AttachmentId, MessageId};
use std::sync::Arc;
use std::time::Instant;

/// A file out of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl Threads<'_> {
    /// The message as a document for the sandboxed frame, with pictures from elsewhere when this actor asked for them.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the message.
    pub async fn body_html(
        &self,
        actor: &Actor,
        message: MessageId,
        extent: Extent,
    ) -> Result<(Arc<BodyDocument>, View)> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let shown = store::shown(&mut tx, actor, message).await?.ok_or(Error::NotFound)?;
        tx.rollback().await?;
        let view = View { pictures: shown.pictures, extent };
        let documents = self.kurier.documents();
        if let Some(kept) = documents.get(message, view) {
            return Ok((kept, view));
        }
        let _turn = documents.turn(shown.size).await;
        let raw = self.raw(actor, message).await?;
        let begun = Instant::now();
        let document = tokio::task::spawn_blocking(move || BodyDocument::of(message, &raw, view))
            .await
            .map_err(Error::internal)??;
        let document = Arc::new(document);
        documents.keep(message, view, &document, begun.elapsed());
        Ok((document, view))
    }

    /// The actor asks for the pictures that this message shows from other people's servers.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the message.
    pub async fn show_pictures(&self, actor: &Actor, message: MessageId) -> Result<()> {
        let user = actor.person()?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let shown = store::shown(&mut tx, actor, message).await?.ok_or(Error::NotFound)?;
        if store::consent(&mut tx, actor, message, user, self.kurier.now()).await? {
            let event = Event::new(EventKind::PicturesShown).mailbox(shown.mailbox).thread(shown.thread);
            event.payload(serde_json::json!({ "message": message })).record_in(&mut tx, actor).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The message as it came.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the message.
    pub async fn source(&self, actor: &Actor, message: MessageId) -> Result<Vec<u8>> {
        let raw = self.raw(actor, message).await?;
        let _turn = self.kurier.documents().turn(raw.len()).await;
        tokio::task::spawn_blocking(move || inflate(&raw)).await.map_err(Error::internal)?
    }

    /// A file of a message.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the message.
    pub async fn attachment(&self, actor: &Actor, attachment: AttachmentId) -> Result<AttachmentFile> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = store::attachment(&mut tx, actor, attachment).await?.ok_or(Error::NotFound)?;
        tx.rollback().await?;
        self.file_of(actor, found).await
    }

    /// A picture that the message shows inside its text, by its Content-ID.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the message or it has no such picture.
    pub async fn inline_image(
        &self,
        actor: &Actor,
        message: MessageId,
        content_id: &str,
    ) -> Result<AttachmentFile> {
        // No text in the database holds it.
        if content_id.contains('\0') {
            return Err(Error::NotFound);
        }
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = store::inline(&mut tx, actor, message, content_id).await?.ok_or(Error::NotFound)?;
        tx.rollback().await?;
        self.file_of(actor, found).await
    }

    async fn raw(&self, actor: &Actor, message: MessageId) -> Result<Vec<u8>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let raw = store::raw(&mut tx, actor, message).await?.ok_or(Error::NotFound)?;
        tx.rollback().await?;
        Ok(raw)
    }

    async fn file_of(&self, actor: &Actor, found: store::Part) -> Result<AttachmentFile> {
        let _turn = self.kurier.documents().turn(usize::try_from(found.size).unwrap_or_default()).await;
        let raw = self.raw(actor, found.message).await?;
        tokio::task::spawn_blocking(move || {
            // The number of a part that the message does not have.
            let part = u32::try_from(found.part).map_err(|_| Error::NotFound)?;
            let bytes = attachment_bytes(&inflate(&raw)?, part).ok_or(Error::NotFound)?;
            Ok(AttachmentFile { name: found.name, media_type: found.media_type, bytes })
        })
        .await
        .map_err(Error::internal)?
    }
}
