//! SQL of boards.

use super::super::listing::Question;
use crate::{db::Tx, error::Result};
use kurier_model::StageId;
use kurier_model::record::Kind;
use sqlx::types::Json;
use uuid::Uuid;

/// How many records of a stage are worth something in a currency, or nothing, and how much.
pub struct Total {
    pub stage: StageId,
    pub currency: Option<String>,
    pub count: i64,
    pub amount: f64,
}

struct Row {
    stage: Uuid,
    currency: Option<String>,
    count: i64,
    amount: f64,
}

impl Row {
    fn total(self) -> Total {
        let Self { stage, currency, count, amount } = self;
        Total { stage: StageId(stage), currency, count, amount }
    }
}

/// Of all records, or of all of somebody's: read from an index alone.
pub async fn totals(tx: &mut Tx, kind: &Kind, owner: Option<Uuid>) -> Result<Vec<Total>> {
    let stages: Vec<Uuid> = kind.stages.iter().map(|stage| stage.id.0).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT stage_id AS "stage!", worth_currency AS currency, count(*) AS "count!", coalesce(sum(worth), 0) AS "amount!"
           FROM records WHERE stage_id = ANY ($1) AND removed_at IS NULL AND ($2::uuid IS NULL OR owner_id = $2)
           GROUP BY stage_id, worth_currency ORDER BY stage_id, worth_currency"#,
        &stages,
        owner,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Row::total).collect())
}

/// Of those that belong on the list.
pub async fn totals_of_wanted(tx: &mut Tx, question: &Question) -> Result<Vec<Total>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT stage AS "stage!", currency, count AS "count!", amount AS "amount!" FROM list_totals($1)"#,
        Json(question) as Json<&Question>,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Row::total).collect())
}
