//! The searchable text follows the mail, in batches, a moment later.

mod store;

use super::Threads;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::raw::inflate;
use kurier_mail::message::{parse, search_tokens};
use std::time::Duration;
use uuid::Uuid;

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
        let mut limit = BATCH;
        loop {
            let mut tx = self.kurier.db().system_tx().await?;
            let batch = store::take(&mut tx, limit, BATCH_BYTES).await?;
            let (count, first) = (batch.len(), batch.first().map(|message| message.id));
            let Some(first) = first else { return Ok(0) };
            match put(tx, batch, words_of).await {
                Ok(()) => return Ok(count),
                // One of them is to blame: fewer are tried, until it is alone, so that the others become searchable.
                Err(Error::BadData(_)) if count > 1 => {
                    limit = (i64::try_from(count).unwrap_or(BATCH) / 4).max(1)
                }
                Err(Error::BadData(error)) => {
                    tracing::error!(message = %first, error, "the words of a message cannot be kept");
                    return self.index_by_row(first).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Makes one message findable by what its row says, or leaves it out of the search.
    async fn index_by_row(&self, message: Uuid) -> Result<usize> {
        for words in [row_words as Words, |_: &store::Unindexed| Vec::new()] {
            let mut tx = self.kurier.db().system_tx().await?;
            // Somebody else was quicker.
            let Some(taken) = store::take_one(&mut tx, message).await? else { break };
            match put(tx, vec![taken], words).await {
                Err(Error::BadData(_)) => {}
                other => return other.map(|()| 1),
            }
        }
        Ok(1)
    }
}

type Words = fn(&store::Unindexed) -> Vec<String>;

/// Keeps the words of messages that `tx` has taken.
async fn put(mut tx: Tx, batch: Vec<store::Unindexed>, words: Words) -> Result<()> {
    let tokens = tokio::task::spawn_blocking(move || {
        batch.into_iter().map(|message| (message.id, words(&message))).collect::<Vec<_>>()
    })
    .await
    .map_err(Error::internal)?;
    if let Err(error) = store::put(&mut tx, &tokens).await {
        // At once: what is taken would be passed over as somebody else's.
        tx.rollback().await?;
        return Err(error);
    }
    Ok(tx.commit().await?)
}

/// The words of subject, people, text and file names. A message that cannot be read (any more) is found by what its row says.
fn words_of(message: &store::Unindexed) -> Vec<String> {
    // A fault of ours in reading one message leaves the others searchable.
    let read = std::panic::catch_unwind(|| {
        let raw = inflate(&message.raw);
        let parsed = raw.ok().and_then(|raw| parse::parse(&raw).ok()).unwrap_or_default();
        let texts = search_tokens::searched(&parsed, SEARCHABLE);
        search_tokens::tokens(row(message).chain(texts.iter().map(AsRef::as_ref)))
    });
    read.unwrap_or_else(|_| row_words(message))
}

fn row_words(message: &store::Unindexed) -> Vec<String> {
    search_tokens::tokens(row(message))
}

fn row(message: &store::Unindexed) -> impl Iterator<Item = &str> {
    [Some(message.subject.as_str()), message.from_name.as_deref(), message.from_address.as_deref()]
        .into_iter()
        .flatten()
}
