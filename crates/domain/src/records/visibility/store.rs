//! SQL of who may see records. The rule itself is in migration 0038.

use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::record::KindKey;
use kurier_model::visibility::{Colleague, Visibility};
use kurier_model::{RecordId, UserId};

/// What is known of a record's visibility.
pub struct Now {
    pub visibility: Visibility,
    pub revision: u32,
    pub owner: Option<Colleague>,
    pub removed: bool,
}

pub async fn get(tx: &mut Tx, record: RecordId) -> Result<Option<Now>> {
    let row = sqlx::query!(
        r#"SELECT r.visibility AS "visibility!", r.revision AS "revision!", r.removed_at IS NOT NULL AS "removed!", u.id AS "owner?", u.name AS "name?"
           FROM records r LEFT JOIN users u ON u.id = r.owner_id WHERE r.id = $1"#,
        record.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Now {
        visibility: Visibility::from_stored(&row.visibility).unwrap_or_default(),
        revision: u32::try_from(row.revision).unwrap_or_default(),
        owner: row.owner.zip(row.name).map(|(id, name)| Colleague { id: UserId(id), name }),
        removed: row.removed,
    }))
}

pub async fn put(tx: &mut Tx, record: RecordId, to: Visibility) -> Result<()> {
    sqlx::query!("UPDATE records SET visibility = $2 WHERE id = $1", record.0, to.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether a person will see a record when this transaction is over.
pub async fn sees(tx: &mut Tx, actor: &Actor, record: RecordId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT sees_record(r, $2) AS "sees!" FROM records r WHERE r.id = $1"#,
        record.0,
        actor.user.map(|user| user.0),
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn is_ownerless(tx: &mut Tx, record: RecordId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM records WHERE id = $1 AND visibility <> 'everybody' AND owner_id IS NULL) AS "is!""#,
        record.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Who sees a record, by name.
pub async fn seers(tx: &mut Tx, record: RecordId) -> Result<Vec<Colleague>> {
    let rows = sqlx::query!(
        "SELECT u.id, u.name FROM records r JOIN users u ON u.disabled_at IS NULL AND sees_record(r, u.id)
         WHERE r.id = $1 ORDER BY lower(u.name), u.id",
        record.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Colleague { id: UserId(row.id), name: row.name }).collect())
}

/// Who would see a record of this person's.
pub async fn would_see(tx: &mut Tx, visibility: Visibility, owner: Option<UserId>) -> Result<Vec<Colleague>> {
    let rows = sqlx::query!(
        "SELECT u.id, u.name FROM users u
         WHERE u.disabled_at IS NULL
           AND sees_record(jsonb_populate_record(NULL::records, jsonb_build_object('visibility', $1::text, 'owner_id', $2::uuid)), u.id)
         ORDER BY lower(u.name), u.id",
        visibility.as_str(),
        owner.map(|owner| owner.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Colleague { id: UserId(row.id), name: row.name }).collect())
}

/// False for a kind that is not there.
pub async fn put_default(tx: &mut Tx, kind: &KindKey, to: Visibility) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE record_kinds SET visibility = $2 WHERE workspace_id = kurier_workspace() AND key = $1 AND removed_at IS NULL",
        kind.0,
        to.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
