//! One folder a feature: its server functions (`api.rs`), its pages and their parts.

/// Boards: columns, and cards that are dragged between them.
pub mod board;
/// Writing and sending: `/compose/…`, `/drafts`, and the composer over every page.
pub mod compose;
/// What people agreed to, and what they want no more.
pub mod consents;
/// The way from a page to the search over everything.
pub mod everywhere;
/// Records out of files: `/import/…`.
pub mod imports;
/// Reading and filing mail: `/inbox/…`, `/search`; the way to a thread by its id, `/threads/…`.
pub mod inbox;
/// What kinds of records look like and are called.
pub mod kinds;
/// A message as it is read, wherever it is opened.
pub mod message;
/// What one was told: `/notifications`.
pub mod notifications;
/// Colleagues, to be chosen or named.
pub mod people;
/// The rights of the people whose data is stored: `/person/…`, `/settings/protection`.
pub mod protection;
/// Deciding on new mail: `/ready`.
pub mod ready;
/// Leads, contacts, companies and records of other kinds: `/records/…`.
pub mod records;
/// E-mail accounts, the people of the workspace, one's own profile: `/settings/…`.
pub mod settings;
/// `/sign-in`, `/set-up/…`, `/invitation/…`.
pub mod sign_in;
/// What was just done to records, taken back.
pub mod taking_back;
/// What people have to do.
pub mod tasks;
/// Lines of what happened around a record, for its page.
pub mod timeline;
/// Who may see a record, and who follows it.
pub mod visibility;
