//! SQL of whom a transaction works for. The wall that reads it is in migration 0038.

use crate::{db::Tx, error::Result};
use kurier_model::RecordId;
use uuid::Uuid;

/// For whom it worked; `None`: it was Kurier itself.
pub async fn lift(tx: &mut Tx) -> Result<Option<String>> {
    let person = sqlx::query_scalar!("SELECT nullif(current_setting('kurier.person_id', true), '')")
        .fetch_one(&mut **tx)
        .await?;
    if person.is_some() {
        put_back(tx, "").await?;
    }
    Ok(person)
}

pub async fn put_back(tx: &mut Tx, person: &str) -> Result<()> {
    sqlx::query!("SELECT set_config('kurier.person_id', $1, true)", person).fetch_one(&mut **tx).await?;
    Ok(())
}

pub async fn hold(tx: &mut Tx, records: &[RecordId]) -> Result<()> {
    let records: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    sqlx::query!("SELECT kurier_hold($1)", &records).execute(&mut **tx).await?;
    Ok(())
}
