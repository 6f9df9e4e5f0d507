//! All that is stored of a person, handed out: what is read at once is little, mail comes one by one.

use super::facts::{self, Message};
use super::subject::{self, Subject};
use super::{Protection, acts};
use crate::{
    actor::Actor,
    error::{Error, Result},
    events::{Event, EventKind},
    kurier::Kurier,
};
use chrono::{DateTime, Utc};
use kurier_model::RecordId;
use kurier_model::protection::{ActKind, Asked, Counted, DataKind, Matter};
use serde_json::Value;
use uuid::Uuid;

/// Messages listed at once.
const BATCH: i64 = 200;

/// What is handed out. What is not mail is read when it begins.
pub struct PersonExport {
    kurier: Kurier,
    actor: Actor,
    subject: Subject,
    pub made_at: DateTime<Utc>,
    pub addresses: Vec<String>,
    /// By the kind, in their order.
    pub sections: Vec<(DataKind, Vec<Value>)>,
}

/// A message that is handed out.
pub struct MailFile {
    pub id: Uuid,
    /// What is known of it.
    pub row: Value,
}

impl Protection<'_> {
    /// Begins to hand out all that is stored of a person, over all mailboxes, and writes down that it was.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`], also for records that are not the same person's.
    pub async fn export(&self, actor: &Actor, asked: &Asked) -> Result<PersonExport> {
        super::only_admins(actor)?;
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = subject::find(&mut tx, asked.record, Some(asked)).await?;
        let subject = found.subject.clone();
        let mut counts = facts::data(&mut tx, found).await?.counts;
        let mut sections: Vec<(DataKind, Vec<Value>)> = facts::sections(&mut tx, &subject)
            .await?
            .into_iter()
            .map(|section| (section.what, section.rows))
            .collect();
        let mentions = facts::mentions(&mut tx, &subject).await?;
        counts.push(Counted {
            what: DataKind::Mentions,
            count: u32::try_from(mentions.len()).unwrap_or(u32::MAX),
        });
        sections.push((DataKind::Mentions, mentions));
        let new = acts::store::New {
            what: ActKind::Exported,
            hashes: acts::hashes(&self.kurier.parts().secrets, &subject),
            counts,
            matter: Matter { names: !subject.names.is_empty(), ..Matter::default() },
            asked: None,
        };
        let act = kurier_model::ActId::new();
        acts::store::insert(&mut tx, actor, act, &new, now).await?;
        for record in &subject.records {
            let event = Event::new(EventKind::DataExported).record(RecordId(*record));
            event.payload(serde_json::json!({ "act": act })).record_in(&mut tx, actor).await?;
        }
        tx.commit().await?;
        let addresses = subject.addresses.clone();
        let (kurier, actor) = (self.kurier.clone(), actor.clone());
        Ok(PersonExport { kurier, actor, subject, made_at: now, addresses, sections })
    }
}

impl PersonExport {
    /// The next messages, behind one; empty at the end.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn mail(&self, after: Option<Uuid>) -> Result<Vec<MailFile>> {
        let mut tx = self.kurier.db().tx(&self.actor).await?;
        let found = facts::messages(&mut tx, &self.subject.keys, after, BATCH).await?;
        Ok(found.into_iter().map(|Message { id, row }| MailFile { id, row }).collect())
    }

    /// Files that are handed out: which, and under what name in the archive.
    #[must_use]
    pub fn files(&self) -> Vec<(Uuid, String)> {
        let rows = self.sections.iter().filter(|(what, _)| *what == DataKind::RecordFiles);
        let file = |row: &Value| Some((row["id"].as_str()?.parse().ok()?, row["file"].as_str()?.to_owned()));
        rows.flat_map(|(_, rows)| rows.iter().filter_map(file)).collect()
    }

    /// What is in one of them; `None`: it is gone meanwhile.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn file(&self, file: Uuid) -> Result<Option<Vec<u8>>> {
        let mut tx = self.kurier.db().tx(&self.actor).await?;
        facts::file_bytes(&mut tx, file).await
    }

    /// A message as it came; `None`: it is gone meanwhile.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn raw(&self, message: Uuid) -> Result<Option<Vec<u8>>> {
        let mut tx = self.kurier.db().tx(&self.actor).await?;
        let Some(kept) = facts::raw(&mut tx, message).await? else { return Ok(None) };
        drop(tx);
        let raw = tokio::task::spawn_blocking(move || zstd::decode_all(kept.as_slice()));
        Ok(Some(raw.await.map_err(Error::internal)?.map_err(Error::internal)?))
    }
}
