//! Making and changing records: every value is read by its field's type, all that is wrong is said at once, and what is found and sorted by
//! is written with it.

use super::store::Stored;
use super::values::{self, Value, Written};
use super::visibility::{self, Seen};
use super::{
    Addresses, addresses, built_in, changes, checks, defaults, related, revisions, shape::hold_kind, store,
};
use crate::{
    actor::Actor,
    badges,
    db::Tx,
    error::Result,
    events,
    events::{Event, EventKind},
    followers, notifications,
    notifications::Told,
};
use chrono::{DateTime, Utc};
use kurier_model::live::News;
use kurier_model::notification::NotificationKind;
use kurier_model::record::{COMPANY, Change, Changes, FieldDefinition, FieldType, Kind};
use kurier_model::{Field, FieldId, Invalid, Reason, RecordId, UserId};

/// Which of a kind's fields a form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    /// All that are required.
    All,
    /// Those that it names; it has no others.
    Named,
}

/// Makes a record in the caller's transaction.
///
/// # Errors
/// [`crate::Error::Invalid`] names the fields.
pub(crate) async fn create(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    fields: &[Change],
    asks: Asks,
    now: DateTime<Utc>,
) -> Result<RecordId> {
    let record = RecordId::new();
    let (asked, given) = visibility::asked(&fields.iter().collect::<Vec<_>>())?;
    let visibility = asked.unwrap_or(kind.visibility);
    let (mut written, mut invalid) = read(kind, &given);
    checks::refuse_removed(&written, |_| Vec::new(), &mut invalid);
    defaults::add(kind, actor, fields, &mut written, now);
    begin(kind, &mut written, &mut invalid);
    if asks == Asks::Named {
        invalid.fields.retain(|(field, _)| fields.iter().any(|named| named.field == *field));
    }
    visibility::own(actor, kind, visibility, &mut written);
    hold_kind(tx, &kind.key).await?;
    let written = checks::checked(tx, kind, record, &[], written, invalid).await?;
    store::insert(tx, actor, record, &kind.key, visibility, now).await?;
    if let Some(owner) = write(tx, actor, kind, record, &written, now).await? {
        tell_owner(tx, actor, record, owner, now).await?;
    }
    visibility::check_owner(tx, record, Field::Visibility).await?;
    Event::new(EventKind::RecordCreated).record(record).record_in(tx, actor).await?;
    badges::refresh_soon(tx, actor.workspace, record).await?;
    told(tx, actor, kind, record, Vec::new()).await?;
    Ok(record)
}

/// Changes a record and tells of it. The caller holds the record's lock.
pub(super) async fn update(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    stored: &Stored,
    changes: &Changes,
    now: DateTime<Utc>,
) -> Result<Changed> {
    let Some(changed) = change(tx, actor, kind, record, stored, changes, now).await? else {
        return Ok(Changed::default());
    };
    if let Some(owner) = changed.given {
        tell_owner(tx, actor, record, owner, now).await?;
    }
    if changed.moves_mail {
        badges::refresh_soon(tx, actor.workspace, record).await?;
    }
    told(tx, actor, kind, record, related::linked(kind, &stored.values)).await?;
    Ok(changed)
}

/// Tells those who follow a record what was changed in it; who was given it is told of that alone.
pub(super) async fn tell_followers(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    changed: &Changed,
    now: DateTime<Utc>,
) -> Result<()> {
    let given: Vec<UserId> = changed.given.flatten().into_iter().collect();
    if changed.moved {
        followers::tell(tx, actor, record, NotificationKind::RecordMoved, &given, now).await?;
    }
    if changed.fields {
        followers::tell(tx, actor, record, NotificationKind::RecordChanged, &given, now).await?;
    }
    Ok(())
}

/// What a change was, for whoever tells of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Changed {
    /// Whose the record is from now on, when that is somebody else.
    given: Option<Option<UserId>>,
    /// It is in another stage.
    moved: bool,
    /// Something else in it is another.
    fields: bool,
    /// Whose mail is whose may be another matter since.
    pub(super) moves_mail: bool,
    /// Who does not see the record any more.
    pub(super) lost: Vec<UserId>,
}

