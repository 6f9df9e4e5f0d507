//! SQL of imports.

use super::ImportWords;
use super::table::Table;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::import::{ImportCounts, ImportLine, ImportPlan, ImportState, Outcome, TwinRule};
use kurier_model::record::{Change, KindKey};
use kurier_model::{Field, FieldId, ImportId, Reason, RecordId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

/// So many lines of a file are written by one statement.
const WRITTEN_AT_ONCE: usize = 5_000;

/// An import as it is kept.
pub struct Stored {
    pub id: ImportId,
    pub kind: KindKey,
    pub file_name: String,
    pub made_by: UserId,
    pub maker: String,
    /// For the part that is under way.
    pub asked_by: UserId,
    pub pass: u32,
    pub made_at: DateTime<Utc>,
    pub state: ImportState,
    pub columns: Vec<String>,
    pub fields: Vec<Option<FieldId>>,
    pub twins: TwinRule,
    pub words: ImportWords,
    pub last_line: i32,
    pub counts: ImportCounts,
}

/// A line of the file that nobody has looked at.
pub struct Line {
    pub number: u32,
    pub cells: Vec<String>,
}

/// What became of a line.
pub struct Looked {
    pub line: u32,
    pub outcome: Outcome,
    pub problems: Vec<(Field, Reason)>,
    pub record: Option<RecordId>,
    pub linked: Vec<RecordId>,
    pub before: Vec<Change>,
    pub revision: Option<u32>,
}

impl Looked {
    pub const fn of(line: u32, outcome: Outcome) -> Self {
        Self {
            line,
            outcome,
            problems: Vec::new(),
            record: None,
            linked: Vec::new(),
            before: Vec::new(),
            revision: None,
        }
    }
}

/// A line of which something came that can be taken back.
pub struct Done {
    pub line: u32,
    pub outcome: Outcome,
    /// None: the line failed after records that it names were made.
    pub record: Option<RecordId>,
    pub linked: Vec<RecordId>,
    pub before: Vec<Change>,
    /// The revision that it made, and the one at which the record is taken back.
    pub wrote: u32,
    pub revision: u32,
}

fn number(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or_default()
}

fn stored(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[expect(clippy::too_many_arguments, reason = "the columns of its row")]
pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    kind: &KindKey,
    file_name: &str,
    table: &Table,
    fields: &[Option<FieldId>],
    words: &ImportWords,
    now: DateTime<Utc>,
) -> Result<ImportId> {
    let import = ImportId::new();
    sqlx::query!(
        "INSERT INTO imports (id, workspace_id, kind, file_name, made_by, made_at, asked_by, asked_at, columns, fields, words, total)
         VALUES ($1, $2, $3, $4, $5, $6, $5, $6, $7, $8, $9, $10)",
        import.0,
        actor.workspace.0,
        kind.0,
        file_name,
        actor.person()?.0,
        now,
        Json(&table.columns) as Json<&Vec<String>>,
        Json(fields) as Json<&[Option<FieldId>]>,
        Json(words) as Json<&ImportWords>,
        i32::try_from(table.lines.len()).unwrap_or(i32::MAX),
    )
    .execute(&mut **tx)
    .await?;
    for lines in table.lines.chunks(WRITTEN_AT_ONCE) {
        let numbers: Vec<i32> = lines.iter().map(|(number, _)| stored(*number)).collect();
        let cells: Vec<String> =
            lines.iter().map(|(_, cells)| serde_json::to_string(cells)).collect::<Result<_, _>>()?;
        sqlx::query!(
            "INSERT INTO import_lines (import_id, workspace_id, line, cells)
             SELECT $1, $2, line, cells::jsonb FROM unnest($3::integer[], $4::text[]) AS given (line, cells)",
            import.0,
            actor.workspace.0,
            &numbers,
            &cells,
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(import)
}

/// An import; held for the transaction where that is wanted.
pub async fn get(tx: &mut Tx, import: ImportId, is_held: bool) -> Result<Option<Stored>> {
    if is_held {
        sqlx::query!("SELECT id FROM imports WHERE id = $1 FOR UPDATE", import.0)
            .fetch_optional(&mut **tx)
            .await?;
    }
    let row = sqlx::query!(
        r#"SELECT i.kind, i.file_name, i.made_by, u.name AS maker, i.made_at, i.asked_by, i.pass, i.state, i.columns AS "columns: Json<Vec<String>>",
                  i.fields AS "fields: Json<Vec<Option<FieldId>>>", i.twins, i.words AS "words: Json<ImportWords>", i.total, i.looked_at,
                  i.last_line, i.created, i.updated, i.skipped, i.failed, i.kept
           FROM imports i JOIN users u ON u.id = i.made_by WHERE i.id = $1"#,
        import.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        id: import,
        kind: KindKey(row.kind),
        file_name: row.file_name,
        made_by: UserId(row.made_by),
        maker: row.maker,
        asked_by: UserId(row.asked_by),
        pass: number(row.pass),
        made_at: row.made_at,
        state: ImportState::from_stored(&row.state)
            .ok_or_else(|| Error::internal(format!("import state {}", row.state)))?,
        columns: row.columns.0,
        fields: row.fields.0,
        twins: TwinRule::from_stored(&row.twins)
            .ok_or_else(|| Error::internal(format!("twins {}", row.twins)))?,
        words: row.words.0,
        last_line: row.last_line,
        counts: ImportCounts {
            total: number(row.total),
            looked_at: number(row.looked_at),
            created: number(row.created),
            updated: number(row.updated),
            skipped: number(row.skipped),
            failed: number(row.failed),
            kept: number(row.kept),
        },
    }))
}

pub async fn latest(tx: &mut Tx, actor: &Actor, kind: &KindKey, limit: i64) -> Result<Vec<ImportId>> {
    let rows = sqlx::query_scalar!(
        "SELECT id FROM imports WHERE workspace_id = $1 AND kind = $2 AND ($3 OR made_by = $4) ORDER BY made_at DESC, id DESC LIMIT $5",
        actor.workspace.0,
        kind.0,
        actor.is_admin(),
        actor.user.map(|user| user.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ImportId).collect())
}

/// The first lines of the file.
pub async fn samples(tx: &mut Tx, import: ImportId) -> Result<Vec<Vec<String>>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT cells AS "cells: Json<Vec<String>>" FROM import_lines WHERE import_id = $1 ORDER BY line LIMIT 20"#,
        import.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|cells| cells.0).collect())
}

