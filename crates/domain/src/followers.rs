//! Who follows a record, and hears of it: whoever it belongs to does by that. Only who may see a record can follow it; who may no longer see it
//! is told nothing more, and hears again when they may (`listeners_of`, migration 0038).
//!
//! What is told about one record is told once until it is read, however often it happens.

mod store;

pub(crate) use store::of;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events,
    events::{Event, EventKind},
    kurier::Kurier,
    notifications,
    notifications::Told,
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::live::News;
use kurier_model::notification::NotificationKind;
use kurier_model::{MessageId, RecordId, UserId, WorkspaceId};
use serde_json::json;

/// Mail that came longer ago is no news: a mailbox was connected, or a folder found.
const NEWS: TimeDelta = TimeDelta::days(2);

/// Verbs about followers.
#[derive(Debug)]
pub struct Followers<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Who follows records.
    #[must_use]
    pub const fn followers(&self) -> Followers<'_> {
        Followers { kurier: self }
    }
}

impl Followers<'_> {
    /// A person follows a record from now on, or no more: the actor, or a colleague who may see it, and who is told so.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a record or a person that is not there, and for one who may not see the record; [`Error::Forbidden`] for a
    /// worker.
    pub async fn follow(&self, actor: &Actor, record: RecordId, person: UserId, follows: bool) -> Result<()> {
        actor.person()?;
        again(|| async {
            let now = self.kurier.now();
            let mut tx = self.kurier.db().tx(actor).await?;
            if !store::hold(&mut tx, record).await? {
                return Err(Error::NotFound);
            }
            if follows && !store::may_follow(&mut tx, record, person).await? {
                return Err(Error::NotFound);
            }
            let changed = match follows {
                true => store::add(&mut tx, actor, record, person, now).await?,
                false => store::remove(&mut tx, record, person).await?,
            };
            if !changed {
                return Ok(());
            }
            Event::new(EventKind::RecordFollowed)
                .record(record)
                .payload(json!({ "user": person, "follows": follows }))
                .record_in(&mut tx, actor)
                .await?;
            if follows {
                let told = Told::record(NotificationKind::Followed, record);
                notifications::tell(&mut tx, actor, person, told, now).await?;
            } else {
                notifications::forget_news(&mut tx, actor, record, &[person]).await?;
            }
            events::notify(&mut tx, actor.workspace, &News::Record { record }).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Tells whoever follows a record, but these, of what somebody did with it.
pub(crate) async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    what: NotificationKind,
    but: &[UserId],
    now: DateTime<Utc>,
) -> Result<()> {
    for person in store::listeners(tx, record, what).await? {
        if !but.contains(&person) {
            notifications::tell(tx, actor, person, Told::record(what, record), now).await?;
        }
    }
    Ok(())
}

/// Tells whoever follows the records whose mail this is, and may read the mailbox. Call it when the threads are on their records.
pub(crate) async fn tell_of_mail(
    tx: &mut Tx,
    workspace: WorkspaceId,
    messages: &[MessageId],
    now: DateTime<Utc>,
) -> Result<()> {
    for person in store::tell_of_mail(tx, messages, now, now - NEWS).await? {
        events::notify(tx, workspace, &News::Notified { person }).await?;
    }
    Ok(())
}
