//! Kinds of records and their fields: data, so that a new one is a row and words.

use super::RecordFact;
use crate::home::Home;
use crate::ids::{FieldId, StageId};
use crate::pipeline::{Outcome, PipelineStage};
use crate::visibility::Visibility;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// What a kind is called in addresses and in the database: `contact`, `company`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KindKey(pub String);

/// The keys of the fields in which it is said why something was lost: a sale, or what was given up.
pub const LOST_REASONS: [&str; 2] = ["lost_reason", "given_up_reason"];

/// The kind that new enquiries become.
pub const LEAD: &str = "lead";

/// Where this field is, its person is the record's salesperson.
pub const OWNER: &str = "owner";

/// Keys of fields and choices that a workspace made begin so; no built-in one does.
pub const OWN: &str = "own_";
/// The kind of companies: whoever writes from the domain of one belongs to it.
pub const COMPANY: &str = "company";

impl fmt::Display for KindKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for KindKey {
    fn from(key: &str) -> Self {
        Self(key.to_owned())
    }
}

/// What the workspace calls something that it made, in both languages of the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnName {
    pub pl: String,
    pub en: String,
}

/// What a kind that the workspace made is called, and how it looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnKind {
    /// Many of them: the name of their list.
    pub many: OwnName,
    /// One of them.
    pub one: OwnName,
    pub icon: KindIcon,
}