pub async fn failed(tx: &mut Tx, import: ImportId, after: u32, limit: u32) -> Result<Vec<ImportLine>> {
    let rows = sqlx::query!(
        r#"SELECT line, cells AS "cells: Json<Vec<String>>", problems AS "problems: Json<Vec<(Field, Reason)>>"
           FROM import_lines WHERE import_id = $1 AND outcome = 'failed' AND line > $2 ORDER BY line LIMIT $3"#,
        import.0,
        stored(after),
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ImportLine {
            line: number(row.line),
            cells: row.cells.0,
            problems: row.problems.map(|problems| problems.0).unwrap_or_default(),
        })
        .collect())
}

pub async fn plan(tx: &mut Tx, import: ImportId, plan: &ImportPlan) -> Result<()> {
    sqlx::query!(
        "UPDATE imports SET fields = $2, twins = $3 WHERE id = $1",
        import.0,
        Json(&plan.fields) as Json<&Vec<Option<FieldId>>>,
        plan.twins.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn set_state(tx: &mut Tx, import: ImportId, state: ImportState) -> Result<()> {
    sqlx::query!("UPDATE imports SET state = $2 WHERE id = $1", import.0, state.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes who wants the next part done.
pub async fn ask(tx: &mut Tx, import: ImportId, person: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE imports SET asked_by = $2, asked_at = $3 WHERE id = $1", import.0, person.0, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// As if nobody had looked at any line; the number of the pass that begins.
pub async fn begin_anew(tx: &mut Tx, import: ImportId) -> Result<u32> {
    let pass = sqlx::query_scalar!(
        "UPDATE imports SET pass = pass + 1, looked_at = 0, last_line = 0, created = 0, updated = 0, skipped = 0, failed = 0, kept = 0 WHERE id = $1 RETURNING pass",
        import.0
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE import_lines SET outcome = NULL, problems = NULL, record_id = NULL WHERE import_id = $1 AND outcome IS NOT NULL",
        import.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(number(pass))
}

pub async fn next_lines(tx: &mut Tx, import: ImportId, behind: i32, limit: i64) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        r#"SELECT line, cells AS "cells: Json<Vec<String>>" FROM import_lines WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3"#,
        import.0,
        behind,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Line { number: number(row.line), cells: row.cells.0 }).collect())
}

/// Writes down what became of lines, all behind those that were looked at before.
pub async fn looked_at(tx: &mut Tx, import: ImportId, looked: &[Looked]) -> Result<()> {
    let lines: Vec<i32> = looked.iter().map(|looked| stored(looked.line)).collect();
    let outcomes: Vec<String> = looked.iter().map(|looked| looked.outcome.as_str().to_owned()).collect();
    let text = |is_there: bool, json: serde_json::Result<String>| json.map(|json| is_there.then_some(json));
    let problems: Vec<Option<String>> = looked
        .iter()
        .map(|looked| text(!looked.problems.is_empty(), serde_json::to_string(&looked.problems)))
        .collect::<Result<_, _>>()?;
    let before: Vec<Option<String>> = looked
        .iter()
        .map(|looked| text(!looked.before.is_empty(), serde_json::to_string(&looked.before)))
        .collect::<Result<_, _>>()?;
    let records: Vec<Option<Uuid>> = looked.iter().map(|looked| looked.record.map(|id| id.0)).collect();
    let linked: Vec<String> =
        looked.iter().map(|looked| serde_json::to_string(&looked.linked)).collect::<Result<_, _>>()?;
    let revisions: Vec<Option<i32>> = looked.iter().map(|looked| looked.revision.map(stored)).collect();
    sqlx::query!(
        "UPDATE import_lines l SET outcome = done.outcome, problems = done.problems::jsonb, record_id = done.record, before = done.before::jsonb,
                linked = ARRAY(SELECT jsonb_array_elements_text(done.linked::jsonb)::uuid), revision = done.revision, wrote = done.revision
         FROM unnest($2::integer[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::integer[])
              AS done (line, outcome, problems, record, before, linked, revision)
         WHERE l.import_id = $1 AND l.line = done.line",
        import.0,
        &lines,
        &outcomes,
        &problems as &[Option<String>],
        &records as &[Option<Uuid>],
        &before as &[Option<String>],
        &linked,
        &revisions as &[Option<i32>],
    )
    .execute(&mut **tx)
    .await?;
    let count = |outcome: Outcome| {
        i32::try_from(looked.iter().filter(|looked| looked.outcome == outcome).count()).unwrap_or(i32::MAX)
    };
    sqlx::query!(
        "UPDATE imports SET looked_at = looked_at + $2, last_line = greatest(last_line, $3), created = created + $4, updated = updated + $5,
                skipped = skipped + $6, failed = failed + $7 WHERE id = $1",
        import.0,
        i32::try_from(looked.len()).unwrap_or(i32::MAX),
        lines.iter().max().copied().unwrap_or_default(),
        count(Outcome::Created),
        count(Outcome::Updated),
        count(Outcome::Skipped),
        count(Outcome::Failed),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The people of the workspace, with their names and addresses.
pub async fn people(tx: &mut Tx) -> Result<Vec<(UserId, String, String)>> {
    let rows = sqlx::query!("SELECT id, name, email FROM users WHERE disabled_at IS NULL")
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), row.name, row.email)).collect())
}

/// Lines of which something came, the last first.
pub async fn done_lines(tx: &mut Tx, import: ImportId, limit: i64) -> Result<Vec<Done>> {
    let rows = sqlx::query!(
        r#"SELECT line, outcome AS "outcome!", record_id, linked, before AS "before: Json<Vec<Change>>", wrote AS "wrote!", revision AS "revision!"
           FROM import_lines WHERE import_id = $1 AND revision IS NOT NULL ORDER BY line DESC LIMIT $2"#,
        import.0,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Done {
                line: number(row.line),
                outcome: Outcome::from_stored(&row.outcome)
                    .ok_or_else(|| Error::internal(format!("outcome {}", row.outcome)))?,
                record: row.record_id.map(RecordId),
                linked: row.linked.into_iter().map(RecordId).collect(),
                before: row.before.map(|before| before.0).unwrap_or_default(),
                wrote: number(row.wrote),
                revision: number(row.revision),
            })
        })
        .collect()
}

