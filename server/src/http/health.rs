//! For load balancers and tests: can this process answer?

use super::Web;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

/// How long the database may take.
const LIMIT: Duration = Duration::from_secs(2);

/// 200 when the database answers, 503 otherwise.
pub async fn health(State(web): State<Web>) -> (StatusCode, Json<Value>) {
    match tokio::time::timeout(LIMIT, web.kurier.db().pool().acquire()).await {
        Ok(Ok(_)) => (StatusCode::OK, Json(json!({ "status": "ok" }))),
        _ => (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "unavailable", "database": "unreachable" })),
        ),
    }
}
