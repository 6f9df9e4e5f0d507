//! An OpenAI-compatible `/v1/chat/completions` that says what a test wants it to say. Tests only: the product has no
//! knowledge of it.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::Result;
use axum::{
    Json, Router,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use futures::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// How the endpoint answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AiBehaviour {
    pub kind: AiKind,
    /// Answers in turn; a request whose text holds the first word of a pair gets its second instead.
    pub texts: Vec<String>,
    pub when_asked: Vec<(String, String)>,
    /// Milliseconds before the first word.
    pub delay_ms: u64,
    /// Milliseconds between two pieces of a streamed answer.
    pub piece_delay_ms: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AiKind {
    #[default]
    Answer,
    /// HTTP 500 with a JSON error.
    ServerError,
    /// HTTP 429 with `Retry-After: 30`.
    TooMany,
    /// HTTP 401.
    WrongKey,
    /// HTTP 200 with an HTML page.
    Garbage,
    /// Half of the answer, then the connection breaks.
    Cut,
    /// Never a byte.
    Silent,
}

impl Default for AiBehaviour {
    fn default() -> Self {
        Self {
            kind: AiKind::Answer,
            texts: [
                "Dziękuję za wiadomość. Wyślę ofertę jutro do południa.",
                "Dzień dobry,\n\ndziękuję za wiadomość. Ofertę na krzesła konferencyjne wyślę jutro do południa, razem z \
                 terminem dostawy.\n\nPozdrawiam",
                "Dzień dobry,\n\ndziękuję za wiadomość i za zainteresowanie. Przygotuję ofertę na krzesła konferencyjne z \
                 rabatem, o który Pan pyta, i wyślę ją jutro do południa. Termin dostawy potwierdzę po rozmowie z \
                 magazynem.\n\nProszę o podanie adresu dostawy.\n\nPozdrawiam serdecznie",
            ]
            .map(str::to_owned)
            .to_vec(),
            when_asked: Vec::new(),
            delay_ms: 0,
            piece_delay_ms: 5,
        }
    }
}

#[derive(Debug, Default)]
struct Shared {
    behaviour: Mutex<AiBehaviour>,
    requests: Mutex<Vec<Value>>,
}

/// A running endpoint. Stops on drop.
#[derive(Debug)]
pub struct AiEndpoint {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl AiEndpoint {
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::<Shared>::default();
        let router = Router::new()
            .route("/v1/chat/completions", post(complete))
            .route(
                "/v1/models",
                get(async || Json(json!({"object": "list", "data": [{"id": "test-model"}]}))),
            )
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap_or_default() });
        Ok(Self { address, shared, server })
    }

    /// For `KURIER_AI_URL`: `http://127.0.0.1:…/v1`.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    pub fn behaviour(&self) -> AiBehaviour {
        lock(&self.shared.behaviour).clone()
    }

    pub fn behave(&self, behaviour: AiBehaviour) {
        *lock(&self.shared.behaviour) = behaviour;
    }

    /// The bodies of all requests, oldest first, each with `authorization` added.
    pub fn requests(&self) -> Vec<Value> {
        lock(&self.shared.requests).clone()
    }
}

impl Drop for AiEndpoint {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn complete(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Json(mut request): Json<Value>,
) -> Response {
    let asked = request.to_string();
    let streamed = request.get("stream").and_then(Value::as_bool).unwrap_or_default();
    if let (Some(fields), Some(key)) = (request.as_object_mut(), headers.get(header::AUTHORIZATION)) {
        fields.insert("authorization".to_owned(), json!(String::from_utf8_lossy(key.as_bytes())));
    }
    let turn = {
        let mut requests = lock(&shared.requests);
        requests.push(request);
        requests.len() - 1
    };
    let behaviour = lock(&shared.behaviour).clone();
    let by_word = behaviour.when_asked.iter().find(|(word, _)| asked.contains(word)).map(|(_, text)| text);
    let in_turn = behaviour.texts.get(turn % behaviour.texts.len().max(1));
    let text = by_word.or(in_turn).cloned().unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(behaviour.delay_ms)).await;
    match behaviour.kind {
        AiKind::Answer if streamed => event_stream(&text, behaviour.piece_delay_ms, false),
        AiKind::Answer => Json(whole(&text)).into_response(),
        AiKind::Cut => event_stream(&text, behaviour.piece_delay_ms, true),
        AiKind::ServerError => refuse(StatusCode::INTERNAL_SERVER_ERROR, "The server had an error"),
        AiKind::TooMany => {
            let mut response = refuse(StatusCode::TOO_MANY_REQUESTS, "Rate limit reached");
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("30"));
            response
        }
        AiKind::WrongKey => refuse(StatusCode::UNAUTHORIZED, "Incorrect API key provided"),
        AiKind::Garbage => {
            ([(header::CONTENT_TYPE, "text/html")], "<html><body>It works!</body></html>").into_response()
        }
        AiKind::Silent => std::future::pending().await,
    }
}

fn refuse(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"error": {"message": message, "type": "test"}}))).into_response()
}

fn whole(text: &str) -> Value {
    json!({
        "id": "chatcmpl-test", "object": "chat.completion", "model": "test-model",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20},
    })
}

/// Server-sent events whose chunks cut through letters: bytes of one character may come in two chunks.
fn event_stream(text: &str, piece_delay_ms: u64, cut: bool) -> Response {
    let letters: Vec<char> = text.chars().collect();
    let mut wire = String::new();
    for piece in letters.chunks(7) {
        let piece: String = piece.iter().collect();
        let event = json!({
            "id": "chatcmpl-test", "object": "chat.completion.chunk", "model": "test-model",
            "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": null}],
        });
        wire.push_str(&format!("data: {event}\n\n"));
    }
    wire.push_str(
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
    );
    let mut chunks: Vec<Result<Vec<u8>, std::io::Error>> =
        wire.into_bytes().chunks(97).map(|chunk| Ok(chunk.to_vec())).collect();
    if cut {
        chunks.truncate(chunks.len() / 2);
        chunks.push(Err(std::io::ErrorKind::ConnectionReset.into()));
    }
    let pause = Duration::from_millis(piece_delay_ms);
    let paced = stream::iter(chunks).then(move |chunk| async move {
        tokio::time::sleep(pause).await;
        chunk
    });
    let headers = [(header::CONTENT_TYPE, "text/event-stream")];
    Ok::<_, Infallible>((headers, Body::from_stream(paced))).into_response()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
