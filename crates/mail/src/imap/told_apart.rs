//! Folders that read alike: one name written in modified UTF-7 by one program and in raw UTF-8 by another is two mailboxes to the
//! server (RFC 9051 §5.1 asks for the one, RFC 3501 §5.1 for the other). A person must be able to tell them apart.

use std::collections::HashSet;

use super::folder::Folder;
use super::utf7;

/// Gives each folder a path of its own, parents before children, and children the path of their parent. The names by which the
/// server knows them stay; the one that is written as this protocol asks keeps its path.
pub(super) fn tell_apart(folders: &mut [Folder]) {
    folders.sort_by_cached_key(|folder| (folder.path.clone(), folder.raw_name != utf7::encode(&folder.path)));
    let mut taken: HashSet<String> = HashSet::new();
    let listed: HashSet<String> = folders.iter().map(|folder| folder.path.clone()).collect();
    // The beginning of raw names below a renamed folder, how long its path was, and what it is now.
    let mut renamed: Vec<(String, usize, String)> = Vec::new();
    for folder in folders.iter_mut() {
        let decoded = folder.path.len();
        let above = renamed.iter().rev().find(|(above, ..)| folder.raw_name.starts_with(above));
        let mut path = match above {
            Some((_, length, now)) => format!("{now}{}", folder.path.get(*length..).unwrap_or_default()),
            None => folder.path.clone(),
        };
        let mut number = 2;
        let own = path.clone();
        let is_free =
            |path: &String| !taken.contains(path) && (*path == folder.path || !listed.contains(path));
        while !is_free(&path) {
            path = format!("{own} ({number})");
            number += 1;
        }
        taken.insert(path.clone());
        if path != folder.path {
            if let Some(delimiter) = folder.delimiter {
                renamed.push((format!("{}{delimiter}", folder.raw_name), decoded, path.clone()));
            }
            folder.path = path;
        }
    }
    folders.sort_by(|a, b| a.path.cmp(&b.path));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(raw_names: &[&str]) -> Vec<(String, String)> {
        let folder = |raw_name: &&str| Folder {
            path: utf7::decode(raw_name),
            raw_name: (*raw_name).to_owned(),
            delimiter: Some('/'),
            role: None,
            selectable: true,
            has_children: None,
            status: None,
        };
        let mut folders: Vec<Folder> = raw_names.iter().map(folder).collect();
        tell_apart(&mut folders);
        folders.into_iter().map(|folder| (folder.path, folder.raw_name)).collect()
    }

    fn named(path: &str, raw_name: &str) -> (String, String) {
        (path.to_owned(), raw_name.to_owned())
    }

    #[test]
    fn names_that_read_alike_are_two_folders() {
        let expected = [named("Wysłane", "Wys&AUI-ane"), named("Wysłane (2)", "Wysłane")];
        assert_eq!(paths(&["Wysłane", "Wys&AUI-ane"]), expected);
        assert_eq!(paths(&["Wys&AUI-ane", "Wysłane"]), expected);
        assert_eq!(paths(&["Wysłane", "INBOX"]), [named("INBOX", "INBOX"), named("Wysłane", "Wysłane")]);
    }

    #[test]
    fn what_is_below_goes_along_and_no_name_is_taken_twice() {
        let found =
            paths(&["Żółw", "Żółw/A", "&AXsA8wFC-w", "&AXsA8wFC-w/A", "&AXsA8wFC-w/B", "&AXsA8wFC-w (2)"]);
        assert_eq!(
            found,
            [
                named("Żółw", "&AXsA8wFC-w"),
                named("Żółw (2)", "&AXsA8wFC-w (2)"),
                named("Żółw (3)", "Żółw"),
                named("Żółw (3)/A", "Żółw/A"),
                named("Żółw/A", "&AXsA8wFC-w/A"),
                named("Żółw/B", "&AXsA8wFC-w/B"),
            ]
        );
    }
}
