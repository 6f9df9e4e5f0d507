//! IMAP (RFC 3501, RFC 9051): one connection is one [`ImapSession`].
//!
//! async-imap keeps the conversation (greeting, tags, sign-in); what the server sends is framed by [`framing`] and read
//! by [`response`], because async-imap's own reader gives up the connection on the first line it does not know.

mod account;
mod append;
mod capabilities;
mod error;
mod exchange;
mod fetch;
mod flags;
mod folder;
mod folder_roles;
mod folders;
pub mod framing;
mod greeting;
mod hints;
mod idle;
mod lexer;
pub mod response;
mod search;
mod select;
mod session;
mod sign_in;
mod store;
mod uid_set;
mod utf7;
mod verify;

pub use account::{ImapAccount, Secret};
pub use append::Appended;
pub use capabilities::Capabilities;
pub use error::ImapError;
pub use fetch::{FetchProblem, FetchedItem, FetchedMessage, Fetching, FlagsUpdate, SizedMessage};
pub use flags::Flags;
pub use folder::{Folder, FolderStatus};
pub use hints::Hints;
pub use idle::IdleEvent;
pub use lexer::Value;
pub use select::{Resync, Selected};
pub use session::{ImapSession, Step};
pub use store::{FlagChange, Moved};
pub use uid_set::UidSet;
pub use utf7::{decode as decode_utf7, encode as encode_utf7};
pub use verify::verify;
