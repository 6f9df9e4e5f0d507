//! Announcements: news that Postgres carries between processes, and what each process has told its pages of them.

mod store;
mod told;

pub use told::Live;
pub(crate) use told::Numbered;

use kurier_model::{UserId, WorkspaceId, live::News};
use serde::{Deserialize, Serialize};

/// The channel on which Postgres carries them.
pub(crate) const CHANNEL: &str = "kurier_live";

/// What travels through Postgres.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Announcement {
    pub(crate) workspace: WorkspaceId,
    pub(crate) news: News,
    /// To this person alone.
    #[serde(default)]
    pub(crate) only: Option<UserId>,
    /// It is about a record that is not for everybody to see.
    #[serde(default)]
    pub(crate) veiled: bool,
}
