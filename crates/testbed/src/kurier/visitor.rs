//! Somebody who is signed in and calls server functions as the page in the browser does.

use std::{
    collections::BTreeMap,
    fs,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use reqwest::{Client, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Kurier;
use crate::Person;

/// A signed-in person's HTTP session.
#[derive(Debug)]
pub struct Visitor {
    client: Client,
    base: String,
    /// The server's executable: the only list of server functions with their paths that there is.
    binary: Vec<u8>,
    cookies: Mutex<Vec<String>>,
}

impl Kurier {
    /// Signs in as the sign-in page does.
    pub async fn visit(&self, person: Person) -> Result<Visitor> {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let binary = fs::read(&self.binary)?;
        let visitor = Visitor { client, base: self.base_url(), binary, cookies: Mutex::default() };
        // The one server function that is a form, so that it works before the client has loaded.
        let url = format!("{}{}", visitor.base, visitor.path("sign_in")?);
        let form = [("email", person.address), ("password", person.sign_in)];
        let request = visitor.client.post(url).header(header::ORIGIN, &visitor.base);
        let answer = request.header(header::ACCEPT, "application/json").form(&form).send().await?;
        visitor.keep_cookies(answer.headers());
        let status = answer.status();
        if !status.is_success() && !status.is_redirection() {
            bail!("sign_in: {status}: {}", answer.text().await?);
        }
        Ok(visitor)
    }
}

impl Visitor {
    /// Calls a server function by its name with its arguments as an object.
    pub async fn call<T: DeserializeOwned>(&self, name: &str, arguments: Value) -> Result<T> {
        self.timed(name, arguments).await.map(|(answer, _)| answer)
    }

    /// The same, with the time from sending the request to having read the whole answer.
    pub async fn timed<T: DeserializeOwned>(&self, name: &str, arguments: Value) -> Result<(T, Duration)> {
        let url = format!("{}{}", self.base, self.path(name)?);
        let request =
            self.client.post(url).header(header::ORIGIN, &self.base).header(header::COOKIE, self.cookie());
        let request = request.header(header::ACCEPT, "application/json").json(&arguments);
        let start = Instant::now();
        let answer = request.send().await?;
        let status = answer.status();
        self.keep_cookies(answer.headers());
        let body = answer.bytes().await?;
        let took = start.elapsed();
        let text = String::from_utf8_lossy(&body);
        if !status.is_success() && !status.is_redirection() {
            bail!("{name}: {status}: {text}");
        }
        let body = if body.is_empty() { b"null".as_slice() } else { &body };
        Ok((serde_json::from_slice(body).with_context(|| format!("{name}: {text}"))?, took))
    }

    /// A page, as HTML, with the time it took.
    pub async fn page(&self, path: &str) -> Result<(String, Duration)> {
        let request = self.client.get(format!("{}{path}", self.base)).header(header::COOKIE, self.cookie());
        let start = Instant::now();
        let answer = request.send().await?.error_for_status()?;
        let text = answer.text().await?;
        Ok((text, start.elapsed()))
    }

    /// `/api/name` with the number that Leptos adds, as it stands in the executable.
    fn path(&self, name: &str) -> Result<String> {
        // The executable is large, and the answer is always the same.
        static KNOWN: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = known.get(name) {
            return Ok(path.clone());
        }
        let path = self.find_path(name)?;
        known.insert(name.to_owned(), path.clone());
        Ok(path)
    }

    fn find_path(&self, name: &str) -> Result<String> {
        let wanted = format!("/api/{name}");
        let mut found: Vec<String> = Vec::new();
        for at in memchr::memmem::find_iter(&self.binary, wanted.as_bytes()) {
            let digits: String = self
                .binary
                .iter()
                .skip(at + wanted.len())
                .take_while(|byte| byte.is_ascii_digit())
                .map(|byte| char::from(*byte))
                .collect();
            if digits.len() >= 8 {
                found.push(format!("{wanted}{digits}"));
            }
        }
        found.sort();
        found.dedup();
        found
            .into_iter()
            .next()
            .with_context(|| format!("there is no server function {name} in the executable"))
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
