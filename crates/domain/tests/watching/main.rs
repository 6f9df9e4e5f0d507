//! The watcher of a mailbox at work: a real Postgres, a real Dovecot, and between Kurier and it a gate that misbehaves.

mod office;
mod refusals;

mod watcher;
