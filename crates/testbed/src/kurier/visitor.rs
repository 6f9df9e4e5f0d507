//! Somebody who is signed in, or a stranger, and calls server functions as the page in the browser does.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use reqwest::{Client, Method, RequestBuilder, Response, header};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Kurier;
use crate::people::Person;

/// A stream that says nothing for this long has said what it had to say.
const QUIET: Duration = Duration::from_secs(3);
/// So long it is listened for what is to be said.
const PATIENCE: Duration = Duration::from_secs(30);

/// A person's HTTP session; a stranger's has no cookie.
#[derive(Debug)]
pub struct Visitor {
    client: Client,
    base: String,
    /// Server functions with their paths, which end in a number that Leptos adds.
    functions: BTreeMap<String, String>,
    cookies: Mutex<Vec<String>>,
}

/// What the server answered, whatever it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Where it sends the browser.
    pub location: Option<String>,
    pub headers: header::HeaderMap,
    /// Bytes that are no UTF-8 show as U+FFFD here.
    pub body: String,
}

impl Kurier {
    /// Signs in as the sign-in page does.
    pub async fn visit(&self, person: Person) -> Result<Visitor> {
        let visitor = self.stranger().await?;
        // A form, so that it works before the client has loaded.
        let form = [("email", person.address), ("password", person.sign_in)];
        let answer = visitor.ask_function("sign_in", |request| request.form(&form)).await?;
        if !answer.is_success() {
            bail!("sign_in: {}: {}", answer.status, answer.body);
        }
        Ok(visitor)
    }

    /// Somebody who is not signed in.
    pub async fn stranger(&self) -> Result<Visitor> {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let functions =
            self.endpoints().await?.into_iter().filter_map(|endpoint| Some((endpoint.name?, endpoint.path)));
        let functions = functions.collect();
        Ok(Visitor { client, base: self.base_url(), functions, cookies: Mutex::default() })
    }
}

impl Answer {
    /// Done, or sent elsewhere.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=399)
    }
}

impl Visitor {
    /// Writes and sends a mail to Jan as the composer does; gives its id in the outbox.
    pub async fn send_mail(&self, subject: &str) -> Result<String> {
        let sent = self.hand_over_mail(subject).await?;
        sent.pointer("/outgoing/id")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .with_context(|| format!("no id in {sent}"))
    }

    /// The same, whatever comes of it.
    pub async fn hand_over_mail(&self, subject: &str) -> Result<Value> {
        let start = json!({ "start": { "kind": "new", "mailbox": null }, "language": "pl" });
        let draft: Value = self.call("start_draft", start).await?;
        let content = json!({
            "to": [{ "name": "Jan Nowak", "address": "jan.nowak@meble-nowak.example" }], "cc": [], "bcc": [],
            "subject": subject, "html": "<p>Dzień dobry</p>", "quote": null,
        });
        let save = json!({ "draft": draft.get("id"), "revision": draft.get("revision"), "content": content });
        let revision: Value = self.call("save_draft", save).await?;
        let send = json!({ "draft": draft.get("id"), "revision": revision, "told": [] });
        self.call("send_draft", send).await
    }

    /// Calls a server function by its name with its arguments as an object.
    pub async fn call<T: DeserializeOwned>(&self, name: &str, arguments: Value) -> Result<T> {
        self.timed(name, arguments).await.map(|(answer, _)| answer)
    }

    /// The same, with the time from sending the request to having read the whole answer.
    pub async fn timed<T: DeserializeOwned>(&self, name: &str, arguments: Value) -> Result<(T, Duration)> {
        let request = self.function(name)?.json(&arguments);
        let start = Instant::now();
        let answer = self.send(request).await?;
        let took = start.elapsed();
        if !answer.is_success() {
            bail!("{name}: {}: {}", answer.status, answer.body);
        }
        let body = if answer.body.is_empty() { "null" } else { &answer.body };
        Ok((serde_json::from_str(body).with_context(|| format!("{name}: {}", answer.body))?, took))
    }

    /// A page, as HTML, with the time it took.
    pub async fn page(&self, path: &str) -> Result<(String, Duration)> {
        let start = Instant::now();
        let answer = self.ask(Method::GET, path, |request| request).await?;
        if !answer.is_success() {
            bail!("{path}: {}: {}", answer.status, answer.body);
        }
        Ok((answer.body, start.elapsed()))
    }

    /// Asks for any address; `finish` gives the request its body. Refusals are answers too.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        finish: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer> {
        self.send(finish(self.request(method, path))).await
    }

    /// Listens to a stream of events.
    pub async fn listen(&self, path: &str) -> Result<Listening> {
        Ok(Listening(self.request(Method::GET, path).send().await?))
    }

    /// Calls a server function; `finish` gives the request its arguments. Refusals are answers too.
    pub async fn ask_function(
        &self,
        name: &str,
        finish: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer> {
        self.send(finish(self.function(name)?)).await
    }

    fn function(&self, name: &str) -> Result<RequestBuilder> {
        let path = self.functions.get(name).with_context(|| format!("there is no server function {name}"))?;
        Ok(self.request(Method::POST, path).header(header::ACCEPT, "application/json"))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        request.header(header::ORIGIN, &self.base).header(header::COOKIE, self.cookie())
    }

    async fn send(&self, request: RequestBuilder) -> Result<Answer> {
        let answer = request.send().await?;
        self.keep_cookies(answer.headers());
        let location = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let (status, location) = (answer.status().as_u16(), location.map(str::to_owned));
        let headers = answer.headers().clone();
        Ok(Answer {
            status,
            location,
            headers,
            body: String::from_utf8_lossy(&whole(answer).await?).into_owned(),
        })
    }

    fn cookie(&self) -> String {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).join("; ")
    }

    fn keep_cookies(&self, headers: &header::HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for fresh in headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let pair = fresh.split(';').next().unwrap_or_default().to_owned();
            let name = pair.split('=').next().unwrap_or_default().to_owned();
            cookies.retain(|cookie| cookie.split('=').next() != Some(&name));
            cookies.push(pair);
        }
    }
}

/// A stream of events that has begun: nothing that happens from now on is missed.
#[derive(Debug)]
pub struct Listening(Response);

impl Listening {
    /// All that is said until these words were, or for a while in vain; and then until there is a silence.
    pub async fn until(mut self, words: &[&str]) -> Result<Answer> {
        let (status, headers) = (self.0.status().as_u16(), self.0.headers().clone());
        let body = said(&mut self.0, words).await?;
        Ok(Answer { status, location: None, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

/// The body to its end; of server-sent events what is said until there is a silence.
async fn whole(mut answer: Response) -> Result<Vec<u8>> {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
        return Ok(answer.bytes().await?.to_vec());
    }
    said(&mut answer, &[]).await
}

async fn said(answer: &mut Response, words: &[&str]) -> Result<Vec<u8>> {
    let (mut body, until) = (Vec::new(), Instant::now() + PATIENCE);
    loop {
        match tokio::time::timeout(QUIET, answer.chunk()).await {
            Ok(chunk) => match chunk? {
                Some(chunk) => body.extend_from_slice(&chunk),
                None => return Ok(body),
            },
            Err(_) => {
                let heard = String::from_utf8_lossy(&body);
                if words.iter().all(|word| heard.contains(word)) || Instant::now() > until {
                    return Ok(body);
                }
            }
        }
    }
}
