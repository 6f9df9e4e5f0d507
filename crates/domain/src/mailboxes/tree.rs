//! The order in which folders are shown: roles first, then by name; children after their parent. What reads alike is told apart.

use kurier_model::FolderId;
use kurier_model::mailbox::{Folder, FolderRole};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization as _;

/// Deepest tree that is followed; a cycle in the rows must not hang a page.
const DEEPEST: u16 = 100;

/// Orders the folders and fills in how deep they lie. A folder whose parent is gone is shown at the top. Of those that read alike
/// (their names are written in two ways, or with other spaces) the second is numbered, and so is the third.
pub fn in_order(folders: Vec<Folder>) -> Vec<Folder> {
    let known: HashSet<FolderId> = folders.iter().map(|folder| folder.id).collect();
    let mut children: HashMap<Option<FolderId>, Vec<Folder>> = HashMap::new();
    for mut folder in folders {
        folder.parent = folder.parent.filter(|parent| known.contains(parent) && *parent != folder.id);
        children.entry(folder.parent).or_default().push(folder);
    }
    for siblings in children.values_mut() {
        siblings.sort_by_cached_key(|folder| {
            (place(folder.role), folder.name.to_lowercase(), folder.path.clone())
        });
    }
    let mut ordered = Vec::with_capacity(known.len());
    descend(&mut children, None, &mut ordered);
    ordered
}

fn descend(
    children: &mut HashMap<Option<FolderId>, Vec<Folder>>,
    above: Option<&Above>,
    ordered: &mut Vec<Folder>,
) {
    let depth = above.map_or(0, |above| above.depth + 1);
    if depth > DEEPEST {
        return;
    }
    let mut siblings = children.remove(&above.map(|above| above.id)).unwrap_or_default();
    let mut taken: HashSet<String> = HashSet::new();
    for folder in &mut siblings {
        folder.depth = depth;
        let stored = folder.path.clone();
        if let Some(below) = above.and_then(|above| stored.strip_prefix(&above.stored)) {
            folder.path = format!("{}{below}", above.map_or("", |above| &above.shown));
        }
        let mut number = 1;
        let (name, path) = (folder.name.trim().to_owned(), folder.path.trim_end().to_owned());
        while !taken.insert(read(&folder.name)) {
            number += 1;
            folder.name = format!("{name} ({number})");
            folder.path = format!("{path} ({number})");
        }
        let this = Above { id: folder.id, depth, stored, shown: folder.path.clone() };
        ordered.push(folder.clone());
        descend(children, Some(&this), ordered);
    }
}

/// The folder above, with its path as it is stored and as it is shown.
struct Above {
    id: FolderId,
    depth: u16,
    stored: String,
    shown: String,
}

/// A name as the eye takes it.
fn read(name: &str) -> String {
    let spaced: Vec<&str> = name.split_whitespace().collect();
    spaced.join(" ").nfc().collect()
}

const fn place(role: Option<FolderRole>) -> u8 {
    match role {
        Some(FolderRole::Inbox) => 0,
        Some(FolderRole::Drafts) => 1,
        Some(FolderRole::Sent) => 2,
        Some(FolderRole::Archive) => 3,
        Some(FolderRole::Junk) => 4,
        Some(FolderRole::Trash) => 5,
        Some(FolderRole::All) => 6,
        Some(FolderRole::Flagged) => 7,
        None => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(path: &str, parent: Option<&Folder>, role: Option<FolderRole>) -> Folder {
        Folder {
            id: FolderId::new(),
            parent: parent.map(|parent| parent.id),
            name: path.rsplit('/').next().unwrap().to_owned(),
            path: path.to_owned(),
            depth: 0,
            role,
            selectable: true,
            unread: 0,
            total: 0,
            kept: None,
        }
    }

    #[test]
    fn roles_come_first_and_children_follow_their_parents() {
        let clients = folder("Klienci", None, None);
        let nowak = folder("Klienci/Nowak", Some(&clients), None);
        let lodz = folder("Klienci/Nowak/łódź", Some(&nowak), None);
        let inbox = folder("INBOX", None, Some(FolderRole::Inbox));
        let trash = folder("Kosz", None, Some(FolderRole::Trash));
        let archive = folder("archiwum", None, None);
        let ordered = in_order(vec![lodz, clients, trash, nowak, archive, inbox]);
        let shown: Vec<_> = ordered.iter().map(|folder| (folder.path.as_str(), folder.depth)).collect();
        assert_eq!(
            shown,
            [
                ("INBOX", 0),
                ("Kosz", 0),
                ("archiwum", 0),
                ("Klienci", 0),
                ("Klienci/Nowak", 1),
                ("Klienci/Nowak/łódź", 2)
            ]
        );
    }

    #[test]
    fn what_reads_alike_is_told_apart_and_so_is_what_lies_below() {
        let inbox = folder("INBOX", None, Some(FolderRole::Inbox));
        let sent = folder("Wysłane", None, None);
        let other = folder("Wysłane", None, None);
        let third = folder("Wys\u{142}ane ", None, None);
        let below = folder("Wysłane/2026", Some(&other), None);
        let shown: Vec<_> = in_order(vec![inbox, sent, other, third, below])
            .into_iter()
            .map(|folder| (folder.path, folder.depth))
            .collect();
        let expected =
            [("INBOX", 0), ("Wysłane", 0), ("Wysłane (2)", 0), ("Wysłane (2)/2026", 1), ("Wysłane (3)", 0)];
        assert_eq!(shown, expected.map(|(path, depth)| (path.to_owned(), depth)));
    }

    #[test]
    fn an_orphan_is_still_shown() {
        let gone = folder("gone", None, None);
        let orphan = folder("gone/orphan", Some(&gone), None);
        assert_eq!(in_order(vec![orphan]).len(), 1);
    }
}
