//! The walls behind the escaping: what a document's own policy (CSP Level 3) forbids, should a word get through all the same.

use std::collections::BTreeMap;

use kurier_testbed::kurier::Answer;

/// What a page must be forbidden, and what the document of a mail must be.
const PAGE: [(&str, &str); 6] = [
    ("default-src", "'none'"),
    ("frame-src", "'self'"),
    ("form-action", "'self'"),
    ("base-uri", "'none'"),
    ("frame-ancestors", "'none'"),
    ("object-src", "'none'"),
];
const MAIL: [(&str, &str); 6] = [
    ("default-src", "'none'"),
    ("script-src", "'none'"),
    ("frame-src", "'none'"),
    ("form-action", "'none'"),
    ("base-uri", "'none'"),
    ("object-src", "'none'"),
];
/// What no frame with a mail in it may be allowed.
const ALLOWED: [&str; 3] = ["allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"];

/// Where the walls of an HTML document stand open.
pub fn open(path: &str, answer: &Answer) -> Vec<String> {
    let header =
        |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !header("content-type").starts_with("text/html") || answer.status >= 300 {
        return Vec::new();
    }
    let policy = directives(header("content-security-policy"));
    let told = |name: &str| policy.get(name).copied().unwrap_or("nothing");
    let mail = path.starts_with("/mail/");
    let wanted = if mail { MAIL } else { PAGE };
    let mut open: Vec<String> = wanted
        .iter()
        .filter(|(name, value)| told(name) != *value)
        .map(|(name, value)| format!("{path}: {name} is {} instead of {value}", told(name)))
        .collect();
    if mail {
        // A dialog for printing is modal.
        let is_allowed =
            |word: &str| ALLOWED.contains(&word) || word == "allow-modals" && path.ends_with("print=1");
        if !policy.contains_key("sandbox") || !told("sandbox").split(' ').all(is_allowed) {
            open.push(format!("{path}: sandbox {}", told("sandbox")));
        }
    } else {
        let scripts = told("script-src");
        if !scripts.contains("'nonce-")
            || scripts.contains("'unsafe-inline'")
            || scripts.contains("'unsafe-eval'")
        {
            open.push(format!("{path}: script-src {scripts}"));
        }
    }
    for frame in answer.body.split("<iframe").skip(1) {
        let tag = frame.split('>').next().unwrap_or_default();
        let sandbox = tag.split_once("sandbox=\"").and_then(|(_, rest)| rest.split('"').next());
        if sandbox.is_none_or(|words| words.split_whitespace().any(|word| !ALLOWED.contains(&word))) {
            open.push(format!("{path}: <iframe{tag}>"));
        }
    }
    open
}

fn directives(policy: &str) -> BTreeMap<&str, &str> {
    let named = policy.split(';').map(str::trim).filter(|directive| !directive.is_empty());
    named.map(|directive| directive.split_once(' ').unwrap_or((directive, ""))).collect()
}
