//! The company to which somebody belongs by the domain of their address.

use super::Named;
use crate::ids::FieldId;
use serde::{Deserialize, Serialize};

/// What is proposed for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyOffer {
    /// The company's, or the one that a new company would have.
    pub domain: String,
    /// The company that is known under it.
    pub company: Option<Named>,
    /// What a new one could be called.
    pub name: String,
}

/// A company that is made along with somebody of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCompany {
    /// The field that links to it.
    pub field: FieldId,
    /// Empty: it is called by its domain.
    pub name: String,
    pub domain: String,
}
