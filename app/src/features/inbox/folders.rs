//! The tree of folders: their items and menus, naming, deleting, and choosing one for a move; the state of each mailbox.

mod deleting;
mod item;
mod mailbox_state;
mod menu;
mod moving;
mod naming;
mod pane;

pub use deleting::DeleteFolderDialog;
pub use mailbox_state::fetch_state_note;
pub use moving::MoveDialog;
pub use pane::FolderTree;
