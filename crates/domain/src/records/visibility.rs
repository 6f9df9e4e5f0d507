//! Who may see a record: everybody of the workspace, the team of whoever it belongs to, or they alone; administrators see all. Who that is is
//! said in SQL (`visible_owners`, migration 0038), and kept by the wall around the table itself. Mail on a record is another matter: it is seen
//! by those who see its mailbox.
//!
//! A record that is not for everybody belongs to somebody, or nobody but administrators could see it.

mod store;

use super::values::{self, Written};
use super::{Records, built_in, revisions, store as rows};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events,
    events::{Event, EventKind},
    followers, notifications,
};
use kurier_model::live::News;
use kurier_model::record::{Back, Change, Changes, FieldDefinition, FieldType, Kind, KindKey};
use kurier_model::visibility::{Colleague, Sight, SightPreview, Visibility};
use kurier_model::{Field, FieldId, Invalid, Reason, RecordId, UserId};
use serde_json::json;

impl Records<'_> {
    /// Who may see a record, of any kind, and who follows it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn sight(&self, actor: &Actor, record: RecordId) -> Result<Sight> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let now = store::get(&mut tx, record).await?.ok_or(Error::NotFound)?;
        let (mut followers, mut others) = (Vec::new(), Vec::new());
        for one in followers::of(&mut tx, record).await? {
            if one.follows { followers.push(one.who) } else { others.push(one.who) }
        }
        let follows = followers.iter().any(|one| Some(one.id) == actor.user);
        let (visibility, revision, removed) = (now.visibility, now.revision, now.removed);
        let (owner, me) = (now.owner, actor.user);
        Ok(Sight { visibility, revision, owner, followers, others, me, follows, removed })
    }

    /// What would come of another visibility, or of another owner, by name.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a record or a person that is not there.
    pub async fn preview_sight(
        &self,
        actor: &Actor,
        record: RecordId,
        visibility: Visibility,
        owner: Option<UserId>,
    ) -> Result<SightPreview> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let now = store::get(&mut tx, record).await?.ok_or(Error::NotFound)?;
        if let Some(owner) = owner
            && !rows::is_person(&mut tx, &owner.to_string()).await?
        {
            return Err(Error::NotFound);
        }
        let owner = owner.or(now.owner.map(|owner| owner.id));
        let before = store::seers(&mut tx, record).await?;
        let sees = store::would_see(&mut tx, visibility, owner).await?;
        let without = |these: &[Colleague], those: &[Colleague]| {
            these.iter().filter(|one| !those.contains(one)).cloned().collect()
        };
        Ok(SightPreview {
            gains: without(&sees, &before),
            loses: without(&before, &sees),
            ownerless: owner.is_none() && visibility != Visibility::Everybody,
            sees,
        })
    }

    /// Says who may see a record, of any kind. What takes that back.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one in the bin; [`Error::Invalid`] for a record that belongs to nobody; [`Error::Changed`] when somebody
    /// else has said something else since.
    pub async fn show_to(
        &self,
        actor: &Actor,
        record: RecordId,
        revision: u32,
        to: Visibility,
    ) -> Result<Back> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            rows::lock(&mut tx, record).await?;
            let now = store::get(&mut tx, record).await?.filter(|now| !now.removed).ok_or(Error::NotFound)?;
            let revisions = revisions::of(&mut tx, record).await?.ok_or(Error::NotFound)?;
            let change = Change { field: Field::Visibility, value: to.as_str().to_owned() };
            let changes = Changes { revision, fields: vec![change] };
            let wanted = revisions::wanted(&changes, &revisions, |_| now.visibility.as_str().to_owned())?;
            let stood = Change { field: Field::Visibility, value: now.visibility.as_str().to_owned() };
            let back = |revision, fields| Back::of(record, Changes { revision, fields });
            if wanted.is_empty() {
                return Ok(back(revisions.now, Vec::new()));
            }
            let before = Seen::before(&mut tx, record).await?;
            put(&mut tx, actor, record, to).await?;
            before.tell(&mut tx, actor, record).await?;
            revisions::mark_changed(&mut tx, record, &[Field::Visibility]).await?;
            events::notify(&mut tx, actor.workspace, &News::Record { record }).await?;
            tx.commit().await?;
            Ok(back(revisions.now + 1, vec![stood]))
        })
        .await
    }

    /// From now on new records of a kind are seen by these, unless something else is said. Those that are there stay as they are.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`] for a kind that is not there.
    pub async fn set_first_sight(&self, actor: &Actor, kind: &KindKey, to: Visibility) -> Result<()> {
        if !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        // What is built in is written down by then.
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        if !store::put_default(&mut tx, &kind.key, to).await? {
            return Err(Error::NotFound);
        }
        let payload = json!({ "kind": kind.key, "visibility": to });
        Event::new(EventKind::KindChanged).payload(payload).record_in(&mut tx, actor).await?;
        Ok(tx.commit().await?)
    }
}

