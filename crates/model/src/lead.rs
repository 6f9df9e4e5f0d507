//! What becomes of a mail that is a new enquiry: the form of a lead.

use crate::{
    ids::{StageId, UserId},
    invalid::Field,
};
use serde::{Deserialize, Serialize};

/// What a person fills in. A lead is a record of the kind [`crate::record::LEAD`], and this says what stands in its fields at first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadForm {
    /// What it is about, in short.
    pub name: String,
    pub email: String,
    pub phone: String,
    pub company: String,
    /// The salesperson.
    pub owner: Option<UserId>,
    /// `None`: the first stage.
    pub stage: Option<StageId>,
    /// What the client needs, and until when to answer.
    pub description: String,
}

impl LeadForm {
    /// What stands in its fields, and as what wrong ones are told.
    #[must_use]
    pub fn values(&self) -> [(Field, String); 7] {
        [
            (Field::LeadName, self.name.clone()),
            (Field::Email, self.email.clone()),
            (Field::Phone, self.phone.clone()),
            (Field::Company, self.company.clone()),
            (Field::Owner, self.owner.map(|owner| owner.to_string()).unwrap_or_default()),
            (Field::Stage, self.stage.map(|stage| stage.to_string()).unwrap_or_default()),
            (Field::Description, self.description.clone()),
        ]
    }
}
