//! What people read stands in the locales, and what stands there is read by somebody.

use super::sources::{Complaints, Sources};
use serde_json::Value;

const PLURALS: [&str; 4] = ["_one", "_few", "_many", "_other"];
/// Letters that only a sentence in Polish has.
const POLISH: &str = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ";

pub fn look(sources: &Sources) -> Complaints {
    let mut complaints = unused(sources);
    for part in ["app/src/", "server/src/", "crates/model/src/"] {
        for file in sources.rust(part) {
            let polish = file.product().filter(|(_, code)| has_sentence(code));
            complaints.extend(
                polish.map(|(line, _)| format!("{}:{line}: a sentence outside of the locales", file.path)),
            );
        }
    }
    complaints
}

/// Several words between quotes, with a Polish letter among them. Tables of letters and stems are no sentences.
fn has_sentence(code: &str) -> bool {
    let mut literals = code.split('"').skip(1).step_by(2);
    literals.any(|text| text.contains(' ') && text.contains(|letter| POLISH.contains(letter)))
}

/// Sentences that no source names.
fn unused(sources: &Sources) -> Complaints {
    let code: String = ["app/src/", "server/src/"]
        .iter()
        .flat_map(|part| sources.rust(part))
        .flat_map(|file| file.text.chars().filter(|letter| !letter.is_whitespace()))
        .collect();
    let mut keys = Vec::new();
    for file in &sources.files {
        let Some(name) = file.path.strip_prefix("crates/i18n/locales/pl/") else { continue };
        if let Ok(sentences) = serde_json::from_str::<Value>(&file.text) {
            collect(name.trim_end_matches(".json"), &sentences, &mut keys);
        }
    }
    keys.sort_unstable();
    keys.dedup();
    println!("    {} sentences in each language", keys.len());
    keys.retain(|key| !is_named(&code, key));
    keys.into_iter().map(|key| format!("locales: nobody says {key}")).collect()
}

/// Plural forms, whose keys end in the kind of number (CLDR), are one sentence.
fn collect(path: &str, value: &Value, keys: &mut Vec<String>) {
    let Value::Object(inner) = value else { return keys.push(path.to_owned()) };
    for (name, value) in inner {
        let counted = PLURALS.iter().find_map(|kind| name.strip_suffix(kind));
        let counted = counted.filter(|name| inner.contains_key(&format!("{name}_other")));
        collect(&format!("{path}.{}", counted.unwrap_or(name)), value, keys);
    }
}

/// As a whole path: `inbox.cut` is not named by `inbox.cut_even_so`.
fn is_named(code: &str, key: &str) -> bool {
    code.match_indices(key).any(|(at, _)| {
        let part_of_a_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + key.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(|letter| part_of_a_word(letter) || letter == '.')
            && !after.is_some_and(part_of_a_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_named_by_its_whole_path() {
        let code = "t!(i18n,inbox.cut_even_so)t!(i18n,compose.title)";
        assert!(is_named(code, "inbox.cut_even_so") && is_named(code, "compose.title"));
        assert!(!is_named(code, "inbox.cut") && !is_named(code, "title"));
    }

    #[test]
    fn plurals_are_one_sentence() {
        let mut keys = Vec::new();
        collect(
            "inbox",
            &serde_json::json!({ "a_one": "x", "b_one": "1", "b_other": "n", "c": { "d": "y" } }),
            &mut keys,
        );
        keys.dedup();
        assert_eq!(keys, ["inbox.a_one", "inbox.b", "inbox.c.d"]);
    }
}
