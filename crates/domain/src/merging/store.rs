//! SQL of records that become one. `move_rows` is in migration 0037.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::record::Moving;
use kurier_model::{Field, FieldId, MergeId, RecordId, ThreadId};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

/// More are not counted for whoever looks what would come of it.
const COUNTED: i64 = 1_000;

fn uuids(records: &[RecordId]) -> Vec<Uuid> {
    records.iter().map(|record| record.0).collect()
}

/// The threads that are attached to these records.
pub async fn threads_of(tx: &mut Tx, records: &[RecordId]) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!(
        "SELECT DISTINCT thread_id FROM record_threads WHERE record_id = ANY ($1)",
        &uuids(records)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// These become part of another; what happened last to one of them happened to that.
pub async fn put_into(tx: &mut Tx, losers: &[RecordId], winner: RecordId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE records SET removed_at = $3, merged_into = $2 WHERE id = ANY ($1)",
        &uuids(losers),
        winner.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    // Somebody has worked with it.
    sqlx::query!(
        "UPDATE records SET last_activity_at = greatest(last_activity_at, $2) WHERE id = $1",
        winner.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// They are there again.
pub async fn take_out(tx: &mut Tx, losers: &[RecordId]) -> Result<()> {
    sqlx::query!(
        "UPDATE records SET removed_at = NULL, merged_into = NULL WHERE id = ANY ($1)",
        &uuids(losers)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets rows of a column name another record: all, or those with these keys. The keys of those that do.
pub async fn move_rows(
    tx: &mut Tx,
    (table, column): (&str, &str),
    from: RecordId,
    to: RecordId,
    keys: Option<&Value>,
) -> Result<Value> {
    Ok(sqlx::query_scalar!(
        r#"SELECT move_rows($1, $2, $3, $4, $5) AS "keys!""#,
        table,
        column,
        from.0,
        to.0,
        keys,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// The fields in which records link to one, also fields that are not shown any more, and those records.
pub async fn linking(tx: &mut Tx, to: RecordId) -> Result<Vec<(FieldId, RecordId)>> {
    let rows = sqlx::query!(
        "SELECT f.id, i.record_id FROM record_fields f JOIN record_index i ON i.field_id = f.id AND i.words = $1
         WHERE f.workspace_id = kurier_workspace() AND f.what ->> 'type' = 'link' ORDER BY f.id, i.record_id",
        to.to_string(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (FieldId(row.id), RecordId(row.record_id))).collect())
}

/// Holds records for the transaction, in the order of their ids.
pub async fn hold(tx: &mut Tx, records: &[RecordId]) -> Result<()> {
    sqlx::query!("SELECT id FROM records WHERE id = ANY ($1) ORDER BY id FOR UPDATE", &uuids(records))
        .fetch_all(&mut **tx)
        .await?;
    Ok(())
}

/// Lets those of these records that link to one by a field link to another, in the same role. Which ones did.
pub async fn relink(
    tx: &mut Tx,
    field: FieldId,
    records: &[RecordId],
    from: RecordId,
    to: RecordId,
) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "WITH linking AS (
             SELECT record_id AS id FROM record_index WHERE field_id = $1 AND words = $2 AND record_id = ANY ($4)
         ), indexed AS (
             UPDATE record_index i SET words = $3 FROM linking l WHERE i.record_id = l.id AND i.field_id = $1 AND i.words = $2
         )
         UPDATE records r SET field_values = jsonb_set(r.field_values, ARRAY[$5], to_jsonb(replace(r.field_values ->> $5, $2, $3))),
             revision = r.revision + 1,
             field_revisions = r.field_revisions || jsonb_build_object($6::text, r.revision + 1)
         FROM linking l WHERE r.id = l.id RETURNING r.id",
        field.0,
        from.to_string(),
        to.to_string(),
        &uuids(records),
        field.to_string(),
        Field::OfKind(field).to_string(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Where a field names one record and another too, takes the one out: nobody is named twice. What stood there, by whose field it was.
pub async fn take_twice(
    tx: &mut Tx,
    field: FieldId,
    records: &[RecordId],
    from: RecordId,
    to: RecordId,
) -> Result<Vec<(RecordId, String)>> {
    let rows = sqlx::query!(
        r#"WITH twice AS (
               SELECT one.record_id AS id FROM record_index one JOIN record_index other
                   ON other.record_id = one.record_id AND other.field_id = $1 AND other.words = $3
               WHERE one.field_id = $1 AND one.words = $2 AND one.record_id = ANY ($4)
           ), taken AS (
               DELETE FROM record_index i USING twice t WHERE i.record_id = t.id AND i.field_id = $1 AND i.words = $2
           ), parts AS (
               SELECT r.id, string_agg(part, ', ' ORDER BY place) FILTER (WHERE left(part, 36) <> $2) AS stays,
                      min(part) FILTER (WHERE left(part, 36) = $2) AS gone
               FROM twice JOIN records r ON r.id = twice.id
               CROSS JOIN unnest(string_to_array(r.field_values ->> $5, ', ')) WITH ORDINALITY AS p (part, place) GROUP BY r.id
           )
           UPDATE records r SET field_values = jsonb_set(r.field_values, ARRAY[$5], to_jsonb(p.stays)), revision = r.revision + 1,
               field_revisions = r.field_revisions || jsonb_build_object($6::text, r.revision + 1)
           FROM parts p WHERE r.id = p.id AND p.stays IS NOT NULL AND p.gone IS NOT NULL RETURNING r.id, p.gone AS "gone!""#,
        field.0,
        from.to_string(),
        to.to_string(),
        &uuids(records),
        field.to_string(),
        Field::OfKind(field).to_string(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (RecordId(row.id), row.gone)).collect())
}

/// Names them again behind the others, where the other one is still named.
pub async fn name_again(
    tx: &mut Tx,
    field: FieldId,
    taken: &[(RecordId, String)],
    from: RecordId,
    to: RecordId,
) -> Result<Vec<RecordId>> {
    let records: Vec<RecordId> = taken.iter().map(|(record, _)| *record).collect();
    let parts: Vec<String> = taken.iter().map(|(_, part)| part.clone()).collect();
    let rows = sqlx::query_scalar!(
        "WITH given AS (
             SELECT g.id, g.part FROM unnest($4::uuid[], $5::text[]) AS g (id, part)
             WHERE EXISTS (SELECT 1 FROM record_index i WHERE i.record_id = g.id AND i.field_id = $1 AND i.words = $3)
         ), indexed AS (
             INSERT INTO record_index (record_id, workspace_id, field_id, place, words)
             SELECT r.id, r.workspace_id, $1, (SELECT max(i.place) + 1 FROM record_index i WHERE i.record_id = r.id AND i.field_id = $1), $2
             FROM given g JOIN records r ON r.id = g.id
         )
         UPDATE records r SET field_values = jsonb_set(r.field_values, ARRAY[$6], to_jsonb((r.field_values ->> $6) || ', ' || g.part)),
             revision = r.revision + 1, field_revisions = r.field_revisions || jsonb_build_object($7::text, r.revision + 1)
         FROM given g WHERE r.id = g.id RETURNING r.id",
        field.0,
        from.to_string(),
        to.to_string(),
        &uuids(&records),
        &parts,
        field.to_string(),
        Field::OfKind(field).to_string(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// How much would move, of what; of threads those that the actor sees.
pub async fn moving(tx: &mut Tx, actor: &Actor, losers: &[RecordId]) -> Result<Vec<(Moving, i64)>> {
    let row = sqlx::query!(
        r#"SELECT
           (SELECT count(*) FROM (SELECT t.id FROM threads t WHERE t.id IN (
                SELECT thread_id FROM record_threads WHERE record_id = ANY ($1)
                UNION
                SELECT m.thread_id FROM record_addresses a JOIN messages m ON m.workspace_id = a.workspace_id AND m.from_key = a.key
                WHERE a.record_id = ANY ($1) AND a.kind = 'email'
                UNION
                SELECT m.thread_id FROM record_addresses a JOIN messages m ON m.workspace_id = a.workspace_id AND m.author_key = a.key
                WHERE a.record_id = ANY ($1) AND a.kind = 'email'
                UNION
                SELECT m.thread_id FROM record_addresses a JOIN written_to w ON w.workspace_id = a.workspace_id AND w.key = a.key
                JOIN messages m ON m.id = w.message_id WHERE a.record_id = ANY ($1) AND a.kind = 'email')
              AND t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v) LIMIT $3) AS seen) AS "threads!",
           (SELECT count(*) FROM notes WHERE record_id = ANY ($1) AND removed_at IS NULL) AS "notes!",
           (SELECT count(*) FROM record_files WHERE record_id = ANY ($1) AND removed_at IS NULL) AS "files!",
           (SELECT count(DISTINCT t.id) FROM task_records l JOIN tasks t ON t.id = l.task_id
            WHERE l.record_id = ANY ($1) AND t.removed_at IS NULL) AS "tasks!",
           (SELECT count(*) FROM (SELECT i.record_id FROM record_fields f JOIN record_index i ON i.field_id = f.id
                JOIN records r ON r.id = i.record_id
                WHERE f.workspace_id = kurier_workspace() AND f.what ->> 'type' = 'link' AND f.removed_at IS NULL
                  AND i.words = ANY ($4) AND r.removed_at IS NULL LIMIT $3) AS linking) AS "links!",
           (SELECT count(*) FROM consents WHERE record_id = ANY ($1)) AS "consents!",
           (SELECT count(*) FROM send_grounds WHERE record_id = ANY ($1)) AS "sent!",
           (SELECT count(*) FROM drafts WHERE record_id = ANY ($1) AND author_id = $2) AS "drafts!""#,
        &uuids(losers),
        actor.user.map(|user| user.0),
        COUNTED,
        &losers.iter().map(ToString::to_string).collect::<Vec<_>>(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(vec![
        (Moving::Threads, row.threads),
        (Moving::Notes, row.notes),
        (Moving::Files, row.files),
        (Moving::Tasks, row.tasks),
        (Moving::Links, row.links),
        (Moving::Consents, row.consents),
        (Moving::Sent, row.sent),
        (Moving::Drafts, row.drafts),
    ])
}

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    merge: MergeId,
    winner: RecordId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_merges (id, workspace_id, winner_id, by_id, at) VALUES ($1, $2, $3, $4, $5)",
        merge.0,
        actor.workspace.0,
        winner.0,
        actor.user.map(|user| user.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What it changed in the fields of the record that stays.
pub async fn put_changed(tx: &mut Tx, merge: MergeId, changed: &impl Serialize) -> Result<()> {
    sqlx::query!(
        "UPDATE record_merges SET changed = $2 WHERE id = $1",
        merge.0,
        serde_json::to_value(changed)?,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Rows that came from one of the records. `column` of the table, or a field by which others link to it.
pub struct Came {
    pub loser: RecordId,
    pub table: String,
    pub column: String,
    pub keys: Value,
}

pub async fn put_came(tx: &mut Tx, actor: &Actor, merge: MergeId, came: &Came) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_merge_rows (merge_id, workspace_id, loser_id, tab, col, keys) VALUES ($1, $2, $3, $4, $5, $6)",
        merge.0,
        actor.workspace.0,
        came.loser.0,
        came.table,
        came.column,
        came.keys,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn all_came(tx: &mut Tx, merge: MergeId) -> Result<Vec<Came>> {
    let rows = sqlx::query!(
        "SELECT loser_id, tab, col, keys FROM record_merge_rows WHERE merge_id = $1 ORDER BY loser_id, tab, col",
        merge.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let came = |loser, table, column, keys| Came { loser: RecordId(loser), table, column, keys };
    Ok(rows.into_iter().map(|row| came(row.loser_id, row.tab, row.col, row.keys)).collect())
}

/// The record that stayed, of what can still be taken back.
pub async fn winner(tx: &mut Tx, merge: MergeId) -> Result<Option<RecordId>> {
    let winner = sqlx::query_scalar!("SELECT winner_id FROM record_merges WHERE id = $1", merge.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(winner.map(RecordId))
}

/// Takes it from the list of what can be taken back, when it is the last thing that became part of its record: what it changed.
pub async fn changed<T: DeserializeOwned>(tx: &mut Tx, merge: MergeId) -> Result<Option<T>> {
    let changed = sqlx::query_scalar!(
        "SELECT changed FROM record_merges m WHERE id = $1
           AND NOT EXISTS (SELECT 1 FROM record_merges later WHERE later.winner_id = m.winner_id AND (later.at, later.id) > (m.at, m.id))
         FOR UPDATE",
        merge.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(changed.map(serde_json::from_value).transpose()?)
}

pub async fn forget(tx: &mut Tx, merge: MergeId) -> Result<()> {
    sqlx::query!("DELETE FROM record_merges WHERE id = $1", merge.0).execute(&mut **tx).await?;
    Ok(())
}

/// The records that became part of another by it.
pub async fn losers(tx: &mut Tx, merge: MergeId) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "SELECT DISTINCT loser_id FROM record_merge_rows WHERE merge_id = $1 ORDER BY loser_id",
        merge.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// What became one before a moment cannot be taken back any more: what stood in the others is forgotten, all but where their addresses lead.
pub async fn forget_old(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    let gone = sqlx::query_scalar!(
        "SELECT DISTINCT w.loser_id FROM record_merges m JOIN record_merge_rows w ON w.merge_id = m.id WHERE m.at < $1",
        before
    )
    .fetch_all(&mut **tx)
    .await?;
    if gone.is_empty() {
        return Ok(());
    }
    sqlx::query!("DELETE FROM record_addresses WHERE record_id = ANY ($1)", &gone).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM record_index WHERE record_id = ANY ($1)", &gone).execute(&mut **tx).await?;
    sqlx::query!(
        "UPDATE records SET field_values = '{}', field_revisions = '{}', worth = NULL, worth_currency = NULL,
             company = NULL, description = '' WHERE id = ANY ($1)",
        &gone
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("DELETE FROM record_merges WHERE at < $1", before).execute(&mut **tx).await?;
    Ok(())
}