/// What was asked about it among other fields, and the others. The last word counts.
pub(super) fn asked<'c>(fields: &[&'c Change]) -> Result<(Option<Visibility>, Vec<&'c Change>)> {
    let (own, others): (Vec<&Change>, Vec<&Change>) =
        fields.iter().copied().partition(|change| change.field == Field::Visibility);
    let read = |change: &Change| {
        let unknown = || Error::Invalid(Invalid::one(Field::Visibility, Reason::Unknown));
        Visibility::from_stored(&change.value).ok_or_else(unknown)
    };
    Ok((own.last().map(|change| read(change)).transpose()?, others))
}

/// Where the owner stands.
fn is_owner(field: &FieldDefinition) -> bool {
    field.key == built_in::OWNER && field.what == FieldType::Person
}

/// The field of the owner, when it is among these.
pub(super) fn owner_of(written: &[Written<'_>]) -> Option<FieldId> {
    written.iter().find(|one| is_owner(one.field)).map(|one| one.field.id)
}

/// What is not for everybody belongs to somebody: where nobody is named, to whoever makes it.
pub(super) fn own<'k>(actor: &Actor, kind: &'k Kind, visibility: Visibility, written: &mut Vec<Written<'k>>) {
    let field = kind.fields.iter().find(|field| is_owner(field));
    let Some((person, field)) = actor.user.zip(field).filter(|_| visibility != Visibility::Everybody) else {
        return;
    };
    if written.iter().any(|one| one.field.id == field.id && one.value.is_some()) {
        return;
    }
    written.retain(|one| one.field.id != field.id);
    written
        .push(Written { field, value: values::read_again(&field.what, &person.to_string()).ok().flatten() });
}

/// Whether somebody may hide a record from themselves by changing these.
pub(super) fn may_hide(kind: &Kind, changes: &[Change]) -> bool {
    changes.iter().any(|change| match change.field {
        Field::Visibility => true,
        Field::OfKind(id) => kind.field(id).is_some_and(is_owner),
        _ => false,
    })
}

/// Writes down who may see a record from now on. The caller holds it.
pub(super) async fn put(tx: &mut Tx, actor: &Actor, record: RecordId, to: Visibility) -> Result<()> {
    store::put(tx, record, to).await?;
    check_owner(tx, record, Field::Visibility).await?;
    Event::new(EventKind::RecordShown)
        .record(record)
        .payload(json!({ "shown": to }))
        .record_in(tx, actor)
        .await?;
    Ok(())
}

/// What is not for everybody belongs to somebody; `field` says where it is complained about.
pub(crate) async fn check_owner(tx: &mut Tx, record: RecordId, field: Field) -> Result<()> {
    match store::is_ownerless(tx, record).await? {
        true => Err(Error::invalid(field, Reason::Required)),
        false => Ok(()),
    }
}

/// Lets a record be seen as another one of which it is made.
pub(super) async fn narrow(tx: &mut Tx, record: RecordId, to: Visibility) -> Result<()> {
    store::put(tx, record, to).await?;
    check_owner(tx, record, Field::Visibility).await
}

/// Whether somebody goes on seeing what they have changed.
pub(super) async fn check_sight(tx: &mut Tx, actor: &Actor, record: RecordId) -> Result<()> {
    match store::sees(tx, actor, record).await? {
        true => Ok(()),
        false => Err(Error::invalid(Field::Visibility, Reason::NotAllowed)),
    }
}

/// Who saw a record before somebody changed who may; nobody in particular, when it was for everybody.
#[derive(Debug)]
pub(crate) struct Seen(Vec<UserId>);

impl Seen {
    pub(crate) async fn before(tx: &mut Tx, record: RecordId) -> Result<Self> {
        Ok(Self(store::seers(tx, record).await?.into_iter().map(|one| one.id).collect()))
    }

    /// Whoever may not see it any more is told nothing more of it, and their pages read again what is there.
    pub(crate) async fn tell(self, tx: &mut Tx, actor: &Actor, record: RecordId) -> Result<()> {
        let lost = self.lost(tx, record).await?;
        tell_lost(tx, actor, &lost).await
    }

    /// The same for whoever tells their pages: who it is.
    pub(super) async fn lost(self, tx: &mut Tx, record: RecordId) -> Result<Vec<UserId>> {
        let now = store::seers(tx, record).await?;
        let lost: Vec<UserId> =
            self.0.into_iter().filter(|person| !now.iter().any(|one| one.id == *person)).collect();
        if !lost.is_empty() {
            notifications::forget_all(tx, record, &lost).await?;
        }
        Ok(lost)
    }
}

/// The pages of these people read again what is there.
pub(super) async fn tell_lost(tx: &mut Tx, actor: &Actor, lost: &[UserId]) -> Result<()> {
    for person in lost {
        events::notify_of_sight(tx, actor.workspace, *person).await?;
    }
    Ok(())
}
