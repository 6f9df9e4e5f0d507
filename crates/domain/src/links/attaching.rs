//! Attaching threads to a record, and with that putting the record into a stage: in one step.

use super::{Links, attach};
use crate::{
    actor::Actor,
    error::{Error, Result, again},
    records,
};
use kurier_model::inbox::Done;
use kurier_model::link::AttachedInStage;
use kurier_model::{Field, Reason, RecordId, StageId, ThreadId};

/// The most that are attached at once.
const AT_ONCE: u32 = 500;

impl Links<'_> {
    /// Attaches threads to a record of any kind; the senders' addresses become a lead's.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the record or one of the threads cannot be seen; [`Error::LeadGone`]; [`Error::Invalid`] when they are too many.
    pub async fn attach(&self, actor: &Actor, threads: Vec<ThreadId>, record: RecordId) -> Result<Done> {
        not_too_many(&threads)?;
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let (done, _) = attach(&mut tx, actor, &threads, record, self.kurier.now()).await?;
            tx.commit().await?;
            Ok(done)
        })
        .await
    }

    /// The same, and puts the record into a stage of its kind's pipeline: both, or neither.
    ///
    /// # Errors
    /// As [`Links::attach`]; [`Error::NotFound`] also for a record of a kind without stages, [`Error::Invalid`] also for a stage of another kind.
    pub async fn attach_in_stage(
        &self,
        actor: &Actor,
        threads: Vec<ThreadId>,
        record: RecordId,
        stage: StageId,
    ) -> Result<AttachedInStage> {
        not_too_many(&threads)?;
        again(|| async {
            let (mut tx, kinds) = self.kurier.records().tx(actor).await?;
            let now = self.kurier.now();
            let (mail, _) = attach(&mut tx, actor, &threads, record, now).await?;
            let stage = records::put_in_stage(&mut tx, actor, &kinds, record, stage, now).await?;
            tx.commit().await?;
            Ok(AttachedInStage { mail, stage })
        })
        .await
    }
}

fn not_too_many(threads: &[ThreadId]) -> Result<()> {
    if threads.len() <= AT_ONCE as usize {
        Ok(())
    } else {
        Err(Error::invalid(Field::Query, Reason::TooLong { max: AT_ONCE }))
    }
}
