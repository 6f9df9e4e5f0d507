//! What is asked wrongly is answered as such: never a fault of the server's, whatever stands in a request.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use kurier_testbed::kurier::{Answer, Visitor};
use reqwest::header;
use serde_json::{Value, json};

use crate::{
    table::{Anna::Refrains, Probe, Request, Rule},
    world::World,
};

/// More than any request may have.
const TOO_LARGE: usize = 3 << 20;

/// Asks each server function wrongly, in every way there is; as Celina, to whom nothing of what is named belongs. Those that anybody
/// may call let nobody hammer them: they are asked as slowly as they want to be, beside the others.
pub async fn ask_wrongly(world: &World, probes: &[Probe]) -> Result<usize> {
    let is_way_in =
        |probe: &&Probe| matches!(probe.rule, Rule::Open) || probe.endpoint.contains("change_password");
    let (ways_in, others): (Vec<_>, Vec<_>) = probes.iter().partition(is_way_in);
    let (first, second) = tokio::try_join!(ask_each(world, &ways_in), ask_each(world, &others))?;
    let complaints = [first.complaints, second.complaints].concat();
    let asked = first.asked + second.asked;
    // Only guesses at a password are, and they end with the first of them.
    ensure!(second.unread == 0, "{} requests were not read", second.unread);
    println!("{} of {asked} were refused for their number", first.unread);
    if complaints.is_empty() {
        return Ok(asked);
    }
    bail!("{} of {asked} answers are wrong:\n{}", complaints.len(), complaints.join("\n"))
}

#[derive(Default)]
struct Found {
    asked: usize,
    /// Refused for their number before anybody read them.
    unread: usize,
    complaints: Vec<String>,
}

async fn ask_each(world: &World, probes: &[&Probe]) -> Result<Found> {
    let (celina, mut found) = (&world.celina.0, Found::default());
    for probe in probes {
        let (name, bodies) = match (probe.request)(&world.ids) {
            Request::Function(name, arguments) => (name, wrong_bodies(&arguments, probe.rule)),
            Request::Form(name, _) => (name, broken_bodies()),
            Request::Get(_) | Request::Upload(..) | Request::Post(..) => continue,
        };
        for body in bodies {
            let shown: String = body.chars().take(120).collect();
            let is_large = body.len() > TOO_LARGE;
            let answer = match send(celina, name, body).await {
                // Far too much is not read to its end: the connection may be closed before the answer is.
                Err(_) if is_large => continue,
                answer => answer?,
            };
            found.asked += 1;
            found.unread += usize::from(answer.status == 429);
            if answer.status >= 500 {
                found.complaints.push(format!("{name} {shown}: {} {}", answer.status, answer.body));
            }
        }
        let nothing = send(celina, name, "{ nonsense".to_owned()).await?;
        let is_form = matches!((probe.request)(&world.ids), Request::Form(..));
        if !is_form && (nothing.status != 400 || !nothing.body.contains("\"malformed\"")) {
            found.complaints.push(format!("{name}: nonsense is {} {}", nothing.status, nothing.body));
        }
    }
    Ok(found)
}

/// The answer. When there was too much at once, the same is asked again when it may be; guesses at a password are another matter.
async fn send(visitor: &Visitor, name: &str, body: String) -> Result<Answer> {
    for _ in 0..10 {
        let answer = send_once(visitor, name, body.clone()).await?;
        if answer.status != 429 {
            return Ok(answer);
        }
        let refused: Value = serde_json::from_str(&answer.body)?;
        let seconds = refused["retry_after_seconds"].as_u64().context("when to ask again")?;
        if seconds > 5 {
            return Ok(answer);
        }
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
    bail!("{name} is never to be asked again")
}

async fn send_once(visitor: &Visitor, name: &str, body: String) -> Result<Answer> {
    // After far too much the server closes the connection: nothing else is to be asked on it.
    let goes_on = if body.len() > TOO_LARGE { "close" } else { "keep-alive" };
    visitor
        .ask_function(name, |request| {
            request
                .header(header::CONTENT_TYPE, "application/json")
                .header(header::CONNECTION, goes_on)
                .body(body)
        })
        .await
}

/// What is no JSON, or far too much of it.
fn broken_bodies() -> Vec<String> {
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(TOO_LARGE));
    ["", "{", "null", "[]", "7", "\"\"", "{}\0", "\u{feff}{}"]
        .into_iter()
        .map(str::to_owned)
        .chain([large])
        .collect()
}

/// The arguments with one thing wrong at a time.
fn wrong_bodies(arguments: &Value, rule: Rule) -> Vec<String> {
    let mut bodies = broken_bodies();
    // What names nothing could do what it is asked for, and is not to.
    if arguments == &json!({}) || rule == Rule::Own(Refrains) {
        return bodies;
    }
    let mut places = Vec::new();
    pointers(arguments, &mut String::new(), &mut places);
    for place in places {
        let instead = [
            Value::Null,
            json!(-1),
            json!(1e300),
            json!("a\0b"),
            json!("\u{202e}\u{fffd}"),
            json!("x".repeat(100_000)),
            json!(["a"]),
            json!({ "a": 1 }),
            json!(true),
        ];
        bodies.extend(instead.into_iter().map(|value| with(arguments, &place, Some(value)).to_string()));
        bodies.push(with(arguments, &place, None).to_string());
    }
    bodies
}

/// Where values are (RFC 6901).
fn pointers(json: &Value, here: &mut String, found: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match json {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => return,
    };
    for (name, value) in below {
        let length = here.len();
        here.push('/');
        here.push_str(&name);
        found.push(here.clone());
        pointers(value, here, found);
        here.truncate(length);
    }
}

/// The same with another value in one place, or without it.
fn with(arguments: &Value, place: &str, value: Option<Value>) -> Value {
    let mut changed = arguments.clone();
    match value {
        Some(value) => {
            if let Some(old) = changed.pointer_mut(place) {
                *old = value;
            }
        }
        None => {
            let (parent, name) = place.rsplit_once('/').unwrap_or_default();
            if let Some(fields) = changed.pointer_mut(parent).and_then(Value::as_object_mut) {
                fields.remove(name);
            }
        }
    }
    changed
}
