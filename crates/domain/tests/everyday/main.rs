//! What people do with mail all day: answer it, decide on it, keep their leads.

mod leads;
mod office;
mod outbox;
mod search;
mod who;
