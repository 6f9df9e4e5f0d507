//! A folder on the server. What makes it itself is its raw name: one readable name may be written in two ways (modified UTF-7, RFC 3501
//! §5.1.3; UTF-8, RFC 9051 §5.1), and then it is two folders.

use kurier_model::mailbox::FolderRole;

use super::utf7;

/// The inbox, which alone may be written in any case (RFC 9051 §5.1).
const INBOX: &str = "INBOX";

/// A folder on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The full path as a person reads it, levels separated by [`Folder::delimiter`].
    pub path: String,
    /// The name as the server wants it back; of the inbox always `INBOX`. Unlike the path it is no other folder's.
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
    /// One of that raw name that can hold messages, and of which nothing else is known.
    pub(super) fn named(raw_name: &str, delimiter: Option<char>) -> Self {
        let is_inbox = |name: &str| name.eq_ignore_ascii_case(INBOX);
        let raw_name = if is_inbox(raw_name) { INBOX } else { raw_name };
        let levels = delimiter.and_then(|delimiter| Some((raw_name.split_once(delimiter)?, delimiter)));
        let path = match levels {
            // What is below the inbox is shown below it, however the server writes it.
            Some(((first, rest), delimiter)) if is_inbox(first) => {
                format!("{INBOX}{delimiter}{}", utf7::decode(rest))
            }
            _ => utf7::decode(raw_name),
        };
        Self {
            path,
            raw_name: raw_name.to_owned(),
            delimiter,
            role: None,
            selectable: true,
            has_children: None,
            status: None,
        }
    }

    /// The last level of the path. A separator may be written in it, where modified UTF-7 hides it.
    pub fn name(&self) -> String {
        match self.delimiter.and_then(|delimiter| self.raw_name.rsplit_once(delimiter)) {
            Some((_, name)) => utf7::decode(name),
            None => self.path.clone(),
        }
    }

    /// The raw name of the folder above.
    pub fn parent(&self) -> Option<&str> {
        let (parent, _) = self.raw_name.rsplit_once(self.delimiter?)?;
        Some(if parent.eq_ignore_ascii_case(INBOX) { INBOX } else { parent })
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
