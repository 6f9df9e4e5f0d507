//! A lead's form without mistakes, as it is stored.

use kurier_model::{StageId, UserId};

#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) emails: Vec<String>,
    pub(crate) phones: Vec<String>,
    pub(crate) company: Option<String>,
    pub(crate) owner: Option<UserId>,
    pub(crate) stage: StageId,
    pub(crate) description: String,
}
