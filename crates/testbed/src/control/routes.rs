use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Map, Testbed};
use crate::{
    ai_endpoint::AiBehaviour,
    corpus::crlf,
    dovecot::{Folder, StoredMail},
    mails,
    smtp_receiver::{Behaviour, Received},
};

#[derive(Clone)]
struct Here {
    testbed: Arc<Testbed>,
    map: Map,
}

/// What went wrong, as text with status 500.
struct Trouble(anyhow::Error);

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{:#}\n", self.0)).into_response()
    }
}

impl<E: Into<anyhow::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

type Answer<T = Value> = Result<Json<T>, Trouble>;

pub(super) fn router(testbed: Arc<Testbed>, map: Map) -> Router {
    Router::new()
        .route("/", get(async |State(here): State<Here>| Json(here.map)))
        .route("/mails", get(async || Json(mails::NAMES)))
        .route("/deliver", post(deliver))
        .route("/received", get(received).delete(forget))
        .route("/folders/{user}", get(folders))
        .route("/folder", get(folder).post(create_folder).delete(delete_folder))
        .route("/raw", get(raw))
        .route("/flag", post(flag))
        .route("/expunge", post(expunge))
        .route("/fill", post(fill))
        .route("/renumber", post(renumber))
        .route("/password", post(password))
        .route("/dovecot/{verb}", post(dovecot))
        .route("/smtp", get(smtp).put(set_smtp))
        .route("/ai", get(ai).put(set_ai))
        .route("/ai/requests", get(async |State(here): State<Here>| Json(here.testbed.ai.requests())))
        .layer(DefaultBodyLimit::max(100 << 20))
        .with_state(Here { testbed, map })
}

/// A mail by its name in [`mails::NAMES`], or raw.
#[derive(Deserialize)]
struct Delivery {
    to: String,
    mail: Option<String>,
    raw: Option<String>,
}

async fn deliver(State(here): State<Here>, Json(delivery): Json<Delivery>) -> Answer {
    let raw = match (&delivery.mail, delivery.raw) {
        (_, Some(raw)) => crlf(raw.as_bytes()),
        (Some(name), None) => mails::by_name(name, &delivery.to)?,
        (None, None) => mails::by_name("question", &delivery.to)?,
    };
    here.testbed.dovecot.read().await.deliver_lmtp(&delivery.to, &raw).await?;
    Ok(Json(json!({ "bytes": raw.len() })))
}

async fn received(State(here): State<Here>) -> Json<Vec<Received>> {
    Json(here.testbed.smtp.received())
}

async fn forget(State(here): State<Here>) -> Json<Value> {
    here.testbed.smtp.forget();
    Json(json!({}))
}

async fn folders(State(here): State<Here>, Path(user): Path<String>) -> Answer<Vec<Folder>> {
    Ok(Json(here.testbed.dovecot.read().await.folders(&user).await?))
}

/// A folder of a user; the other fields are for the verbs that need them.
#[derive(Deserialize)]
struct Place {
    user: String,
    #[serde(default = "inbox")]
    folder: String,
    #[serde(default)]
    uid: u32,
    #[serde(default)]
    flag: String,
    #[serde(default)]
    on: bool,
    #[serde(default)]
    count: usize,
    #[serde(default)]
    skip: usize,
}

fn inbox() -> String {
    "INBOX".to_owned()
}

async fn folder(State(here): State<Here>, Query(place): Query<Place>) -> Answer<Vec<StoredMail>> {
    Ok(Json(here.testbed.dovecot.read().await.mails(&place.user, &place.folder).await?))
}

async fn raw(State(here): State<Here>, Query(place): Query<Place>) -> Result<String, Trouble> {
    Ok(here.testbed.dovecot.read().await.raw(&place.user, &place.folder, place.uid).await?)
}

async fn create_folder(State(here): State<Here>, Json(place): Json<Place>) -> Answer {
    here.testbed.dovecot.read().await.create_folder(&place.user, &place.folder).await?;
    Ok(Json(json!({})))
}

async fn delete_folder(State(here): State<Here>, Json(place): Json<Place>) -> Answer {
    here.testbed.dovecot.read().await.delete_folder(&place.user, &place.folder).await?;
    Ok(Json(json!({})))
}

async fn flag(State(here): State<Here>, Json(place): Json<Place>) -> Answer {
    here.testbed.dovecot.read().await.flag(&place.user, &place.folder, &place.flag, place.on).await?;
    Ok(Json(json!({})))
}

async fn expunge(State(here): State<Here>, Json(place): Json<Place>) -> Answer {
    let uid = place.uid.to_string();
    let query = if place.uid == 0 { vec!["all"] } else { vec!["uid", &uid] };
    here.testbed.dovecot.read().await.expunge(&place.user, &place.folder, &query).await?;
    Ok(Json(json!({})))
}

async fn fill(State(here): State<Here>, Json(place): Json<Place>) -> Answer {
    let count = here.testbed.fill_from_corpus(&place.user, &place.folder, place.skip, place.count).await?;
    Ok(Json(json!({ "messages": count })))
}

async fn renumber(State(here): State<Here>, Json(place): Json<Place>) -> Answer {
    here.testbed.dovecot.read().await.renumber(&place.user, &place.folder).await?;
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct Password {
    user: String,
    password: String,
}

async fn password(State(here): State<Here>, Json(fresh): Json<Password>) -> Answer {
    let mut dovecot = here.testbed.dovecot.write().await;
    dovecot.set_password(&fresh.user, &fresh.password).await?;
    dovecot.kick(&fresh.user).await?;
    Ok(Json(json!({})))
}

async fn dovecot(State(here): State<Here>, Path(verb): Path<String>) -> Answer {
    let mut dovecot = here.testbed.dovecot.write().await;
    match verb.as_str() {
        "stop" => dovecot.stop(),
        "kill" => dovecot.kill(),
        "start" if dovecot.is_running() => {}
        "start" => dovecot.launch().await?,
        "restart" => dovecot.restart().await?,
        _ => return Err(anyhow::anyhow!("stop, kill, start or restart, not {verb}").into()),
    }
    Ok(Json(json!({ "running": dovecot.is_running() })))
}

async fn smtp(State(here): State<Here>) -> Json<Behaviour> {
    Json(here.testbed.smtp.behaviour())
}

async fn set_smtp(State(here): State<Here>, Json(behaviour): Json<Behaviour>) -> Json<Behaviour> {
    here.testbed.smtp.behave(behaviour.clone());
    Json(behaviour)
}

async fn ai(State(here): State<Here>) -> Json<AiBehaviour> {
    Json(here.testbed.ai.behaviour())
}

async fn set_ai(State(here): State<Here>, Json(behaviour): Json<AiBehaviour>) -> Json<AiBehaviour> {
    here.testbed.ai.behave(behaviour.clone());
    Json(behaviour)
}
