//! Whether, and on what grounds, people may be written to.

use crate::address::Address;
use crate::ids::{ConsentId, RecordId, SubscriptionId};
use crate::page::Page;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why somebody may be written to (GDPR, Art. 6 (1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    /// They agreed (a).
    Consent,
    /// There is a contract with them, or they asked for an offer (b).
    Contract,
    /// The law demands it (c).
    LegalObligation,
    /// An interest of ours that theirs does not outweigh (f).
    LegitimateInterest,
}

impl LegalBasis {
    pub const ALL: [Self; 4] =
        [Self::LegitimateInterest, Self::Contract, Self::Consent, Self::LegalObligation];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Contract => "contract",
            Self::LegalObligation => "legal_obligation",
            Self::LegitimateInterest => "legitimate_interest",
        }
    }
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// It offers something.
    Commercial,
    /// It is about something that the person has asked for or bought: a contract, an invoice, a complaint.
    Transactional,
}

impl Purpose {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Commercial => "commercial",
            Self::Transactional => "transactional",
        }
    }
}

/// How a person stands towards mail that one writes to them alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody has written anything down.
    #[default]
    Unknown,
    Subscribed,
    /// They do not want such mail.
    Unsubscribed,
    /// They want no mail at all.
    OptedOut,
}

impl Standing {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Subscribed => "subscribed",
            Self::Unsubscribed => "unsubscribed",
            Self::OptedOut => "opted_out",
        }
    }
}

/// Somebody to whom a message cannot go like this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unclear {
    pub address: Address,
    /// Whose address it is, where that is known.
    pub record: Option<RecordId>,
    pub standing: Standing,
}

impl Unclear {
    /// Whether a subscription can be added for them: not against what they want.
    #[must_use]
    pub fn may_be_subscribed(&self) -> bool {
        self.record.is_some() && self.standing != Standing::OptedOut
    }

    /// Whether what offers something may go to them once.
    #[must_use]
    pub fn may_be_offered(&self) -> bool {
        self.standing == Standing::Unknown
    }
}

/// Grounds that somebody gives for a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "grounds", rename_all = "snake_case")]
pub enum Grounds {
    /// From now on, for all mail that one writes to them alone.
    Subscription { basis: LegalBasis, explanation: String },
    /// For this message.
    OneTime { basis: LegalBasis, purpose: Purpose, explanation: String },
}

/// Something that one can be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionType {
    pub id: SubscriptionId,
    pub name: String,
}

/// What a workspace asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentSettings {
    /// A legal basis is asked for before a message to a person.
    pub required: bool,
    /// Then mail that relies on a subscription, or offers something, carries a way out of it.
    pub ways_out: bool,
    /// Whether it is known under which address whoever has such mail reaches this server.
    pub is_reachable: bool,
    pub types: Vec<SubscriptionType>,
}

/// Whether somebody has a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// `None`: mail that one writes to them alone.
    pub what: Option<SubscriptionType>,
    /// `None`: nobody has written anything down.
    pub has: Option<bool>,
}

/// What is known of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonConsent {
    /// Whether the workspace asks for a basis.
    pub required: bool,
    pub standing: Standing,
    /// Addresses of theirs at which somebody else wants less.
    pub blocked: Vec<String>,
    /// Mail to them alone first.
    pub subscriptions: Vec<Subscription>,
    /// The latest first.
    pub history: Page<ConsentEntry>,
}

/// Something in the history of what a person wants, and of what was sent to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentEntry {
    pub id: uuid::Uuid,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    /// Who wrote it down or sent it.
    pub by: Option<String>,
    /// They said it themselves.
    pub by_link: Option<ByLink>,
    pub what: ConsentEvent,
}

/// By the way out of a message of ours. Its subject only where one may see its mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByLink {
    pub subject: Option<String>,
}

/// The kinds of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ConsentEvent {
    /// `None`: to mail that one writes to them alone.
    Subscribed {
        to: Option<String>,
        basis: LegalBasis,
        explanation: String,
    },
    Unsubscribed {
        from: Option<String>,
        explanation: String,
    },
    OptedOut {
        explanation: String,
    },
    OptedIn {
        explanation: String,
    },
    OneTime {
        basis: LegalBasis,
        purpose: Purpose,
        explanation: String,
    },
    /// A message went out. Its subject only where one may see its mailbox.
    Sent {
        address: String,
        subject: Option<String>,
        ground: Ground,
        consent: Option<ConsentId>,
        /// It carried a way out.
        way_out: bool,
    },
}

/// What can be written down about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentStep {
    Subscribed,
    Unsubscribed,
    OptedOut,
    OptedIn,
    /// A basis for one message.
    OneTime,
}

/// What whoever has the way out of a message sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayOut {
    /// Who wrote to them.
    pub workspace: String,
    /// To which address it went, as far as it is shown to whoever has the link.
    pub address: String,
    /// How they stand now, by their own word.
    pub standing: Standing,
    /// What they did by a link can be taken back here.
    pub goes_back: bool,
}

/// What one does by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// No more mail that one writes to them alone.
    OneToOne,
    /// No mail at all.
    Everything,
    /// It was a mistake: such mail again.
    Back,
}

impl Leave {
    pub const ALL: [Self; 3] = [Self::OneToOne, Self::Everything, Self::Back];

    /// As a form says it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OneToOne => "one_to_one",
            Self::Everything => "everything",
            Self::Back => "back",
        }
    }
}

/// What a message to a person relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// They are subscribed.
    Subscription,
    /// A basis was given for this message.
    OneTime,
    /// It belongs to something that they have asked for.
    Transactional,
    /// The workspace does not ask for one.
    NotAsked,
    /// The workspace does not ask for one, and whoever sent it was told that they do not want such mail.
    Overruled,
}

impl Ground {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subscription => "subscription",
            Self::OneTime => "one_time",
            Self::Transactional => "transactional",
            Self::NotAsked => "not_asked",
            Self::Overruled => "overruled",
        }
    }
}

/// Something to know before a message leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// Without grounds it does not go out.
    NoGrounds { people: Vec<Unclear> },
    /// They do not want such mail, and the workspace leaves it to whoever writes.
    Unwanted { people: Vec<Address> },
    /// They are not in the conversation so far, and will read what is quoted.
    Added { people: Vec<Address> },
    /// They were in the conversation, and will not get this.
    Dropped { people: Vec<Address> },
    /// Nobody here has ever written to them or heard of them, while the others are known.
    Strangers { people: Vec<Address> },
    /// The record to which it was to belong is in the bin, by this name; or not there any more, or not for whoever writes.
    AboutGone { in_bin: Option<String> },
    /// Colleagues who are writing an answer now.
    Answering { people: Vec<String> },
    /// Colleagues who have answered meanwhile.
    Answered { people: Vec<String> },
}

impl Finding {
    /// Whether it goes out all the same when whoever writes wants it.
    #[must_use]
    pub const fn may_be_overruled(&self) -> bool {
        !matches!(self, Self::NoGrounds { .. })
    }
}

/// What came of handing a message over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "handed", rename_all = "snake_case")]
pub enum Handed {
    Over {
        outgoing: crate::compose::Outgoing,
    },
    /// Nothing was sent yet: there is something to know first.
    Back {
        findings: Vec<Finding>,
    },
}

/// An address at which somebody asked to be erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedAddress {
    pub address: String,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}
