//! What people do with mail all day: answer it, decide on it, keep their leads.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod leads;
mod office;
mod outbox;
