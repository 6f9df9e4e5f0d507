//! What every server function shares: the errors that cross the wire, and the way to the domain.

pub mod error;
#[cfg(feature = "ssr")]
pub mod server_side;

pub use error::ApiError;
