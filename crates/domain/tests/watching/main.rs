//! The watcher of a mailbox at work: a real Postgres, a real Dovecot, and between Kurier and it a gate that misbehaves.

mod exactly;
mod folders;
mod halves;
mod merging;
mod office;
mod refusals;
mod steps;
mod trouble;
mod watcher;
