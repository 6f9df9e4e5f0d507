//! Contacts and companies as people make them.

use anyhow::{Context as _, Result};
use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::kurier::Visitor;

/// A record of a kind with what stands in its fields, by their keys. Its id.
///
/// # Errors
/// When the server refuses it, or the kind has no such field.
pub async fn create(visitor: &Visitor, kind: &str, values: &[(&str, &str)]) -> Result<String> {
    let known: Value = visitor.call("record_kind", json!({ "kind": kind })).await?;
    let fields = values
        .iter()
        .map(|(key, value)| Ok(json!({ "field": field(&known, key)?, "value": value })))
        .collect::<Result<Vec<Value>>>()?;
    visitor.call("create_record", json!({ "kind": kind, "fields": fields })).await
}

/// Sends a file whose lines are to become records of a kind. The import's id.
///
/// # Errors
/// When the server refuses it.
pub async fn begin_import(visitor: &Visitor, kind: &str, name: &str, text: &str) -> Result<String> {
    let boundary = "granica-importu";
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n{text}\r\n--{boundary}--\r\n"
    );
    let answer = visitor
        .ask(Method::POST, &format!("/import/{kind}"), |request| {
            let form = format!("multipart/form-data; boundary={boundary}");
            request.header(header::CONTENT_TYPE, form).body(body)
        })
        .await?;
    serde_json::from_str(&answer.body).with_context(|| format!("{} {}", answer.status, answer.body))
}

/// The id of a field of a kind, by its key.
///
/// # Errors
/// When the kind has no such field.
pub fn field(kind: &Value, key: &str) -> Result<String> {
    let mut fields = kind["fields"].as_array().into_iter().flatten();
    // What a kind calls its name is its own affair.
    let is_wanted = |field: &&Value| {
        field["key"] == key || key == "name" && field.pointer("/what/type").is_some_and(|what| what == "name")
    };
    let found = fields.find(is_wanted).with_context(|| format!("no field {key} in {kind}"))?;
    Ok(found["id"].as_str().context("no id")?.to_owned())
}
