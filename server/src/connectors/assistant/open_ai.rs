//! Any server with `POST …/chat/completions`: hosted or on the same machine.

use super::event_stream::{EventStream, Piece, trouble_of};
use futures::StreamExt;
use futures::stream::BoxStream;
use kurier_domain::assistant::{AssistantTrouble, LanguageModel, Prompt};
use serde_json::json;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// How long the server may take to say its first byte, and to say all.
const FIRST_BYTE: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(60);
/// The most text of one answer, in bytes.
const MOST_TEXT: usize = 64 * 1024;

/// A language model behind an OpenAI-compatible endpoint.
#[derive(Clone, Debug)]
pub(crate) struct OpenAiCompatible {
    client: reqwest::Client,
    endpoint: String,
    key: Option<String>,
    model: String,
    first_byte: Duration,
    whole: Duration,
}

impl OpenAiCompatible {
    /// `url` as administrators write it: `http://host:port`, `…/v1` or the whole `…/chat/completions`.
    ///
    /// # Errors
    /// When the HTTP client cannot be made (no certificate authorities, for example).
    pub(crate) fn new(url: &str, key: Option<String>, model: String) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .connect_timeout(FIRST_BYTE)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let key = key.map(|key| key.trim().to_owned()).filter(|key| !key.is_empty());
        Ok(Self { client, endpoint: endpoint(url), key, model, first_byte: FIRST_BYTE, whole: WHOLE })
    }

    /// The same with other time limits, for tests.
    #[cfg(test)]
    fn with_limits(mut self, first_byte: Duration, whole: Duration) -> Self {
        (self.first_byte, self.whole) = (first_byte, whole);
        self
    }

    async fn run(self, prompt: Prompt, said: mpsc::Sender<Result<String, AssistantTrouble>>) {
        if let Err(trouble) = self.converse(&prompt, &said).await {
            // The reader may be gone: then nobody wants to know.
            let _ = said.send(Err(trouble)).await;
        }
    }

    async fn converse(
        &self,
        prompt: &Prompt,
        said: &mpsc::Sender<Result<String, AssistantTrouble>>,
    ) -> Result<(), AssistantTrouble> {
        let started = Instant::now();
        let (first_byte, whole) = (started + self.first_byte, started + self.whole);
        let mut request = self.client.post(&self.endpoint).json(&json!({
            "model": self.model,
            "stream": true,
            "max_tokens": prompt.max_tokens,
            "temperature": 0.4,
            "messages": [
                { "role": "system", "content": prompt.system },
                { "role": "user", "content": prompt.user },
            ],
        }));
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let answer = timeout_at(first_byte, request.send())
            .await
            .map_err(|_| AssistantTrouble::TimedOut)?
            .map_err(|error| trouble(&error))?;
        if !answer.status().is_success() {
            return Err(trouble_of(answer.status().as_u16()));
        }
        let mut body = answer.bytes_stream();
        let mut events = EventStream::default();
        let mut limit = first_byte;
        let mut length = 0;
        loop {
            let chunk = timeout_at(limit, body.next()).await.map_err(|_| AssistantTrouble::TimedOut)?;
            limit = whole;
            let (pieces, ended) = match chunk {
                Some(chunk) => (events.feed(&chunk.map_err(|error| trouble(&error))?), false),
                None => (std::mem::take(&mut events).finish(), true),
            };
            for piece in pieces {
                match piece {
                    Piece::Text(text) => {
                        length += text.len();
                        if length > MOST_TEXT || said.send(Ok(text)).await.is_err() {
                            return Ok(());
                        }
                    }
                    Piece::End => return Ok(()),
                    Piece::Trouble(trouble) => return Err(trouble),
                }
            }
            if ended {
                return Ok(());
            }
        }
    }
}

impl LanguageModel for OpenAiCompatible {
    fn name(&self) -> &str {
        &self.model
    }

    fn write(&self, prompt: Prompt) -> BoxStream<'static, Result<String, AssistantTrouble>> {
        let (said, mut heard) = mpsc::channel(16);
        let task = tokio::spawn(self.clone().run(prompt, said));
        // A reader that goes away stops the request.
        let task = Abort(task);
        futures::stream::poll_fn(move |context| {
            let _ = &task;
            heard.poll_recv(context)
        })
        .boxed()
    }
}