/// Changes a record, with its history; `None` when that changes nothing. The caller holds the record's lock.
pub(super) async fn change(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    stored: &Stored,
    changes: &Changes,
    now: DateTime<Utc>,
) -> Result<Option<Changed>> {
    let changed = change_untold(tx, actor, kind, record, stored, changes, now).await?;
    if let Some(changed) = &changed {
        visibility::tell_lost(tx, actor, &changed.lost).await?;
    }
    Ok(changed)
}

/// The same for whoever changes many: they tell once those who do not see some of them any more.
pub(super) async fn change_untold(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    stored: &Stored,
    changes: &Changes,
    now: DateTime<Utc>,
) -> Result<Option<Changed>> {
    let Some(revisions) = revisions::of(tx, record).await? else { return Ok(None) };
    // What says the same in other letters is no change.
    let same = Changes {
        revision: changes.revision,
        fields: changes.fields.iter().map(|change| as_kept(kind, change)).collect(),
    };
    let (shown, wanted) =
        visibility::asked(&revisions::wanted(&same, &revisions, |field| stored.text(kind, field))?)?;
    let (written, mut invalid) = read(kind, &wanted);
    let allowed = |field| stored.allows(kind, field).flat_map(values::list).collect::<Vec<String>>();
    checks::refuse_removed(&written, allowed, &mut invalid);
    for one in written.iter().filter(|one| one.field.required && one.value.is_none()) {
        invalid.add(Field::OfKind(one.field.id), Reason::Required);
    }
    let mut stood = related::standing(kind, &stored.values);
    stood.extend(stored.stood.iter().flat_map(|(field, text)| related::standing_in(*field, text)));
    let written = checks::checked(tx, kind, record, &stood, written, invalid).await?;
    if written.is_empty() && shown.is_none() {
        return Ok(None);
    }
    let owner = visibility::owner_of(&written);
    let seen = match owner.is_some() || shown.is_some() {
        true => Some(Seen::before(tx, record).await?),
        false => None,
    };
    let given = write(tx, actor, kind, record, &written, now).await?;
    if let Some(to) = shown {
        visibility::put(tx, actor, record, to).await?;
    }
    if let Some(owner) = owner {
        visibility::check_owner(tx, record, Field::OfKind(owner)).await?;
    }
    let lost = match seen {
        Some(seen) => seen.lost(tx, record).await?,
        None => Vec::new(),
    };
    let fields = written.iter().map(|one| Field::OfKind(one.field.id));
    let fields: Vec<Field> = fields.chain(shown.map(|_| Field::Visibility)).collect();
    revisions::mark_changed(tx, record, &fields).await?;
    changes::tell(tx, actor, kind, record, stored, &written).await?;
    let moved = written.iter().any(|one| one.field.what == FieldType::Stage);
    let fields = written.iter().any(|one| one.field.what != FieldType::Stage);
    let moves_mail = moves_mail(kind, &written);
    Ok(Some(Changed { given, moved, fields, moves_mail, lost }))
}

/// Whether badges may be others when these were written. Of several with one address it is the one in which something happened last; but to a company
/// belongs all mail of its domain, by that alone.
fn moves_mail(kind: &Kind, written: &[Written<'_>]) -> bool {
    let finds = |what: &FieldType| matches!(what, FieldType::Domain | FieldType::Email | FieldType::Stage);
    kind.key.0 != COMPANY || written.iter().any(|one| finds(&one.field.what))
}

/// What a record needs to be one: what is required, and a stage; whoever is written down without one begins in the first.
pub(super) fn begin<'k>(kind: &'k Kind, written: &mut Vec<Written<'k>>, invalid: &mut Invalid) {
    let has =
        |field: &FieldDefinition| written.iter().any(|one| one.field.id == field.id && one.value.is_some());
    for field in kind.fields.iter().filter(|field| field.required && !has(field)) {
        let field = Field::OfKind(field.id);
        if invalid.about(field).is_none() {
            invalid.add(field, Reason::Required);
        }
    }
    let stage = kind.first(&FieldType::Stage).zip(kind.stages.first());
    if let Some((field, first)) = stage
        && !written.iter().any(|one| one.field.id == field.id && one.value.is_some())
    {
        written.retain(|one| one.field.id != field.id);
        written.push(Written { field, value: Some(Value::stage(first.id, 0)) });
    }
}

/// Open pages hear of it: also those of the records that it linked to before, and of those that it links to now.
async fn told(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    mut linked: Vec<RecordId>,
) -> Result<()> {
    if let Some(now) = store::get(tx, record).await? {
        linked.extend(related::linked(kind, &now.values));
    }
    tell(tx, actor, record, linked).await
}

