//! Records that no rule takes away, because somebody said why.

use super::{Protection, acts};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
};
use kurier_model::live::News;
use kurier_model::protection::{ActKind, Hold};
use kurier_model::{Field, Reason, RecordId};
use serde_json::json;

const LONGEST: u32 = 500;

impl Protection<'_> {
    /// No rule takes a record away from now on; `None`: rules may again.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`]; [`Error::Invalid`] without a reason.
    pub async fn hold(&self, actor: &Actor, record: RecordId, reason: Option<&str>) -> Result<()> {
        super::only_admins(actor)?;
        let reason = reason.map(checked).transpose()?;
        let mut tx = self.kurier.db().tx(actor).await?;
        if super::subject::lock(&mut tx, &[record.0]).await?.is_empty() {
            return Err(Error::NotFound);
        }
        let now = self.kurier.now();
        let changed = match &reason {
            Some(reason) => acts::store::hold(&mut tx, actor, record, reason, now).await?,
            None => acts::store::release(&mut tx, record).await?,
        };
        if changed {
            let what = if reason.is_some() { ActKind::Held } else { ActKind::Released };
            acts::done(&mut tx, actor, what, now).await?;
            Event::new(EventKind::HoldChanged)
                .record(record)
                .payload(json!({ "held": reason.is_some() }))
                .record_in(&mut tx, actor)
                .await?;
            events::notify(&mut tx, actor.workspace, &News::Record { record }).await?;
        }
        Ok(tx.commit().await?)
    }
}

pub(super) async fn of(tx: &mut Tx, record: RecordId) -> Result<Option<Hold>> {
    acts::store::held(tx, record).await
}

fn checked(reason: &str) -> Result<String> {
    let text = reason.replace('\0', "").trim().to_owned();
    if text.is_empty() {
        return Err(Error::invalid(Field::Explanation, Reason::Required));
    }
    if text.chars().count() > LONGEST as usize {
        return Err(Error::invalid(Field::Explanation, Reason::TooLong { max: LONGEST }));
    }
    Ok(text)
}
