//! The watchers of mailboxes as they run for months: against a real Dovecot, through a gate that makes trouble when told.

mod folders;
mod long_thread;
mod office;
mod random;
mod refusals;
mod steps;
mod truth;
mod watching;
mod worker;
