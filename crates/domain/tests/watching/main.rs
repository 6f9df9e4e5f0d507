//! The watcher of a mailbox at work: a real Postgres, a real Dovecot, and between Kurier and it a gate that misbehaves.

mod connecting;
mod exactly;
mod folders;
mod halves;
mod leases;
mod merging;
mod office;
mod refusals;
mod steps;
mod trouble;
mod watcher;
