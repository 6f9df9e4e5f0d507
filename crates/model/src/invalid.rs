//! What is wrong with a form, said so that the interface can put it beside the field in the user's language.

use crate::ids::FieldId;
use crate::read_tagged;
use serde::{Deserialize, Serialize};
use std::fmt;

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

macro_rules! fields {
    ($($name:ident: $text:literal,)+) => {
        /// The fields of every form. On the wire and in the database they are words, those of records their ids.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum Field {
            $($name,)+
            /// One of those that a kind of records has.
            OfKind(FieldId),
        }

        impl fmt::Display for Field {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name => f.write_str($text),)+
                    Self::OfKind(id) => id.fmt(f),
                }
            }
        }

        impl TryFrom<String> for Field {
            type Error = NoField;

            fn try_from(text: String) -> Result<Self, NoField> {
                match text.as_str() {
                    $($text => Ok(Self::$name),)+
                    id => id.parse().map(Self::OfKind).map_err(|_| NoField),
                }
            }
        }
    };
}

fields! {
    WorkspaceName: "workspace_name",
    Name: "name",
    Email: "email",
    Password: "password",
    NewPassword: "new_password",
    Role: "role",
    Token: "token",
    ImapHost: "imap_host",
    ImapPort: "imap_port",
    ImapSecurity: "imap_security",
    SmtpHost: "smtp_host",
    SmtpPort: "smtp_port",
    SmtpSecurity: "smtp_security",
    Username: "username",
    Members: "members",
    FolderName: "folder_name",
    Folder: "folder",
    To: "to",
    Cc: "cc",
    Bcc: "bcc",
    Subject: "subject",
    Body: "body",
    Attachment: "attachment",
    LeadName: "lead_name",
    Stage: "stage",
    Owner: "owner",
    Description: "description",
    TaskTitle: "task_title",
    DueDay: "due_day",
    DueTime: "due_time",
    TaskRecords: "task_records",
    Country: "country",
    Currency: "currency",
    Phone: "phone",
    Company: "company",
    Language: "language",
    Query: "query",
    LegalBasis: "legal_basis",
    Purpose: "purpose",
    Explanation: "explanation",
    FieldType: "field_type",
    Choices: "choices",
    Unique: "unique",
    Default: "default",
    Probability: "probability",
    OneName: "one_name",
    Visibility: "visibility",
    TeamName: "team_name",
    Months: "months",
    NextStep: "next_step",
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.to_string()
    }
}

/// Nothing that a form has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoField;

impl fmt::Display for NoField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no field of any form")
    }
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
    /// Not a number, or one that could be read in two ways.
    NotANumber,
    /// No amount, or a currency that nobody knows.
    NotMoney,
    /// A day that does not exist.
    NotADay,
    /// A time that no day has.
    NotATime,
    /// A day that is not to come any more.
    PastDay,
    NotAWebAddress,
    NotAPhone,
    /// Its check digit or its form is wrong.
    NotATaxId,
    NotADomain,
    /// More than one thing fits.
    Ambiguous,
    /// Two columns go where only one can.
    Twice,
    /// Whoever it is about asked to be erased.
    Erased,
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
    NotANumber,
    NotMoney,
    NotADay,
    NotATime,
    PastDay,
    NotAWebAddress,
    NotAPhone,
    NotATaxId,
    NotADomain,
    Ambiguous,
    Twice,
    Erased,
});

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_field_is_a_word_also_as_a_key() {
        let own = Field::OfKind(FieldId::new());
        let before = HashMap::from([(Field::LeadName, 1), (own, 2)]);
        let text = serde_json::to_string(&before).unwrap();
        assert!(text.contains("\"lead_name\":1"), "{text}");
        assert_eq!(serde_json::from_str::<HashMap<Field, u32>>(&text).unwrap(), before);
        assert!(serde_json::from_str::<Field>("\"nothing\"").is_err());
    }
}
