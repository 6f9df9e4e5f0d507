//! What a gate is told to do.

/// What happens to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// `NO` or `BAD` with this text; the server never hears of the command.
    Refuse(String),
    /// The connection ends; the server never hears of the command.
    Cut,
    /// The server does it, and the connection ends before its answer comes through.
    CutAfter,
    /// Neither the command nor anything after it goes on until [`super::Gate::relent`].
    Stall,
    /// The server does it; its answer and everything after it come through after [`super::Gate::relent`].
    StallAnswer,
}

impl Reaction {
    /// `NO [code] text`; without a code when it is empty.
    pub fn no(code: &str, text: &str) -> Self {
        let code = if code.is_empty() { String::new() } else { format!("[{code}] ") };
        Self::Refuse(format!("NO {code}{text}"))
    }

    /// `BAD text`.
    pub fn bad(text: &str) -> Self {
        Self::Refuse(format!("BAD {text}"))
    }
}

/// Commands that are meant, and what happens to them.
#[derive(Debug, Clone)]
pub struct Order {
    verb: String,
    argument: Option<String>,
    reaction: Reaction,
    left: Option<usize>,
}

impl Order {
    /// Every command of this verb (`MOVE` means `UID MOVE` too), for ever.
    pub fn new(verb: &str, reaction: Reaction) -> Self {
        Self { verb: verb.to_owned(), argument: None, reaction, left: None }
    }

    /// Only those in whose arguments these words stand: a folder, a flag.
    pub fn to(mut self, argument: &str) -> Self {
        self.argument = Some(argument.to_owned());
        self
    }

    /// Only so often.
    pub const fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    pub(super) fn applies_to(&mut self, command: &str) -> Option<Reaction> {
        let meant = is_verb(command, &self.verb)
            && self.argument.as_ref().is_none_or(|argument| command.contains(argument.as_str()));
        if !meant || self.left == Some(0) {
            return None;
        }
        self.left = self.left.map(|left| left - 1);
        Some(self.reaction.clone())
    }
}

/// Whether a command (without its tag) is of this verb.
pub(super) fn is_verb(command: &str, verb: &str) -> bool {
    let is = |command: &str| {
        command.get(..verb.len()).is_some_and(|start| start.eq_ignore_ascii_case(verb))
            && command.get(verb.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    is(command) || command.get(..4).is_some_and(|uid| uid.eq_ignore_ascii_case("UID ")) && is(&command[4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_apply_to_what_they_name_as_often_as_they_say() {
        let mut order = Order::new("MOVE", Reaction::Cut).to("Archive").times(1);
        assert_eq!(order.applies_to("UID STORE 1 +FLAGS (\\Seen)"), None);
        assert_eq!(order.applies_to("UID MOVE 1 \"Trash\""), None);
        assert_eq!(order.applies_to("uid move 1 \"Archive\""), Some(Reaction::Cut));
        assert_eq!(order.applies_to("UID MOVE 1 \"Archive\""), None);
        assert!(!is_verb("UNSELECT", "UN") && is_verb("IDLE", "idle"));
    }
}
