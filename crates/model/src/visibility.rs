//! Who may see a record, and who follows it.

use crate::ids::{TeamId, UserId};
use serde::{Deserialize, Serialize};

/// Who may see a record. Administrators see every record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody of the workspace.
    #[default]
    Everybody,
    /// Whoever it belongs to, and those who share a team with them.
    Team,
    /// Only whoever it belongs to.
    Owner,
}

impl Visibility {
    /// From the widest on.
    pub const ALL: [Self; 3] = [Self::Everybody, Self::Team, Self::Owner];

    /// As it is kept and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Team => "team",
            Self::Owner => "owner",
        }
    }

    /// The reverse of [`Self::as_str`].
    #[must_use]
    pub fn from_stored(stored: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == stored)
    }
}

/// A person, where they are named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub id: UserId,
    pub name: String,
}

/// Who may see a record as it is, and who follows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    pub visibility: Visibility,
    /// The record's, for whoever changes it.
    pub revision: u32,
    /// Whoever it belongs to: they follow it by that.
    pub owner: Option<Colleague>,
    /// Of those who may see it.
    pub followers: Vec<Colleague>,
    /// Colleagues who may see it and do not follow it yet.
    pub others: Vec<Colleague>,
    /// Whoever asks.
    pub me: Option<UserId>,
    /// They follow it.
    pub follows: bool,
    /// It is in the bin, where nothing of this is changed.
    pub removed: bool,
}

/// What would come of another visibility, or another owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SightPreview {
    /// Who would see it then.
    pub sees: Vec<Colleague>,
    /// Who does not see it now.
    pub gains: Vec<Colleague>,
    /// Who sees it now.
    pub loses: Vec<Colleague>,
    /// Nobody could see it but administrators: it belongs to nobody.
    pub ownerless: bool,
}

/// People who work together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub members: Vec<Colleague>,
}

/// A team as an administrator wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamForm {
    pub name: String,
    pub members: Vec<UserId>,
}
