//! SQL of what people agreed to who turn out to be one.

use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::{ConsentId, MergeId, RecordId};
use uuid::Uuid;

/// What somebody agreed to holds from now on for the addresses that they have, if one of the others has another one.
pub async fn bound(
    tx: &mut Tx,
    actor: &Actor,
    person: RecordId,
    all: &[RecordId],
    merge: MergeId,
) -> Result<()> {
    let all: Vec<Uuid> = all.iter().map(|record| record.0).collect();
    sqlx::query!(
        "WITH own AS (SELECT key FROM record_addresses WHERE record_id = $1 AND kind = 'email')
         INSERT INTO consent_bounds (consent_id, workspace_id, key, merge_id)
         SELECT c.id, $2, k.key, $3 FROM consents c CROSS JOIN (SELECT '' AS key UNION SELECT key FROM own) k
         WHERE c.record_id = $1 AND c.what = 'subscribed'
           AND NOT EXISTS (SELECT 1 FROM consent_bounds b WHERE b.consent_id = c.id)
           AND EXISTS (SELECT 1 FROM record_addresses a WHERE a.record_id = ANY ($4) AND a.kind = 'email' AND a.key NOT IN (SELECT key FROM own))",
        person.0,
        actor.workspace.0,
        merge.0,
        &all,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// It was written down because people became one.
pub async fn because_of(tx: &mut Tx, consent: ConsentId, merge: MergeId) -> Result<()> {
    sqlx::query!("UPDATE consents SET merge_id = $2 WHERE id = $1", consent.0, merge.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn part(tx: &mut Tx, merge: MergeId) -> Result<()> {
    sqlx::query!("DELETE FROM consents WHERE merge_id = $1", merge.0).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM consent_bounds WHERE merge_id = $1", merge.0).execute(&mut **tx).await?;
    Ok(())
}
