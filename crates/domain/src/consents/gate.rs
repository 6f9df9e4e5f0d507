//! Whether a message may go to a person, by what is known of them: one table, without a database.

use kurier_model::consent::{Ground, Purpose, Standing};

/// What the answer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// The workspace asks for a legal basis.
    pub(super) required: bool,
    pub(super) standing: Standing,
    /// It belongs to something that they have asked for: a ticket.
    pub(super) is_transactional: bool,
    /// A basis was given for this message.
    pub(super) once: Option<Purpose>,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may go, and relies on this.
    Clear(Ground),
    /// It may go, though they do not want such mail: the workspace leaves that to whoever writes.
    Unwanted,
    /// Not without grounds.
    NoGrounds,
}

/// Who wants no mail at all gets none but what belongs to something that they asked for, whatever the workspace asks for. Who does not want
/// mail of this sort gets what a workspace with a basis has a basis for. A message that is said to be commercial is not about a ticket.
pub(super) fn weigh(question: Question) -> Verdict {
    let Question { required, standing, is_transactional, once } = question;
    if is_transactional && once != Some(Purpose::Commercial) {
        return Verdict::Clear(Ground::Transactional);
    }
    match (standing, once) {
        (Standing::Subscribed, _) => Verdict::Clear(Ground::Subscription),
        (Standing::OptedOut | Standing::Unsubscribed, Some(Purpose::Transactional))
        | (Standing::Unknown, Some(_)) => Verdict::Clear(Ground::OneTime),
        (Standing::OptedOut, _) => Verdict::NoGrounds,
        (Standing::Unsubscribed | Standing::Unknown, _) if required => Verdict::NoGrounds,
        (Standing::Unsubscribed, _) => Verdict::Unwanted,
        (Standing::Unknown, None) => Verdict::Clear(Ground::NotAsked),
    }
}
