//! Rows about what people agreed to and want no more: as they are written, and as they are read.

use kurier_model::consent::{Ground, LegalBasis, Purpose};
use kurier_model::{ConsentId, DraftId, RecordId, SubscriptionId, WayOutId};
use serde::{Deserialize, Serialize};

/// A row that says how somebody stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) id: ConsentId,
    /// Whose word it is.
    pub(super) person: Option<RecordId>,
    pub(super) what: String,
    pub(super) subscription: Option<SubscriptionId>,
    /// Said by the way out of a message.
    pub(super) by_link: bool,
}

/// A row about a person that is about to be written.
pub(super) struct Said<'s> {
    pub(super) what: &'static str,
    pub(super) record: Option<RecordId>,
    pub(super) subscription: Option<SubscriptionId>,
    pub(super) basis: Option<LegalBasis>,
    pub(super) purpose: Option<Purpose>,
    pub(super) explanation: &'s str,
    pub(super) draft: Option<DraftId>,
    /// By which they said it themselves.
    pub(super) way_out: Option<WayOutId>,
}

impl<'s> Said<'s> {
    pub(super) fn of(what: &'static str, record: RecordId, explanation: &'s str) -> Self {
        let (subscription, basis, purpose, draft, way_out) = (None, None, None, None, None);
        Self { what, record: Some(record), subscription, basis, purpose, explanation, draft, way_out }
    }
}

/// What a message to a person relies on, as the outbox keeps it until it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Relied {
    pub(crate) record: Option<RecordId>,
    pub(crate) address: String,
    pub(crate) ground: Ground,
    pub(crate) consent: Option<ConsentId>,
    /// Of a basis for this message: for what.
    #[serde(default)]
    pub(crate) purpose: Option<Purpose>,
}
