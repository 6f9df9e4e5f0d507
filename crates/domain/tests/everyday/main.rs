//! What people do with mail all day: answer it, decide on it, keep their leads.

mod authors;
mod crossing;
mod jobs;
mod leads;
mod long_thread;
mod office;
mod outbox;
mod resending;
mod search;
mod wall;
mod who;
