//! The folder tree as data: what is visible, what a folder is found by, how counts change before the server says so.

use kurier_model::{
    FolderId,
    mailbox::{Folder, FolderRole, Mailbox},
};
use std::collections::HashSet;

/// The folders that are shown when some are collapsed, in order.
#[must_use]
pub fn visible(folders: &[Folder], collapsed: &HashSet<FolderId>) -> Vec<FolderId> {
    let mut hidden: HashSet<FolderId> = HashSet::new();
    let mut shown = Vec::with_capacity(folders.len());
    for folder in folders {
        if folder.parent.is_some_and(|parent| hidden.contains(&parent) || collapsed.contains(&parent)) {
            hidden.insert(folder.id);
        } else {
            shown.push(folder.id);
        }
    }
    shown
}

/// Whether any folder lies in this one.
#[must_use]
pub fn has_children(folders: &[Folder], folder: FolderId) -> bool {
    folders.iter().any(|other| other.parent == Some(folder))
}

/// A folder and its mailbox.
#[must_use]
pub fn find(mailboxes: &[Mailbox], id: FolderId) -> Option<(&Mailbox, &Folder)> {
    mailboxes.iter().find_map(|mailbox| {
        mailbox.folders.iter().find(|folder| folder.id == id).map(|folder| (mailbox, folder))
    })
}

/// Where `/inbox` leads: the first mailbox's inbox, or its first folder that holds mail.
#[must_use]
pub fn first_inbox(mailboxes: &[Mailbox]) -> Option<FolderId> {
    let of = |wanted: fn(&Folder) -> bool| {
        mailboxes
            .iter()
            .flat_map(|mailbox| &mailbox.folders)
            .find(|folder| wanted(folder))
            .map(|folder| folder.id)
    };
    of(|folder| folder.role == Some(FolderRole::Inbox)).or_else(|| of(|folder| folder.selectable))
}

/// Everything that lies in a folder, at any depth, without the folder itself.
#[must_use]
pub fn descendants(folders: &[Folder], of: FolderId) -> Vec<&Folder> {
    let mut inside: HashSet<FolderId> = HashSet::from([of]);
    let mut found = Vec::new();
    for folder in folders {
        if folder.parent.is_some_and(|parent| inside.contains(&parent)) {
            inside.insert(folder.id);
            found.push(folder);
        }
    }
    found
}

/// The folders to move to for what was typed: those whose name starts with it first, then those whose path contains
/// every word. `name` gives the name that the person sees.
#[must_use]
pub fn matching<'a>(folders: &'a [Folder], typed: &str, name: impl Fn(&Folder) -> String) -> Vec<&'a Folder> {
    let typed = crate::features::message::words::fold(typed.trim());
    let mut hits: Vec<(u8, usize, &Folder)> = folders
        .iter()
        .enumerate()
        .filter(|(_, folder)| folder.selectable)
        .filter_map(|(at, folder)| {
            let shown = crate::features::message::words::fold(&name(folder));
            let path = crate::features::message::words::fold(&folder.path);
            let rank = if typed.is_empty() || shown.starts_with(&typed) {
                0
            } else if shown.split_whitespace().any(|word| word.starts_with(&typed)) {
                1
            } else if typed.split_whitespace().all(|word| path.contains(word) || shown.contains(word)) {
                2
            } else {
                return None;
            };
            Some((rank, at, folder))
        })
        .collect();
    hits.sort_by_key(|(rank, at, _)| (*rank, *at));
    hits.into_iter().map(|(_, _, folder)| folder).collect()
}

/// Adds to a folder's counts; never below zero.
pub fn shift_counts(mailboxes: &mut [Mailbox], id: FolderId, unread: i64, total: i64) {
    let folder = mailboxes.iter_mut().flat_map(|mailbox| &mut mailbox.folders).find(|folder| folder.id == id);
    if let Some(folder) = folder {
        folder.unread = shifted(folder.unread, unread);
        folder.total = shifted(folder.total, total);
    }
}

fn shifted(count: u32, by: i64) -> u32 {
    u32::try_from((i64::from(count) + by).max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_model::{
        MailboxId, UserId,
        mailbox::{MailboxKind, MailboxState},
    };

    fn folder(path: &str, parent: Option<&Folder>, role: Option<FolderRole>) -> Folder {
        Folder {
            id: FolderId::new(),
            parent: parent.map(|parent| parent.id),
            name: path.rsplit('/').next().unwrap().to_owned(),
            path: path.to_owned(),
            depth: u16::try_from(path.matches('/').count()).unwrap(),
            role,
            selectable: true,
            unread: 3,
            total: 10,
            kept: None,
        }
    }

    fn tree() -> Vec<Folder> {
        let inbox = folder("INBOX", None, Some(FolderRole::Inbox));
        let clients = folder("Klienci", None, None);
        let lodz = folder("Klienci/Łódź", Some(&clients), None);
        let zofia = folder("Klienci/Łódź/Zofia", Some(&lodz), None);
        vec![inbox, clients, lodz, zofia]
    }

    fn mailbox(folders: Vec<Folder>) -> Mailbox {
        Mailbox {
            id: MailboxId::new(),
            address: "alicja@firma.pl".into(),
            kind: MailboxKind::Private,
            owner: UserId::new(),
            owner_name: "Alicja".into(),
            may_manage: true,
            state: MailboxState::Idle,
            refusals: Vec::new(),
            folders,
        }
    }

    #[test]
    fn a_collapsed_folder_hides_everything_below() {
        let tree = tree();
        assert_eq!(visible(&tree, &HashSet::new()).len(), 4);
        assert_eq!(visible(&tree, &HashSet::from([tree[1].id])), [tree[0].id, tree[1].id]);
        assert_eq!(descendants(&tree, tree[1].id).len(), 2);
        assert!(has_children(&tree, tree[2].id) && !has_children(&tree, tree[3].id));
    }

    #[test]
    fn typing_finds_without_accents() {
        let tree = tree();
        let names = |typed| matching(&tree, typed, |folder| folder.name.clone());
        assert_eq!(names("lod").first().map(|folder| folder.id), Some(tree[2].id));
        assert_eq!(names("klienci zof").first().map(|folder| folder.id), Some(tree[3].id));
        assert_eq!(names("").len(), 4);
        assert!(names("zzz").is_empty());
    }

    #[test]
    fn counts_never_go_below_zero() {
        let mut boxes = vec![mailbox(tree())];
        let inbox = first_inbox(&boxes).unwrap();
        shift_counts(&mut boxes, inbox, -5, 2);
        let (_, folder) = find(&boxes, inbox).unwrap();
        assert_eq!((folder.unread, folder.total), (0, 12));
    }
}
