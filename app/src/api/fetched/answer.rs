//! What the server answers, and where the page that it draws has it.

use crate::api::ApiError;
use crate::api::unread::RawJson;
use hydration_context::SerializedDataId;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(super) type Answer = Result<RawJson, ApiError>;

/// The answer in the page is known by this. Not by the key: an address is not written alike by browser and server.
pub(super) fn id(name: &str) -> SerializedDataId {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    // An index of a JavaScript array.
    SerializedDataId::new((hasher.finish() & 0x7FFF_FFFF) as usize)
}
