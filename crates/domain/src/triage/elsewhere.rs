//! Who was faster: what became of something in the queue that somebody else was about to decide on.

mod store;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    postponed,
};
use chrono::{DateTime, Utc};
use kurier_model::ThreadId;
use kurier_model::inbox::LinkReason;
use kurier_model::ready::{Became, Elsewhere};
use kurier_model::record::KindKey;
use kurier_model::{MessageId, RecordId, UserId};

/// How a thread stands in the queue, and by whom.
struct Decision {
    subject: String,
    state: Option<String>,
    message: Option<MessageId>,
    by: Option<(UserId, String)>,
}

/// The record on which a thread was put last.
struct Link {
    record: RecordId,
    kind: KindKey,
    name: String,
    reason: LinkReason,
}

/// Nothing, while nobody has decided. A record that the actor may not see is not told of, only that somebody has decided.
pub(super) async fn look(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    now: DateTime<Utc>,
) -> Result<Option<Elsewhere>> {
    let Decision { subject, state, message, mut by } =
        store::decision(tx, actor, thread).await?.ok_or(Error::NotFound)?;
    let became = match (store::link(tx, thread).await?, state.as_deref()) {
        (Some(Link { record, kind, name, reason }), _) => match reason {
            LinkReason::Created { .. } => Became::Created { record, kind, name },
            _ => Became::Attached { record, kind, name },
        },
        (None, Some("linked")) => Became::Decided,
        (None, Some("ignored")) => Became::Ignored,
        (None, Some("ready")) => {
            let left = postponed::get(tx, thread).await?;
            let left = left.filter(|left| Some(left.message) == message && left.until > now);
            let Some(left) = left else { return Ok(None) };
            by = store::person(tx, left.by).await?;
            Became::Postponed
        }
        (None, _) => return Ok(None),
    };
    let is_me = by.as_ref().is_some_and(|(id, _)| Some(*id) == actor.user);
    Ok(Some(Elsewhere { subject, by: by.map(|(_, name)| name), is_me, became }))
}