struct Abort(tokio::task::JoinHandle<()>);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn endpoint(url: &str) -> String {
    let url = url.trim().trim_end_matches('/');
    if url.ends_with("/chat/completions") {
        return url.to_owned();
    }
    let after_host = url.split_once("://").map_or(url, |(_, rest)| rest);
    if after_host.contains('/') {
        format!("{url}/chat/completions")
    } else {
        format!("{url}/v1/chat/completions")
    }
}

fn trouble(error: &reqwest::Error) -> AssistantTrouble {
    if error.is_timeout() {
        AssistantTrouble::TimedOut
    } else if error.is_decode() {
        AssistantTrouble::Nonsense
    } else {
        AssistantTrouble::Unreachable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A server that answers every request with these chunks, waiting before each.
    async fn server(status: &'static str, chunks: Vec<(Duration, Vec<u8>)>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let chunks = chunks.clone();
                tokio::spawn(async move {
                    let mut request = vec![0; 65_536];
                    let _ = stream.read(&mut request).await;
                    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n\r\n");
                    let _ = stream.write_all(head.as_bytes()).await;
                    for (wait, chunk) in chunks {
                        tokio::time::sleep(wait).await;
                        let _ = stream.write_all(&chunk).await;
                    }
                });
            }
        });
        url
    }

    async fn ask(model: &OpenAiCompatible) -> Vec<Result<String, AssistantTrouble>> {
        let prompt = Prompt { system: "s".to_owned(), user: "u".to_owned(), max_tokens: 5 };
        model.write(prompt).collect().await
    }

    fn model(url: &str) -> OpenAiCompatible {
        OpenAiCompatible::new(url, Some("key".to_owned()), "m".to_owned())
            .unwrap()
            .with_limits(Duration::from_millis(300), Duration::from_millis(900))
    }

    #[test]
    fn endpoints_as_people_write_them() {
        for url in ["http://h:1", "http://h:1/", "http://h:1/v1/", "http://h:1/v1/chat/completions"] {
            assert_eq!(endpoint(url), "http://h:1/v1/chat/completions");
        }
        assert_eq!(endpoint("https://h/openai/v2"), "https://h/openai/v2/chat/completions");
    }

    #[tokio::test]
    async fn streams_text() {
        let now = Duration::ZERO;
        let a = "data: {\"choices\":[{\"delta\":{\"content\":\"Cz\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"eść\"}}]}\n\n";
        let (first, second) = a.as_bytes().split_at(a.len() - 9);
        let url = server(
            "200 OK",
            vec![(now, first.to_vec()), (now, second.to_vec()), (now, b"data: [DONE]\n\n".to_vec())],
        )
        .await;
        let said: Result<Vec<_>, _> = ask(&model(&url)).await.into_iter().collect();
        assert_eq!(said.unwrap().concat(), "Cześć");
    }

    #[tokio::test]
    async fn slow_wrong_and_down_are_told_apart() {
        let slow = server("200 OK", vec![(Duration::from_secs(5), b"data: x\n".to_vec())]).await;
        assert_eq!(ask(&model(&slow)).await, [Err(AssistantTrouble::TimedOut)]);
        let drip: Vec<_> = (0..40).map(|_| (Duration::from_millis(100), b": wait\n".to_vec())).collect();
        assert_eq!(ask(&model(&server("200 OK", drip).await)).await, [Err(AssistantTrouble::TimedOut)]);
        assert_eq!(ask(&model(&server("401 No", vec![]).await)).await, [Err(AssistantTrouble::KeyRefused)]);
        assert_eq!(ask(&model(&server("429 Slow", vec![]).await)).await, [Err(AssistantTrouble::Busy)]);
        let html = server("200 OK", vec![(Duration::ZERO, b"<html>".to_vec())]).await;
        assert_eq!(ask(&model(&html)).await, [Err(AssistantTrouble::Nonsense)]);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gone = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        assert_eq!(ask(&model(&gone)).await, [Err(AssistantTrouble::Unreachable)]);
    }
}