macro_rules! icons {
    ($first:ident: $first_text:literal, $($name:ident: $text:literal,)+) => {
        /// The picture of a kind that the workspace made.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum KindIcon {
            #[default]
            $first,
            $($name,)+
        }

        impl KindIcon {
            /// All, in the order in which they are offered.
            pub const ALL: &[Self] = &[Self::$first, $(Self::$name,)+];

            /// The form in which the database keeps it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    Self::$first => $first_text,
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

icons! {
    Document: "document",
    Folder: "folder",
    Package: "package",
    Cart: "cart",
    Truck: "truck",
    Car: "car",
    House: "house",
    Wrench: "wrench",
    Calendar: "calendar",
    Key: "key",
    Tag: "tag",
    Star: "star",
    Heart: "heart",
    Bookmark: "bookmark",
    Archive: "archive",
    Image: "image",
}

impl KindIcon {
    /// The reverse of [`Self::as_str`]; what is unknown is a document.
    #[must_use]
    pub fn from_stored(stored: &str) -> Self {
        Self::ALL.iter().copied().find(|icon| icon.as_str() == stored).unwrap_or_default()
    }
}

/// A kind of records, as the workspace has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    pub key: KindKey,
    /// `None`: built in, the interface has words for its key.
    pub own: Option<OwnKind>,
    /// Each record is a person, who has a say in what is sent to them.
    pub is_people: bool,
    /// Who may see a new record, unless something else is said.
    #[serde(default)]
    pub visibility: Visibility,
    /// In the order in which they are shown.
    pub fields: Vec<FieldDefinition>,
    /// Columns of the list of whoever asks that stand in no field.
    #[serde(default)]
    pub facts_in_list: Vec<RecordFact>,
    /// Its pipeline, from the first stage on; none where there is no field for a stage.
    pub stages: Vec<PipelineStage>,
    /// By what numbers and amounts are read. The server's alone.
    #[serde(skip)]
    pub home: Home,
}

impl FieldDefinition {
    /// What stands in no field, as if it did.
    pub(super) fn of_none(key: &str, what: FieldType) -> Self {
        Self {
            id: FieldId(Uuid::nil()),
            key: key.to_owned(),
            name: None,
            what,
            required: false,
            unique: false,
            default: None,
            in_list: false,
        }
    }
}

impl RecordFact {
    /// As if it were a field.
    #[must_use]
    pub fn as_field(self) -> FieldDefinition {
        let what = match self {
            Self::InStage | Self::Created => FieldType::Date,
            Self::CreatedBy => FieldType::Text,
        };
        FieldDefinition::of_none(self.key(), what)
    }
}

impl Kind {
    /// What its records have without a field.
    pub fn facts(&self) -> impl Iterator<Item = RecordFact> + use<> {
        let has_stages = !self.stages.is_empty();
        RecordFact::ALL.into_iter().filter(move |fact| has_stages || *fact != RecordFact::InStage)
    }

    #[must_use]
    pub fn field(&self, id: FieldId) -> Option<&FieldDefinition> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// A field by its key.
    #[must_use]
    pub fn field_called(&self, key: &str) -> Option<&FieldDefinition> {
        self.fields.iter().find(|field| field.key == key)
    }

    #[must_use]
    pub fn stage(&self, id: StageId) -> Option<&PipelineStage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// Whether its records have initials, or a photo in their place: people have. What goes through stages is called after what it is about.
    #[must_use]
    pub const fn has_photos(&self) -> bool {
        self.is_people && self.stages.is_empty()
    }

    /// Whether what stands in a stage is lost.
    #[must_use]
    pub fn is_lost(&self, stage: StageId) -> bool {
        self.stage(stage).is_some_and(|stage| stage.outcome == Outcome::Lost)
    }

    /// The field in which it is said why something was lost; only kinds have one in which something can be.
    #[must_use]
    pub fn lost_reason(&self) -> Option<&FieldDefinition> {
        let says = |field: &&FieldDefinition| LOST_REASONS.contains(&field.key.as_str());
        self.fields.iter().find(says).filter(|field| matches!(field.what, FieldType::Choice { .. }))
    }

    /// The first field of a type: the name, the addresses.
    #[must_use]
    pub fn first(&self, what: &FieldType) -> Option<&FieldDefinition> {
        self.fields.iter().find(|field| field.what == *what)
    }

    /// Its fields of a type: the one that it has from the beginning, wherever it stands, before those that the workspace made.
    #[must_use]
    pub fn all_of(&self, what: &FieldType) -> Vec<&FieldDefinition> {
        let mut all: Vec<_> = self.fields.iter().filter(|field| field.what == *what).collect();
        all.sort_by_key(|field| field.is_own());
        all
    }

    /// Whether its records have addresses from the beginning: people, and the companies in which they work.
    #[must_use]
    pub fn has_addresses(&self) -> bool {
        self.fields.iter().any(|field| field.what == FieldType::Email && !field.is_own())
    }

    /// Whether mail and calls find its records by what stands in their fields for addresses and numbers: of those that have addresses from the
    /// beginning, and of those that go through no stages. What goes through stages is about somebody, and an address in it a fact like others.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.stages.is_empty() || self.has_addresses()
    }

    /// The field for addresses that are written to first, where mail finds the record by them.
    #[must_use]
    pub fn addresses(&self) -> Option<&FieldDefinition> {
        self.all_of(&FieldType::Email).first().copied().filter(|_| self.is_reached())
    }

    /// The field that says whose a record is. Other people may stand in it, in other fields.
    #[must_use]
    pub fn owner(&self) -> Option<&FieldDefinition> {
        self.field_called(OWNER).filter(|field| field.what == FieldType::Person)
    }
}

/// A field of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDefinition {
    pub id: FieldId,
    /// Within its kind; built-in fields have their words by it.
    pub key: String,
    /// `None`: built in.
    pub name: Option<OwnName>,
    pub what: FieldType,
    pub required: bool,
    /// No two records of the kind have the same in it.
    pub unique: bool,
    pub default: Option<FieldDefault>,
    /// A column of the list of whoever asks.
    pub in_list: bool,
}

impl FieldDefinition {
    /// Whether the workspace made it.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.key.starts_with(OWN)
    }
}

/// What stands in a field of a new record, unless something else is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldDefault {
    /// As the field's type writes it.
    Value { text: String },
    /// Whoever makes the record.
    Me,
    /// The day so many days after it is made; 0 is that day.
    InDays { days: u16 },
}

