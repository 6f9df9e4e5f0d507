//! The order in which folders are shown: roles first, then by name; children after their parent.

use kurier_model::FolderId;
use kurier_model::account::{Folder, FolderRole};
use std::collections::HashMap;

/// Deepest tree that is followed; a cycle in the rows must not hang a page.
const DEEPEST: u16 = 100;

/// Orders the folders and fills in how deep they lie. A folder whose parent is gone is shown at the top.
pub fn in_order(folders: Vec<Folder>) -> Vec<Folder> {
    let known: std::collections::HashSet<FolderId> = folders.iter().map(|folder| folder.id).collect();
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
    descend(&mut children, None, 0, &mut ordered);
    ordered
}

fn descend(
    children: &mut HashMap<Option<FolderId>, Vec<Folder>>,
    parent: Option<FolderId>,
    depth: u16,
    ordered: &mut Vec<Folder>,
) {
    if depth > DEEPEST {
        return;
    }
    for mut folder in children.remove(&parent).unwrap_or_default() {
        let id = folder.id;
        folder.depth = depth;
        ordered.push(folder);
        descend(children, Some(id), depth + 1, ordered);
    }
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
    fn an_orphan_is_still_shown() {
        let gone = folder("gone", None, None);
        let orphan = folder("gone/orphan", Some(&gone), None);
        assert_eq!(in_order(vec![orphan]).len(), 1);
    }
}
