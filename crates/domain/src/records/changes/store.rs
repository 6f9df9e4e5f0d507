//! SQL of what stood in fields.

use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::{EventId, FieldId, RecordId};
use std::collections::HashMap;
use uuid::Uuid;

/// So far back in a record's history is looked.
const LATEST: i64 = 50;

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

/// Whether this stood in a field of a record before one of its latest changes.
pub async fn stood(tx: &mut Tx, record: RecordId, field: FieldId, text: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT 1 FROM (SELECT e.id FROM events e WHERE e.record_id = $1 AND e.kind = 'record.changed'
                              ORDER BY e.at DESC, e.id DESC LIMIT $4) AS latest
               JOIN record_changes c ON c.event_id = latest.id AND c.field_id = $2
               WHERE c.before = $3) AS "stood!""#,
        record.0,
        field.0,
        text,
        LATEST,
    )
    .fetch_one(&mut **tx)
    .await?)
}
