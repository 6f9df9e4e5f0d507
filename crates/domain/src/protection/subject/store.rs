//! SQL of who is meant.

use crate::{db::Tx, error::Result};
use kurier_model::RecordId;
use uuid::Uuid;

/// A record, and whether it is a person.
pub struct Holder {
    pub id: Uuid,
    pub kind: String,
    pub name: String,
    pub is_person: bool,
}

pub async fn one(tx: &mut Tx, record: RecordId) -> Result<Option<Holder>> {
    Ok(sqlx::query_as!(
        Holder,
        r#"SELECT r.id, r.kind, r.name, is_person(r) AS "is_person!" FROM records r WHERE r.id = $1"#,
        record.0,
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// The addresses of records, those of the first first. An address of ours is nobody else's: mail of our own mailboxes is not theirs.
pub async fn addresses(tx: &mut Tx, records: &[Uuid]) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT (array_agg(a.value ORDER BY wanted.place, a.position))[1] AS "value!"
           FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
           CROSS JOIN LATERAL (
               SELECT a.value, a.key, a.position FROM record_addresses a WHERE a.record_id = wanted.id AND a.kind = 'email'
               UNION ALL
               -- A field that was taken away keeps what stood in it.
               SELECT i.words COLLATE "default", i.words COLLATE "default", 1000 + i.place FROM record_index i JOIN record_fields f ON f.id = i.field_id
               WHERE i.record_id = wanted.id AND f.what ->> 'type' = 'email' AND f.removed_at IS NOT NULL AND i.words IS NOT NULL) a
           WHERE NOT is_ours(a.key)
           GROUP BY a.key ORDER BY min(wanted.place), min(a.position), a.key"#,
        records,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Records with one of these addresses, also those in the bin; what has become part of another is that.
pub async fn holders(tx: &mut Tx, keys: &[String]) -> Result<Vec<Holder>> {
    Ok(sqlx::query_as!(
        Holder,
        r#"SELECT r.id, r.kind, r.name, is_person(r) AS "is_person!" FROM records r
           WHERE r.id IN (SELECT coalesce(m.merged_into, m.id) FROM record_addresses a JOIN records m ON m.id = a.record_id
                          WHERE a.workspace_id = kurier_workspace() AND a.kind = 'email' AND a.key = ANY ($1)
                          UNION ALL
                          SELECT coalesce(m.merged_into, m.id) FROM record_fields f
                          JOIN record_index i ON i.field_id = f.id AND i.words = ANY ($1) JOIN records m ON m.id = i.record_id
                          WHERE f.workspace_id = kurier_workspace() AND f.what ->> 'type' = 'email' AND f.removed_at IS NOT NULL)
           ORDER BY r.name, r.id"#,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What has become part of these records.
pub async fn parts(tx: &mut Tx, records: &[Uuid]) -> Result<Vec<Holder>> {
    Ok(sqlx::query_as!(
        Holder,
        r#"SELECT r.id, r.kind, r.name, is_person(r) AS "is_person!" FROM records r
           WHERE r.merged_into = ANY ($1) ORDER BY r.name, r.id"#,
        records,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Holds records for the transaction; those that are there.
pub async fn lock(tx: &mut Tx, records: &[Uuid]) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!("SELECT id FROM records WHERE id = ANY ($1) ORDER BY id FOR UPDATE", records)
        .fetch_all(&mut **tx)
        .await?)
}
