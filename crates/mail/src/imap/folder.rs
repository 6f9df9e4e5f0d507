//! A folder on the server.

use kurier_model::account::FolderRole;

/// A folder on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The full path as a person reads it, levels separated by [`Folder::delimiter`].
    pub path: String,
    /// The name as the server wants it back.
    pub raw_name: String,
    /// What separates levels; `None` on a server without levels.
    pub delimiter: Option<char>,
    /// What the folder is for, told by the server or guessed by its name.
    pub role: Option<FolderRole>,
    /// Whether it can hold messages.
    pub selectable: bool,
    /// Whether the server says that it has, or has not, folders below.
    pub has_children: Option<bool>,
    /// Counts, when the server gave them along with the list.
    pub status: Option<FolderStatus>,
}

impl Folder {
    /// The last level of the path.
    pub fn name(&self) -> &str {
        self.delimiter.and_then(|delimiter| self.path.rsplit(delimiter).next()).unwrap_or(&self.path)
    }

    /// The path of the folder above.
    pub fn parent(&self) -> Option<&str> {
        self.path.rsplit_once(self.delimiter?).map(|(parent, _)| parent)
    }
}

/// Counts of a folder that need not be selected (STATUS).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FolderStatus {
    /// Messages in it.
    pub messages: u32,
    /// The UID that the next message will have at least.
    pub uid_next: Option<u32>,
    /// Changes when UIDs are no longer those of before.
    pub uid_validity: Option<u32>,
    /// Messages without `\Seen`.
    pub unseen: Option<u32>,
    /// The number of the last change, where changes are numbered.
    pub highest_modseq: Option<u64>,
}

/// A folder with what the server said it is for.
pub(super) struct Listed {
    pub(super) folder: Folder,
    pub(super) attributes: Vec<String>,
}
