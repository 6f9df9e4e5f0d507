//! Message-IDs: one spelling for each, and which of them thread a message (RFC 5322 §3.6.4).

mod phrase;

use sha2::{Digest, Sha256};

pub use phrase::parents;

/// Longer ids are junk, and no index takes them.
const LONGEST: usize = 900;
/// No conversation refers to more; the newest are kept.
const MOST: usize = 500;

/// Message-IDs in a header value, in order, without angle brackets, folding and doubles. Junk between them is left out;
/// where nothing stands in brackets, every word with an `@` counts.
pub fn message_ids(value: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut rest = value;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((inside, after)) = after.split_once('>') else { break };
        // "<a <b@c>": the innermost is the id.
        push(&mut ids, inside.rsplit('<').next().unwrap_or(inside));
        rest = after;
    }
    if ids.is_empty() {
        let words = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '"'));
        for word in words.filter(|word| word.contains('@')) {
            push(&mut ids, word);
        }
    }
    if ids.len() > MOST {
        // The first names the conversation, the last ones the place in it.
        ids.drain(1..=ids.len() - MOST);
    }
    ids
}

/// The one Message-ID of a Message-ID header, which many programs write without brackets or `@`.
pub fn message_id(value: &str) -> Option<String> {
    message_ids(value).into_iter().next().or_else(|| {
        let mut ids = Vec::new();
        push(&mut ids, value);
        ids.pop()
    })
}

fn push(ids: &mut Vec<String>, id: &str) {
    let id: String = id.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let id = id.trim_matches(['<', '>']).to_owned();
    if !id.is_empty() && id.len() <= LONGEST && !ids.contains(&id) {
        ids.push(id);
    }
}

/// The ids that place a message in its conversation, oldest first, the nearest parent last: References, then
/// In-Reply-To. Its own id is never among them, so a message that refers to itself makes no circle.
pub fn thread_ids(own: Option<&str>, in_reply_to: &[String], references: &[String]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::with_capacity(references.len() + in_reply_to.len());
    for id in references.iter().chain(in_reply_to) {
        if Some(id.as_str()) != own && !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    // In-Reply-To is the parent even where References lists it earlier.
    if let [parent] = in_reply_to
        && let Some(position) = ids.iter().position(|id| id == parent)
    {
        let parent = ids.remove(position);
        ids.push(parent);
    }
    ids
}

/// An id for a message that has none: the same for the same bytes, and never one that a stranger could aim at.
pub fn synthetic_id(raw: &[u8]) -> String {
    let digest = Sha256::digest(raw);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}@no-message-id.invalid")
}

/// Whether an id was made by [`synthetic_id`].
pub fn is_synthetic(id: &str) -> bool {
    id.ends_with("@no-message-id.invalid")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn one_spelling_each() {
        assert_eq!(message_ids("<a@b>\r\n\t<c@d>  <a@b>"), ["a@b", "c@d"]);
        assert_eq!(message_ids("Your message of Monday <a@b>"), ["a@b"]);
        assert_eq!(message_ids("a@b, c@d"), ["a@b", "c@d"]);
        assert_eq!(message_ids("<fold\r\n ed@x>"), ["folded@x"]);
        assert_eq!(message_ids("<a <b@c>> <>"), ["b@c"]);
        assert!(message_ids("no ids here < ").is_empty());
        assert_eq!(message_id(" 12345 ").as_deref(), Some("12345"));
        assert_eq!(message_id("<a@b\0>").as_deref(), Some("a@b"));
        assert_eq!(message_id("  "), None);
        assert_eq!(message_id(&"x".repeat(5000)), None);
    }

    #[test]
    fn very_long_references_keep_both_ends() {
        let many: String = (0..2000).map(|n| format!("<{n}@x> ")).collect();
        let ids = message_ids(&many);
        assert_eq!((ids.len(), ids[0].as_str(), ids.last().unwrap().as_str()), (MOST, "0@x", "1999@x"));
    }

    #[test]
    fn a_message_never_refers_to_itself() {
        let ids = thread_ids(Some("me@x"), &owned(&["p@x"]), &owned(&["a@x", "p@x", "me@x", "b@x"]));
        assert_eq!(ids, ["a@x", "b@x", "p@x"]);
        assert_eq!(thread_ids(None, &[], &[]), [""; 0]);
    }

    #[test]
    fn synthetic_ids_follow_the_bytes() {
        assert_eq!(synthetic_id(b"a"), synthetic_id(b"a"));
        assert_ne!(synthetic_id(b"a"), synthetic_id(b"b"));
        assert!(is_synthetic(&synthetic_id(b"")));
    }
}
