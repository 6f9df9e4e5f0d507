//! What is inside a message: its text for the frame, its files, its source. Always read from the raw bytes, so that a
//! better parser tomorrow shows yesterday's mail better.

mod document;
mod store;

pub use document::BodyDocument;

use super::Threads;
use crate::{Actor, Error, Result};
use kurier_mail::message::{attachment_bytes, parse};
use kurier_model::{AttachmentId, MessageId};

/// No message is larger than this when inflated: a bomb is not unpacked.
const LARGEST: usize = 512 * 1024 * 1024;

/// A file out of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl Threads<'_> {
    /// The message as a document for the sandboxed frame. `allow_remote`: the reader asked for pictures from elsewhere.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the message.
    pub async fn body_html(
        &self,
        actor: &Actor,
        message: MessageId,
        allow_remote: bool,
    ) -> Result<BodyDocument> {
        let raw = self.raw(actor, message).await?;
        tokio::task::spawn_blocking(move || document::of(message, &raw, allow_remote))
            .await
            .map_err(Error::internal)?
    }

    /// The message as it came.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the message.
    pub async fn source(&self, actor: &Actor, message: MessageId) -> Result<Vec<u8>> {
        inflate(&self.raw(actor, message).await?)
    }

    /// A file of a message.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the message.
    pub async fn attachment(&self, actor: &Actor, attachment: AttachmentId) -> Result<AttachmentFile> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = store::attachment(&mut tx, actor, attachment).await?.ok_or(Error::NotFound)?;
        drop(tx);
        file(found).await
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
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = store::inline(&mut tx, actor, message, content_id).await?.ok_or(Error::NotFound)?;
        drop(tx);
        file(found).await
    }

    async fn raw(&self, actor: &Actor, message: MessageId) -> Result<Vec<u8>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::raw(&mut tx, actor, message).await?.ok_or(Error::NotFound)
    }
}

async fn file(found: store::Part) -> Result<AttachmentFile> {
    tokio::task::spawn_blocking(move || {
        let raw = inflate(&found.raw)?;
        let part = u32::try_from(found.part).map_err(Error::internal)?;
        let bytes = attachment_bytes(&raw, part).ok_or(Error::NotFound)?;
        Ok(AttachmentFile { name: found.name, media_type: found.media_type, bytes })
    })
    .await
    .map_err(Error::internal)?
}

/// Raw bytes as they came, from what the database keeps.
pub fn inflate(compressed: &[u8]) -> Result<Vec<u8>> {
    use std::io::Read;
    let mut raw = Vec::new();
    let decoder = zstd::stream::Decoder::new(compressed).map_err(Error::internal)?;
    decoder.take(LARGEST as u64).read_to_end(&mut raw).map_err(Error::internal)?;
    Ok(raw)
}

/// The parsed message.
pub(super) fn read(compressed: &[u8]) -> Result<kurier_mail::message::ParsedMessage> {
    parse::parse(&inflate(compressed)?).map_err(Error::internal)
}
