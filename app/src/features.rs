//! One folder a feature: its server functions (`api.rs`), its pages and their parts.

/// Writing and sending: `/compose/…`, `/drafts`, and the composer over every page.
pub mod compose;
/// Reading and filing mail: `/inbox/…`, `/search`.
pub mod inbox;
/// Leads as list, board and card: `/leads/…`; the way to a thread by its id, `/threads/…`.
pub mod leads;
/// Deciding on new mail: `/ready`.
pub mod ready;
/// Contacts, companies and records of other kinds: `/records/…`.
pub mod records;
/// E-mail accounts, the people of the workspace, one's own profile: `/settings/…`.
pub mod settings;
/// `/sign-in`, `/set-up/…`, `/invitation/…`.
pub mod sign_in;
/// Lines of what happened around a record, for its page.
pub mod timeline;
