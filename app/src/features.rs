//! One folder a feature: its server functions (`api.rs`), its pages and their parts.

pub mod compose;
pub mod inbox;
pub mod leads;
pub mod ready;
pub mod settings;
pub mod sign_in;
