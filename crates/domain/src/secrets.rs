//! Sealing of secrets at rest.

/// The key that seals secrets.
#[derive(Clone, Debug)]
pub struct Secrets;
