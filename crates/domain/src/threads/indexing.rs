//! The searchable text follows the mail, in batches, a moment later.

mod store;

use super::Threads;
use crate::Result;
use kurier_mail::message::{parse, search_tokens};
use std::time::Duration;

/// Messages made searchable in one transaction, and how many bytes they may have together: what is read is unpacked and parsed
/// at once, so this bounds the memory that it takes. One that is larger comes alone.
const BATCH: i64 = 300;
const BATCH_BYTES: i64 = 12 * 1024 * 1024;
/// So many characters of a text are searchable; longer ones are logs and dumps.
const SEARCHABLE: usize = 200_000;

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
        .map_err(crate::Error::internal)?;
        store::put(&mut tx, &tokens).await?;
        tx.commit().await?;
        Ok(count)
    }
}

/// The words of subject, people, text and file names. A message that cannot be read any more is found by what its row says.
fn words_of(message: &store::Unindexed) -> Vec<String> {
    let mut texts: Vec<String> = vec![
        message.subject.clone(),
        message.from_name.clone().unwrap_or_default(),
        message.from_address.clone().unwrap_or_default(),
    ];
    let raw = crate::threads::body::inflate(&message.raw);
    if let Some(parsed) = raw.ok().and_then(|raw| parse::parse(&raw).ok()) {
        for address in parsed.to.iter().chain(&parsed.cc).take(500) {
            texts.push(address.email.clone());
            texts.extend(address.name.clone());
        }
        texts.extend(parsed.attachments.iter().map(|attachment| attachment.name.clone()));
        let cut = parsed.text.floor_char_boundary(SEARCHABLE);
        texts.push(parsed.text.get(..cut).unwrap_or_default().to_owned());
    }
    search_tokens::tokens(texts.iter().map(String::as_str))
}
