//! The searchable text follows the mail, in batches, a moment later.

mod store;

use super::Threads;
use crate::{error::Result, raw::inflate};
use kurier_mail::message::{parse, search_tokens};
use std::time::Duration;

/// Messages made searchable in one transaction, and how many bytes they may have together: what is read is unpacked and parsed
/// at once, so this bounds the memory that it takes. One that is larger comes alone.
const BATCH: i64 = 300;
const BATCH_BYTES: i64 = 12 * 1024 * 1024;
/// So many characters of a text are searchable; longer ones are logs and dumps.
pub(super) const SEARCHABLE: usize = 200_000;

impl Threads<'_> {
    /// Makes messages searchable, the newest first, for `turn` at most. True: all are.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn index(&self, turn: Duration) -> Result<bool> {
        let begun = tokio::time::Instant::now();
        loop {
            if self.index_batch().await? == 0 {
                return Ok(true);
            }
            if begun.elapsed() >= turn {
                return Ok(false);
            }
        }
    }

    /// Makes some messages searchable. Answers with how many; 0: all are, or others are at it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn index_batch(&self) -> Result<usize> {
        let mut tx = self.kurier.db().system_tx().await?;
        let batch = store::take(&mut tx, BATCH, BATCH_BYTES).await?;
        let count = batch.len();
        if count == 0 {
            return Ok(0);
        }
        let tokens = tokio::task::spawn_blocking(move || {
            batch.into_iter().map(|message| (message.id, words_of(&message))).collect::<Vec<_>>()
        })
        .await
        .map_err(crate::error::Error::internal)?;
        store::put(&mut tx, &tokens).await?;
        tx.commit().await?;
        Ok(count)
    }
}

/// The words of subject, people, text and file names. A message that cannot be read any more is found by what its row says.
fn words_of(message: &store::Unindexed) -> Vec<String> {
    let row = [Some(message.subject.as_str()), message.from_name.as_deref(), message.from_address.as_deref()];
    let raw = inflate(&message.raw);
    let parsed = raw.ok().and_then(|raw| parse::parse(&raw).ok()).unwrap_or_default();
    let texts = search_tokens::searched(&parsed, SEARCHABLE);
    search_tokens::tokens(row.into_iter().flatten().chain(texts.iter().map(AsRef::as_ref)))
}
