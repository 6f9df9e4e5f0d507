//! Message flags (RFC 9051 §2.3.2).

use std::collections::BTreeSet;

use super::lexer::Value;

/// The flags of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `\Seen`.
    pub seen: bool,
    /// `\Answered`.
    pub answered: bool,
    /// `\Flagged`.
    pub flagged: bool,
    /// `\Draft`.
    pub draft: bool,
    /// `\Deleted`: to be removed at the next expunge.
    pub deleted: bool,
    /// Everything else, such as `$Forwarded` or `NonJunk`, as the server writes it.
    pub keywords: BTreeSet<String>,
}

impl Flags {
    pub(super) fn from_values(values: &[Value]) -> Self {
        let mut flags = Self::default();
        for name in values.iter().filter_map(Value::text) {
            match name.to_ascii_lowercase().as_str() {
                "\\seen" => flags.seen = true,
                "\\answered" => flags.answered = true,
                "\\flagged" => flags.flagged = true,
                "\\draft" => flags.draft = true,
                "\\deleted" => flags.deleted = true,
                "\\recent" => {}
                // No server keeps such a name, and no database could.
                odd if odd.is_empty() || odd.chars().any(char::is_control) => {}
                _ => {
                    flags.keywords.insert(name.to_owned());
                }
            }
        }
        flags
    }

    /// The flags as a list for APPEND and STORE, without parentheses. Keywords no server would take are left out.
    pub(super) fn to_imap(&self) -> String {
        let system = [
            (self.seen, "\\Seen"),
            (self.answered, "\\Answered"),
            (self.flagged, "\\Flagged"),
            (self.draft, "\\Draft"),
            (self.deleted, "\\Deleted"),
        ];
        let system = system.into_iter().filter_map(|(set, name)| set.then_some(name));
        let keywords = self.keywords.iter().map(String::as_str).filter(|keyword| is_keyword(keyword));
        system.chain(keywords).collect::<Vec<_>>().join(" ")
    }
}

/// Whether `text` can be written as a keyword (an atom).
fn is_keyword(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| {
            byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b']')
        })
}
