//! Workspaces, people, roles and sign-in.

use crate::ids::{InvitationId, UserId, WorkspaceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What a person may do in the workspace. Reading mail is not a matter of role: see mailbox visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Member,
    /// Invites people and connects team mailboxes.
    Admin,
    /// An admin who cannot be removed by admins.
    Owner,
}

impl Role {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "member" => Ok(Self::Member),
            "admin" => Ok(Self::Admin),
            "owner" => Ok(Self::Owner),
            other => Err(format!("no role is called {other:?}: owner, admin or member")),
        }
    }
}

/// The language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    Pl,
    En,
}

impl Language {
    /// BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Pl => "pl",
            Self::En => "en",
        }
    }

    /// From a BCP 47 tag such as `pl-PL`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()? {
            "pl" => Some(Self::Pl),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// The person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub user: UserId,
    pub workspace: WorkspaceId,
    pub workspace_name: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// `None`: follow the browser.
    pub language: Option<Language>,
}

/// A person of the workspace, as colleagues see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub disabled: bool,
}

/// An invitation that has not been accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub expires_at: DateTime<Utc>,
}

/// Creates the workspace and its owner, with the one-time token that the first start printed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SetUpForm {
    pub token: String,
    pub workspace_name: String,
    pub name: String,
    pub email: String,
    pub password: String,
}

/// Whose password a link lets somebody choose anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordReset {
    /// With which the person signs in.
    pub email: String,
}

/// Chooses another password by such a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResetForm {
    pub token: String,
    pub password: String,
}

/// Accepts an invitation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AcceptForm {
    pub token: String,
    pub name: String,
    pub password: String,
}
