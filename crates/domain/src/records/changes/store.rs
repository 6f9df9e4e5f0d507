//! SQL of what stood in fields.

use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::{EventId, FieldId};
use std::collections::HashMap;
use uuid::Uuid;

/// What stood in a field before, and what stands there since.
#[derive(Clone, Debug)]
pub struct Step {
    pub field: FieldId,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Step {
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.before.iter().chain(&self.after).map(String::as_str)
    }
}

pub async fn keep(tx: &mut Tx, actor: &Actor, event: EventId, steps: Vec<Step>) -> Result<()> {
    let fields: Vec<Uuid> = steps.iter().map(|step| step.field.0).collect();
    let (before, after): (Vec<_>, Vec<_>) = steps.into_iter().map(|step| (step.before, step.after)).unzip();
    sqlx::query!(
        "INSERT INTO record_changes (event_id, workspace_id, field_id, before, after)
         SELECT $1, $2, step.* FROM unnest($3::uuid[], $4::text[], $5::text[]) AS step",
        event.0,
        actor.workspace.0,
        &fields,
        &before as &[Option<String>],
        &after as &[Option<String>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn steps(tx: &mut Tx, events: Vec<EventId>) -> Result<HashMap<(EventId, FieldId), Step>> {
    let events: Vec<Uuid> = events.into_iter().map(|event| event.0).collect();
    let rows = sqlx::query!(
        "SELECT event_id, field_id, before, after FROM record_changes WHERE event_id = ANY ($1)",
        &events
    )
    .fetch_all(&mut **tx)
    .await?;
    let step = |field, before, after| Step { field: FieldId(field), before, after };
    Ok(rows
        .into_iter()
        .map(|row| {
            let of = (EventId(row.event_id), FieldId(row.field_id));
            (of, step(row.field_id, row.before, row.after))
        })
        .collect())
}
