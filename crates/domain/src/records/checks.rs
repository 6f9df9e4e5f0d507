//! What is checked before values are written, beside what their types say.

use super::store::{self, Stored};
use super::values::{self, Key, Value, Written};
use crate::{db::Tx, error::Result};
use kurier_model::record::{FieldType, Kind};
use kurier_model::{Field, FieldId, Invalid, Reason, RecordId};
use uuid::Uuid;

/// What is not offered any more may stay where it stands, and is chosen nowhere else.
pub(super) fn refuse_removed(
    written: &[Written<'_>],
    before: impl Fn(FieldId) -> Vec<String>,
    invalid: &mut Invalid,
) {
    for Written { field, value } in written {
        let choices = field.what.choices().or_else(|| field.what.roles());
        let (Some(value), Some(choices)) = (value, choices) else { continue };
        let stood = before(field.id);
        // A role stands behind whose it is.
        let key = |one: &str| one.split_once(':').map_or(one, |(_, role)| role).to_owned();
        let is_removed = |one: &String| {
            let key = key(one);
            choices.iter().any(|choice| choice.removed && choice.key == key)
        };
        if values::list(&value.text).iter().any(|one| is_removed(one) && !stood.contains(one)) {
            invalid.add(Field::OfKind(field.id), Reason::Unknown);
        }
    }
}

/// What the type alone does not know: people, records and stages that are there, values that may stand in one record alone. People and
/// records may stay, or come back, that `stood` there: also who has left, what lies in the bin by now, or what the person does not see.
pub(super) async fn checked<'k>(
    tx: &mut Tx,
    kind: &Kind,
    record: RecordId,
    stood: &[(FieldId, Uuid)],
    mut written: Vec<Written<'k>>,
    mut invalid: Invalid,
) -> Result<Vec<Written<'k>>> {
    for Written { field, value } in &mut written {
        let Some(value) = value else {
            // Every record is in a stage.
            if field.what == FieldType::Stage {
                invalid.add(Field::OfKind(field.id), Reason::Required);
            }
            continue;
        };
        let stays = |one: Uuid| stood.contains(&(field.id, one));
        let is_there = match &field.what {
            FieldType::Person => {
                value.text.parse().is_ok_and(stays) || store::is_person(tx, &value.text).await?
            }
            FieldType::Link { to, several: None } => {
                value.text.parse().is_ok_and(stays) || store::is_record(tx, to, &value.text).await?
            }
            FieldType::Link { to, .. } => {
                let new = value.words().filter_map(|id| id.parse::<RecordId>().ok());
                let new: Vec<RecordId> = new.filter(|one| !stays(one.0)).collect();
                store::are_records(tx, to, &new).await?
            }
            FieldType::Stage => place(kind, value) && hold(tx, value).await?,
            _ => true,
        };
        if !is_there {
            invalid.add(Field::OfKind(field.id), Reason::Unknown);
        }
        if field.unique && is_taken(tx, record, field.id, value).await? {
            invalid.add(Field::OfKind(field.id), Reason::Taken);
        }
    }
    Ok(invalid.or(written)?)
}

/// A stage may be taken away, or the pipeline be put in another order, in this moment: it waits until this is done.
async fn hold(tx: &mut Tx, value: &mut Value) -> Result<bool> {
    let Ok(stage) = value.text.parse() else { return Ok(false) };
    let Some(place) = store::hold_stage(tx, stage).await? else { return Ok(false) };
    *value = Value::stage(stage, place);
    Ok(true)
}

/// Gives a stage its place in the pipeline; whether it is one of the kind.
pub(super) fn place(kind: &Kind, value: &mut Value) -> bool {
    let place = kind.stages.iter().position(|stage| stage.id.to_string() == value.text);
    let stage = place.and_then(|place| Some((kind.stages.get(place)?.id, place)));
    if let Some((stage, place)) = stage {
        *value = Value::stage(stage, place);
    }
    stage.is_some()
}

/// Whether another record has it. Two that want it at once wait for each other.
async fn is_taken(tx: &mut Tx, record: RecordId, field: FieldId, value: &Value) -> Result<bool> {
    let mut keys: Vec<String> = value.keys.iter().map(Key::text).collect();
    keys.sort_unstable();
    for key in keys {
        store::one_at_a_time(tx, field, &key).await?;
    }
    store::has_another(tx, record, field, value).await
}

/// Whoever comes out of the bin may find their number taken.
pub(super) async fn check_unique(tx: &mut Tx, kind: &Kind, record: RecordId, stored: &Stored) -> Result<()> {
    let mut invalid = Invalid::default();
    for field in kind.fields.iter().filter(|field| field.unique) {
        let Some(text) = stored.value(kind, field.id) else { continue };
        if let Ok(Some(value)) = values::read_again(&field.what, text)
            && is_taken(tx, record, field.id, &value).await?
        {
            invalid.add(Field::OfKind(field.id), Reason::Taken);
        }
    }
    Ok(invalid.or(())?)
}
