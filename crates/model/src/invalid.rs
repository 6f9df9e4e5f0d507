//! What is wrong with a form, said so that the interface can put it beside the field in the user's language.

use crate::read_tagged;
use serde::{Deserialize, Serialize};

/// A form that was refused: which fields, and why. Never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// In the order of the form.
    pub fields: Vec<(Field, Reason)>,
}

impl Invalid {
    /// One field, one reason.
    #[must_use]
    pub fn one(field: Field, reason: Reason) -> Self {
        Self { fields: vec![(field, reason)] }
    }

    /// Adds a complaint.
    pub fn add(&mut self, field: Field, reason: Reason) {
        self.fields.push((field, reason));
    }

    /// `Ok(value)` when nothing was complained about.
    ///
    /// # Errors
    /// Itself, when it is not empty.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.fields.is_empty() { Ok(value) } else { Err(self) }
    }

    /// The first complaint about `field`.
    #[must_use]
    pub fn about(&self, field: Field) -> Option<&Reason> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, reason)| reason)
    }
}

/// The fields of every form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    WorkspaceName,
    Name,
    Email,
    Password,
    NewPassword,
    Role,
    Token,
    ImapHost,
    ImapPort,
    ImapSecurity,
    SmtpHost,
    SmtpPort,
    SmtpSecurity,
    Username,
    Members,
    FolderName,
    Folder,
    To,
    Cc,
    Bcc,
    Subject,
    Body,
    Attachment,
    LeadName,
    Stage,
    Owner,
    Description,
    Phone,
    Company,
    Language,
    Query,
}

impl Reason {
    /// Those characters of `text` that are not taken, each once, in their order; `None` when there are none. What cannot be
    /// printed is written by its number.
    #[must_use]
    pub fn characters(text: &str, is_bad: impl Fn(char) -> bool) -> Option<Self> {
        let mut found: Vec<String> = Vec::new();
        for character in text.chars().filter(|character| is_bad(*character)) {
            let shown = match character {
                c if c.is_control() || c.is_whitespace() => format!("U+{:04X}", u32::from(c)),
                c => c.to_string(),
            };
            if found.len() < 10 && !found.contains(&shown) {
                found.push(shown);
            }
        }
        (!found.is_empty()).then(|| Self::TheseCharacters { characters: found.join(" ") })
    }
}

/// Why a field was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    Required,
    /// More characters than allowed.
    TooLong {
        max: u32,
    },
    /// Fewer characters than needed.
    TooShort {
        min: u32,
    },
    NotAnAddress {
        text: String,
    },
    /// Already in use.
    Taken,
    Expired,
    Wrong,
    /// The chosen thing does not exist (any more).
    Unknown,
    /// Characters that the server does not take, such as the folder delimiter.
    BadCharacters,
    /// The same, where we know which: each once.
    TheseCharacters {
        characters: String,
    },
    /// The host is on a private or loopback network that the administrator has not allowed.
    PrivateNetwork,
    /// More bytes than the provider takes.
    TooLarge {
        bytes: u64,
        most: u64,
    },
    NotAllowed,
}

read_tagged!(Reason by "reason", fields { max: u32, min: u32, text: String, characters: String, bytes: u64, most: u64 }, {
    Required,
    TooLong { max },
    TooShort { min },
    NotAnAddress { text },
    Taken,
    Expired,
    Wrong,
    Unknown,
    BadCharacters,
    TheseCharacters { characters },
    PrivateNetwork,
    TooLarge { bytes, most },
    NotAllowed,
});
