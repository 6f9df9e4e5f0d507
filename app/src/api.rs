//! What every server function shares: the errors that cross the wire, and the way to the domain.

pub mod cookies;
pub mod error;
mod fetched;
mod json_text;
#[cfg(feature = "ssr")]
pub mod server_side;
mod status;
mod telling;
mod unread;

pub use error::ApiError;
#[cfg(feature = "ssr")]
pub use fetched::Drawing;
pub use fetched::Fetched;
pub use json_text::{Json, JsonText};
pub use status::BesidePage;
pub use unread::Unread;