/// Tells the pages of a record, and of those that show it among theirs.
pub(super) async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    mut linked: Vec<RecordId>,
) -> Result<()> {
    linked.push(record);
    linked.sort_unstable();
    linked.dedup();
    for record in linked {
        events::notify(tx, actor.workspace, &News::Record { record }).await?;
    }
    Ok(())
}

/// A change with its value as it would be kept; one that cannot be read stays as it is.
pub(super) fn as_kept(kind: &Kind, change: &Change) -> Change {
    let read = |id: FieldId| values::read(&kind.home, &kind.field(id)?.what, &change.value).ok();
    let kept = match change.field {
        Field::OfKind(id) => read(id),
        _ => None,
    };
    match kept {
        Some(value) => {
            Change { field: change.field, value: value.map(|value| value.text).unwrap_or_default() }
        }
        None => change.clone(),
    }
}

/// Reads what was given, each field once: the last word counts.
pub(super) fn read<'k>(kind: &'k Kind, given: &[&Change]) -> (Vec<Written<'k>>, Invalid) {
    let (mut written, mut invalid) = (Vec::<Written<'k>>::new(), Invalid::default());
    for Change { field, value } in given {
        let known = match field {
            Field::OfKind(id) => kind.field(*id),
            _ => None,
        };
        let Some(definition) = known else {
            invalid.add(*field, Reason::Unknown);
            continue;
        };
        match values::read(&kind.home, &definition.what, value) {
            Ok(value) => {
                written.retain(|other| other.field.id != definition.id);
                written.push(Written { field: definition, value });
            }
            Err(reason) => invalid.add(*field, reason),
        }
    }
    (written, invalid)
}

/// Tells whose a record is from now on; whoever it was need not be told any more.
pub(crate) async fn tell_owner(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    owner: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let told = Told::record(NotificationKind::RecordGiven, record);
    notifications::untell(tx, actor, told, owner.as_slice()).await?;
    match owner {
        Some(owner) => notifications::tell(tx, actor, owner, told, now).await,
        None => Ok(()),
    }
}

/// The record's row, its index, its addresses. Whose it is from now on, when that is somebody else.
pub(super) async fn write(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    written: &[Written<'_>],
    now: DateTime<Utc>,
) -> Result<Option<Option<UserId>>> {
    let mut given = None;
    store::write(tx, record, written, now).await?;
    store::write_index(tx, actor, record, written).await?;
    let worth = kind.first(&FieldType::Money).map(|field| field.id);
    for one in written {
        let text = one.value.as_ref().map(|value| value.text.as_str());
        let stage = text.and_then(|text| kind.stage(text.parse().ok()?));
        match &one.field.what {
            FieldType::Stage => {
                if let Some(stage) = stage {
                    store::put_in_stage(tx, record, stage, now).await?;
                }
            }
            FieldType::Money if worth == Some(one.field.id) => {
                store::put_worth(tx, record, one.value.as_ref().and_then(Value::money)).await?;
            }
            FieldType::Name => store::rename(tx, record, text.unwrap_or_default()).await?,
            FieldType::Text if one.field.key == built_in::COMPANY_NAME => {
                store::put_company(tx, record, text).await?;
            }
            FieldType::Person if one.field.key == built_in::OWNER => {
                let person: Option<UserId> = text.and_then(|id| id.parse().ok());
                if store::give(tx, record, person).await? {
                    given = Some(person);
                }
            }
            _ => {}
        }
    }
    write_addresses(tx, actor, kind, record, written).await?;
    Ok(given)
}

/// By what mail and calls find the record: what stands in all its fields for that, those that it has from the beginning first.
async fn write_addresses(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    written: &[Written<'_>],
) -> Result<()> {
    for (of, what) in [(Addresses::Email, FieldType::Email), (Addresses::Phone, FieldType::Phone)] {
        if kind.is_reached() && written.iter().any(|one| one.field.what == what) {
            let stored = store::get(tx, record).await?;
            let texts = kind.all_of(&what).into_iter();
            let texts = texts.filter_map(|field| stored.as_ref()?.value(kind, field.id));
            let all: Vec<String> = texts.flat_map(values::list).collect();
            addresses::replace(tx, actor, record, of, &all).await?;
        }
    }
    Ok(())
}
