//! What people do with mail all day: answer it, decide on it, keep their leads.

mod assistant;
mod authors;
mod begun;
mod conversations;
mod crossing;
mod jobs;
mod leads;
mod long_thread;
mod machines;
mod office;
mod outbox;
mod paused;
mod ready;
mod record_lists;
mod records;
mod resending;
mod search;
mod wall;
mod who;
