//! Whether, and on what grounds, people may be written to: legal bases, subscriptions, opt-outs, and what each message relied on.
//!
//! What a person agreed to is written down and never changed; how they stand is read out of it ([`standing`]), and whether a message may
//! go is one table over that ([`gate`]). The outbox asks before it takes a message, whichever way it comes.

mod asking;
mod gate;
mod giving;
mod history;
mod joining;
mod leaving;
mod settings;
mod standing;
mod store;
mod way_out;
mod written;

pub(crate) use asking::{Recipients, Weighed, as_seen, ask, opted_out_since, unwanted_since};
pub(crate) use giving::give;
pub(crate) use joining::{Joined, part};
pub(crate) use store::{rely, went_out};
pub(crate) use way_out::{Leaving, keep_way_out, leaving_of};

use crate::kurier::Kurier;

/// Verbs about what people agreed to.
#[derive(Debug)]
pub struct Consents<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// What people agreed to, and what they want no more.
    #[must_use]
    pub const fn consents(&self) -> Consents<'_> {
        Consents { kurier: self }
    }
}
