//! Reads the translations and checks them: the same keys, the same placeholders, every plural form of the language.
//!
//! Used by `build.rs`, and by the tests of this crate.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// The languages and their plural categories (CLDR), in the order in which the generated constants hold them.
const LANGUAGES: [(&str, &[&str]); 2] = [("pl", &["one", "few", "many", "other"]), ("en", &["one", "other"])];

/// Words that cannot be written as `t!(i18n, namespace.word)`.
const KEYWORDS: [&str; 20] = [
    "type", "move", "in", "for", "loop", "match", "as", "use", "self", "return", "where", "while", "ref",
    "static", "if", "else", "let", "mod", "continue", "break",
];

/// One key in one language: one pattern, or one for each plural category.
type Forms = Vec<String>;
type Keys = BTreeMap<String, Forms>;

/// The Rust source of all keys, or everything that is wrong with the files.
pub fn generate(locales: &Path) -> Result<String, Vec<String>> {
    let mut complaints = Vec::new();
    let mut names = BTreeSet::new();
    for (language, _) in LANGUAGES {
        match std::fs::read_dir(locales.join(language)) {
            Ok(files) => names.extend(
                files
                    .flatten()
                    .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".json")?.to_owned())),
            ),
            Err(error) => complaints.push(format!("locales/{language}: {error}")),
        }
    }
    let mut code = String::new();
    for name in &names {
        let mut languages = Vec::new();
        for (language, categories) in LANGUAGES {
            let file = format!("{language}/{name}.json");
            let text = std::fs::read_to_string(locales.join(&file)).unwrap_or_else(|error| {
                complaints.push(format!("{file}: {error}"));
                String::from("{}")
            });
            languages.push(read(&file, &text, categories, &mut complaints));
        }
        if let [pl, en] = languages.as_slice() {
            compare(name, pl, en, &mut complaints);
            let mut tree = Tree::default();
            for (key, forms) in pl {
                if let Some(english) = en.get(key) {
                    tree.insert(key, constant(key.rsplit('.').next().unwrap_or(key), forms, english));
                }
            }
            tree.write(name, &mut code);
        }
    }
    if complaints.is_empty() { Ok(code) } else { Err(complaints) }
}

/// The keys of one file, nested ones joined by dots, plural suffixes folded into forms.
fn read(file: &str, text: &str, categories: &[&str], complaints: &mut Vec<String>) -> Keys {
    let mut flat = Vec::new();
    match serde_json::from_str::<Value>(text) {
        Ok(value) => flatten(file, "", &value, &mut flat, complaints),
        Err(error) => complaints.push(format!("{file}: {error}")),
    }
    let plural: BTreeSet<String> =
        flat.iter().filter_map(|(key, _)| key.strip_suffix("_other").map(str::to_owned)).collect();
    let flat: BTreeMap<String, String> = flat.into_iter().collect();
    let mut keys = Keys::new();
    for stem in &plural {
        let forms = categories
            .iter()
            .map(|category| {
                flat.get(&format!("{stem}_{category}")).cloned().unwrap_or_else(|| {
                    complaints.push(format!("{file}: {stem} has no form \"{stem}_{category}\""));
                    String::new()
                })
            })
            .collect();
        keys.insert(stem.clone(), forms);
    }
    for (key, pattern) in flat {
        let is_form = key.rsplit_once('_').is_some_and(|(stem, category)| {
            plural.contains(stem) && ["zero", "one", "two", "few", "many", "other"].contains(&category)
        });
        if !is_form {
            keys.insert(key, vec![pattern]);
        }
    }
    keys
}

fn flatten(
    file: &str,
    prefix: &str,
    value: &Value,
    flat: &mut Vec<(String, String)>,
    complaints: &mut Vec<String>,
) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let fits = key.starts_with(|c: char| c.is_ascii_lowercase())
                    && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
                    && !KEYWORDS.contains(&key.as_str());
                if !fits {
                    complaints.push(format!(
                        "{file}: {key:?} cannot be a key: use snake_case, and no word of Rust"
                    ));
                }
                let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(file, &path, value, flat, complaints);
            }
        }
        Value::String(pattern) => {
            if pattern.trim().is_empty() {
                complaints.push(format!("{file}: {prefix} is empty"));
            }
            // `{{ name }}` becomes `{name}`: shorter, and found faster.
            let mut parts = pattern.split("{{");
            let mut clean = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                match part.split_once("}}") {
                    Some((name, rest)) => {
                        let _ = write!(clean, "{{{}}}{rest}", name.trim());
                    }
                    None => complaints.push(format!("{file}: {prefix} has {{{{ without }}}}")),
                }
            }
            flat.push((prefix.to_owned(), clean));
        }
        _ => complaints.push(format!("{file}: {prefix} is neither a text nor a group")),
    }
}

fn compare(name: &str, pl: &Keys, en: &Keys, complaints: &mut Vec<String>) {
    for (language, keys, other) in [("en", en, pl), ("pl", pl, en)] {
        for key in other.keys().filter(|key| !keys.contains_key(*key)) {
            complaints.push(format!("{language}/{name}.json: {key} is missing"));
        }
    }
    for (key, polish) in pl {
        let Some(english) = en.get(key) else { continue };
        if (polish.len() > 1) != (english.len() > 1) {
            complaints.push(format!("{name}: {key} has plural forms in one language only"));
        }
        if placeholders(polish) != placeholders(english) {
            complaints.push(format!("{name}: {key} has other placeholders in Polish than in English"));
        }
    }
}

/// The names in braces of all forms together.
fn placeholders(forms: &[String]) -> BTreeSet<&str> {
    forms
        .iter()
        .flat_map(|form| form.split('{').skip(1))
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
        .collect()
}

fn constant(name: &str, pl: &[String], en: &[String]) -> String {
    let mut names = placeholders(pl);
    if pl.len() > 1 {
        names.insert("count");
    }
    match (pl, en) {
        ([pl], [en]) if names.is_empty() => {
            format!("pub const {name}: crate::Text = crate::Text {{ pl: {pl:?}, en: {en:?} }};\n")
        }
        _ => format!(
            "pub const {name}: crate::Template = crate::Template {{ pl: &{pl:?}, en: &{en:?}, names: &{names:?} }};\n",
            names = names.iter().collect::<Vec<_>>()
        ),
    }
}

/// Groups of keys become modules.
#[derive(Default)]
struct Tree {
    constants: Vec<String>,
    groups: BTreeMap<String, Tree>,
}

impl Tree {
    fn insert(&mut self, path: &str, constant: String) {
        match path.split_once('.') {
            Some((group, rest)) => self.groups.entry(group.to_owned()).or_default().insert(rest, constant),
            None => self.constants.push(constant),
        }
    }

    fn write(&self, name: &str, code: &mut String) {
        let _ = writeln!(code, "pub mod {name} {{");
        for constant in &self.constants {
            code.push_str(constant);
        }
        for (name, group) in &self.groups {
            group.write(name, code);
        }
        code.push_str("}\n");
    }
}