/// A record has another revision now that it was put back: the line that wrote it before that goes on from there.
pub async fn moved(tx: &mut Tx, import: ImportId, record: RecordId, wrote: u32, to: u32) -> Result<()> {
    sqlx::query!(
        "UPDATE import_lines SET revision = $4 WHERE import_id = $1 AND record_id = $2 AND wrote = $3 AND revision IS NOT NULL",
        import.0,
        record.0,
        stored(wrote),
        stored(to),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Those of these that somebody had put into the bin before.
pub async fn already_removed(tx: &mut Tx, records: &[RecordId], now: DateTime<Utc>) -> Result<Vec<RecordId>> {
    let ids: Vec<Uuid> = records.iter().map(|id| id.0).collect();
    let rows =
        sqlx::query_scalar!("SELECT id FROM records WHERE id = ANY ($1) AND removed_at < $2", &ids, now)
            .fetch_all(&mut **tx)
            .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

pub async fn of_kind(tx: &mut Tx, kind: &KindKey, records: &[RecordId]) -> Result<Vec<RecordId>> {
    let ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT id FROM records WHERE id = ANY ($1) AND kind = $2 AND removed_at IS NULL",
        &ids,
        kind.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Notes that these lines were taken back, and how many of their records stay as they are.
pub async fn taken_back(tx: &mut Tx, import: ImportId, lines: &[Done], kept: usize) -> Result<()> {
    let numbers: Vec<i32> = lines.iter().map(|line| stored(line.line)).collect();
    sqlx::query!(
        "UPDATE import_lines SET revision = NULL WHERE import_id = $1 AND line = ANY ($2)",
        import.0,
        &numbers
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE imports SET kept = kept + $2 WHERE id = $1",
        import.0,
        i32::try_from(kept).unwrap_or(i32::MAX)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    let forgotten = sqlx::query!(
        "DELETE FROM imports WHERE asked_at < $1 AND state NOT IN ('checking', 'running', 'taking_back')",
        before
    )
    .execute(&mut **tx)
    .await?;
    Ok(forgotten.rows_affected())
}
