//! What every server function shares: the errors that cross the wire, and the way to the domain.

pub mod error;
mod json_text;
#[cfg(feature = "ssr")]
pub mod server_side;

pub use error::ApiError;
pub use json_text::{Json, JsonText};
