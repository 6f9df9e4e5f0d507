//! Contacts and companies as people make them.

use anyhow::{Context as _, Result};
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