/// What can stand in a field. As text it is written so that it reads the same again (`domain`: `records/values.rs`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldType {
    /// What the record is called. Every kind has one.
    Name,
    /// A line.
    Text,
    /// Several lines.
    LongText,
    /// With a decimal point: `1234.5`.
    Number,
    /// An amount and its currency (ISO 4217): `1234.50 PLN`.
    Money,
    /// A day (ISO 8601): `2026-11-28`.
    Date,
    /// One of these, by its key.
    Choice { choices: Vec<Choice> },
    /// Some of these, by their keys, with commas between.
    Choices { choices: Vec<Choice> },
    /// Somebody of the workspace, by their id.
    Person,
    /// A record of that kind, by its id. With `several`: some of them, each perhaps in one of these roles ([`super::Linked`]), with commas
    /// between.
    Link {
        to: KindKey,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        several: Option<Vec<Choice>>,
    },
    /// Addresses (RFC 5322 `addr-spec`), with commas between; the first is written to.
    Email,
    /// A stage of the kind's pipeline, by its id.
    Stage,
    /// Telephone numbers in international form, with commas between.
    Phone,
    /// An address on the web, `https://…` or `http://…`.
    Url,
    /// `true`, or nothing.
    Checkbox,
    /// A Polish NIP (ten digits, checked), or a VAT number of another country with its letters before it.
    TaxId,
    /// The domain that a company's mail comes from: `meble-nowak.pl`.
    Domain,
}

impl FieldType {
    /// One record of a kind.
    #[must_use]
    pub fn link(to: impl Into<KindKey>) -> Self {
        Self::Link { to: to.into(), several: None }
    }

    /// Several records of a kind, in these roles or in none.
    #[must_use]
    pub fn links(to: impl Into<KindKey>, roles: Vec<Choice>) -> Self {
        Self::Link { to: to.into(), several: Some(roles) }
    }

    /// The roles of the records that a field names, where it names several.
    #[must_use]
    pub const fn roles(&self) -> Option<&Vec<Choice>> {
        match self {
            Self::Link { several, .. } => several.as_ref(),
            _ => None,
        }
    }

    /// Whether several values stand in it, with commas between.
    #[must_use]
    pub const fn has_several(&self) -> bool {
        matches!(self, Self::Email | Self::Phone | Self::Choices { .. } | Self::Link { several: Some(_), .. })
    }

    /// Whether a list can be in its order.
    #[must_use]
    pub const fn sorts(&self) -> bool {
        !matches!(self, Self::LongText | Self::Link { .. })
    }

    /// Whether its order is said from without, by that of its choices or by people's names; of several, by the first.
    #[must_use]
    pub const fn sorts_in_groups(&self) -> bool {
        matches!(self, Self::Choice { .. } | Self::Choices { .. } | Self::Person)
    }

    /// Whether its order is that of numbers.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Number | Self::Money | Self::Date | Self::Checkbox | Self::Stage)
    }

    /// The choices, of a type that has some.
    #[must_use]
    pub const fn choices(&self) -> Option<&Vec<Choice>> {
        match self {
            Self::Choice { choices } | Self::Choices { choices } => Some(choices),
            _ => None,
        }
    }

    /// Whether it can be asked that no two records have the same in it.
    #[must_use]
    pub const fn can_be_unique(&self) -> bool {
        matches!(self, Self::Text | Self::Number | Self::Email | Self::Phone | Self::Url | Self::TaxId)
    }

    /// Whether something can stand in it from the beginning. What tells records apart is nobody's default.
    #[must_use]
    pub const fn has_default(&self) -> bool {
        !matches!(
            self,
            Self::Name
                | Self::Email
                | Self::Phone
                | Self::TaxId
                | Self::Domain
                | Self::Stage
                | Self::Link { .. }
        )
    }

    /// Whether a list can be filtered by it.
    #[must_use]
    pub const fn filters(&self) -> bool {
        !matches!(self, Self::LongText)
    }
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub key: String,
    /// `None`: built in.
    pub name: Option<OwnName>,
    /// Not offered any more; where it stands it is still called by its name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub removed: bool,
}

/// Those that are offered.
pub fn offered(choices: &[Choice]) -> impl Iterator<Item = &Choice> {
    choices.iter().filter(|choice| !choice.removed)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
