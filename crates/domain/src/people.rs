//! What mail says of people: their names, their numbers, their company, and how they are looked for.

pub(crate) mod free_mail;
pub(crate) mod names;
pub(crate) mod signature;
mod sought;
mod spelling;
mod written;

pub(crate) use signature::phone_key;
pub(crate) use sought::{Sought, contained};
pub(crate) use spelling::spellings;
pub(crate) use written::Written;
