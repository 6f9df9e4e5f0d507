//! ARCHITECTURE.md names nothing that is gone: neither a file nor a test.

use super::sources::{Complaints, Sources};

const DOCUMENT: &str = "ARCHITECTURE.md";

pub fn look(sources: &Sources) -> Complaints {
    let Some(document) = sources.files.iter().find(|file| file.path == DOCUMENT) else {
        return vec![format!("there is no {DOCUMENT}")];
    };
    // Without drawings.
    let prose: String = document.text.split("```").step_by(2).collect();
    let mut names: Vec<&str> = prose.split('`').skip(1).step_by(2).collect();
    names.sort_unstable();
    names.dedup();
    let gone = names.into_iter().filter(|name| !is_there(sources, name));
    gone.map(|name| format!("{DOCUMENT}: there is no {name}")).collect()
}

/// Paths are looked for among files and folders, long words with underscores among functions. Other words are anything.
fn is_there(sources: &Sources, name: &str) -> bool {
    let plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-./".contains(letter));
    let path = name.trim_end_matches('/').trim_end_matches("/…");
    if plain && (name.ends_with(".rs") || (name.contains('/') && !name.starts_with('/'))) {
        let (inner, last) = (format!("{path}/"), format!("{path}.rs"));
        return sources.files.iter().any(|file| {
            let at_a_word = |found: &str| {
                file.path
                    .match_indices(found)
                    .any(|(at, _)| at == 0 || file.path.as_bytes().get(at - 1) == Some(&b'/'))
            };
            file.path.ends_with(path) || at_a_word(&inner) || (file.path.ends_with(&last) && at_a_word(&last))
        });
    }
    let sentence = plain && name.matches('_').count() >= 3;
    let (test, file_name) = (format!("fn {name}"), format!("/{name}.rs"));
    !sentence || sources.files.iter().any(|file| file.text.contains(&test) || file.path.ends_with(&file_name))
}

#[cfg(test)]
mod tests {
    use super::super::sources::File;
    use super::*;

    #[test]
    fn files_folders_and_tests_are_looked_for() {
        let file = File {
            path: "crates/a/src/lines/tally.rs".to_owned(),
            text: "fn it_is_as_it_was() {}".to_owned(),
        };
        let sources = Sources { files: vec![file] };
        for there in
            ["lines/tally.rs", "tally.rs", "lines/tally", "src/lines", "it_is_as_it_was", "Db::tx", "a word"]
        {
            assert!(is_there(&sources, there), "{there}");
        }
        for gone in ["lines/count.rs", "ines/tally", "src/line", "it_is_as_it_never_was"] {
            assert!(!is_there(&sources, gone), "{gone}");
        }
    }
}
