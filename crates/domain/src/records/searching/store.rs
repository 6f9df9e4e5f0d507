//! SQL of records by words. The functions that ask the index of pieces of words are in the migrations 0028, 0031 and 0048.

use super::Most;
use crate::{db::Tx, error::Result, people::Sought};
use kurier_model::RecordId;
use kurier_model::pipeline::StageName;
use kurier_model::record::{Found, KindKey};
use uuid::Uuid;

/// Records that have the words, at most so many, in any order.
pub async fn with_words(
    tx: &mut Tx,
    kind: Option<&KindKey>,
    sought: &Sought,
    most: usize,
) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM records_with($1, $2, $3, $4) AS found (id)"#,
        kind.map(|kind| kind.0.as_str()),
        &sought.words,
        &sought.numbers as &[Option<String>],
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Records whose name begins like this, at most so many, in any order.
pub async fn beginning(tx: &mut Tx, looked_for: &str, most: usize) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM records_beginning($1, $2) AS found (id)"#,
        looked_for,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Those of these records that have all the words and are not in the bin, in the order in which they are shown.
pub async fn ranked(
    tx: &mut Tx,
    ids: &[RecordId],
    sought: &Sought,
    looked_for: &str,
    most: Most,
) -> Result<Vec<RecordId>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query_scalar!(
        r#"WITH fitting AS (
               SELECT r.id, r.kind, row_number() OVER (ORDER BY NOT starts_with(r.sought, $4), strpos(' ' || r.sought, ' ' || $4) = 0,
                                                        r.closed, r.last_activity_at DESC, r.id) AS place
               FROM unnest($1::uuid[]) AS few (id) JOIN records r ON r.id = few.id
               WHERE r.removed_at IS NULL AND has_words(r.sought, $2, $3)),
           placed AS (SELECT f.*, row_number() OVER (PARTITION BY f.kind ORDER BY f.place) AS of_kind FROM fitting f)
           SELECT id AS "id!" FROM placed WHERE of_kind <= $6 ORDER BY place LIMIT $5"#,
        &ids,
        &sought.words,
        &sought.numbers as &[Option<String>],
        looked_for,
        i64::try_from(most.all).unwrap_or(i64::MAX),
        i64::try_from(most.of_kind).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Those that have the words, which are too short for an index, among the thousand of each kind that were active last.
pub async fn latest(tx: &mut Tx, sought: &Sought, most: Most) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT r.id AS "id!"
           FROM (SELECT key FROM record_kinds WHERE workspace_id = kurier_workspace() AND removed_at IS NULL) AS kinds (key)
           CROSS JOIN LATERAL (
               SELECT o.* FROM (
                   SELECT * FROM records
                   WHERE workspace_id = kurier_workspace() AND kind = kinds.key AND removed_at IS NULL
                   ORDER BY last_activity_at DESC, id DESC LIMIT 1000) AS o
               WHERE has_words(o.sought, $1, $2) ORDER BY o.closed, o.last_activity_at DESC, o.id LIMIT $4) AS r
           ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT $3"#,
        &sought.words,
        &sought.numbers as &[Option<String>],
        i64::try_from(most.all).unwrap_or(i64::MAX),
        i64::try_from(most.of_kind).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Records with nearly these words, the nearest first.
pub async fn near(tx: &mut Tx, looked_for: &str, most: usize) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT r.id AS "id!" FROM records_like($1, $2) near JOIN records r ON r.id = near.id
           ORDER BY near.nearness DESC, r.closed, r.last_activity_at DESC, r.id"#,
        looked_for,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Records that have all the words (`patterns`) or words that may be these with a letter amiss, what was worked on last first, with what they are
/// sought by.
pub async fn spelt(
    tx: &mut Tx,
    words: &[String],
    patterns: &[String],
    most: usize,
) -> Result<Vec<(RecordId, String)>> {
    let rows = sqlx::query!(
        r#"SELECT r.id AS "id!", r.sought AS "sought!" FROM records_spelt($1, $2, $3) near JOIN records r ON r.id = near.id
           ORDER BY r.closed, r.last_activity_at DESC, r.id"#,
        words,
        patterns,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (RecordId(row.id), row.sought)).collect())
}

/// These records as they are shown, in this order.
pub async fn found(tx: &mut Tx, ids: &[RecordId], is_near: bool) -> Result<Vec<Found>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT r.id, r.kind, r.name, company_of(r) AS company, first_address(r.id) AS address, s.name AS "stage?", u.name AS "owner?",
                  r.last_activity_at
           FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place) JOIN records r ON r.id = wanted.id
           LEFT JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           ORDER BY wanted.place"#,
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let found = rows.into_iter().map(|row| Found {
        record: RecordId(row.id),
        kind: KindKey(row.kind),
        name: row.name,
        company: row.company,
        address: row.address,
        stage: row.stage.as_deref().map(StageName::from_stored),
        owner: row.owner,
        last_activity_at: row.last_activity_at,
        is_near,
    });
    Ok(found.collect())
}

/// Records of a kind with the words, the latest active first.
pub async fn find(tx: &mut Tx, kind: &KindKey, sought: &Sought, limit: i64) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "SELECT r.id FROM records r
         WHERE r.workspace_id = kurier_workspace() AND r.kind = $1 AND r.removed_at IS NULL
           AND ($2::text[] = '{}' OR has_words(r.sought, $2, $3))
         ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $4",
        kind.0,
        &sought.words,
        &sought.numbers as &[Option<String>],
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// The same, among these.
pub async fn find_among(tx: &mut Tx, ids: &[RecordId], sought: &Sought, limit: i64) -> Result<Vec<RecordId>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT r.id FROM unnest($1::uuid[]) AS few (id) JOIN records r ON r.id = few.id
         WHERE r.removed_at IS NULL AND has_words(r.sought, $2, $3)
         ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $4",
        &ids,
        &sought.words,
        &sought.numbers as &[Option<String>],
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}
