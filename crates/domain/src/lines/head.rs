//! What a line says in words: the first subject, the latest words, who takes part.

use chrono::{DateTime, Utc};
use kurier_model::{Address, ThreadId, inbox::Person};
use std::collections::{BTreeSet, HashMap, HashSet};

/// More people than this are not named on a thread's line.
const PEOPLE: usize = 6;
/// People are looked for in so many of the latest messages.
pub(super) const LATEST: usize = 30;

/// One of the latest messages of a thread.
#[derive(Clone, Debug)]
pub struct Latest {
    pub thread: ThreadId,
    pub subject: String,
    pub from: Option<Address>,
    /// The first recipients: whom a sent message is to.
    pub to: Vec<Address>,
    pub received_at: DateTime<Utc>,
    pub snippet: String,
    pub is_mine: bool,
}

/// The words of a thread's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub thread: ThreadId,
    pub subject: String,
    pub people: Vec<Person>,
    pub snippet: String,
    pub last_at: DateTime<Utc>,
}

/// The latest messages of threads.
#[derive(Debug, Default)]
pub struct Latests(HashMap<ThreadId, Vec<Latest>>);

impl Latests {
    pub fn of(messages: Vec<Latest>) -> Self {
        let mut by_thread: HashMap<ThreadId, Vec<Latest>> = HashMap::new();
        for message in messages {
            by_thread.entry(message.thread).or_default().push(message);
        }
        Self(by_thread)
    }

    /// Where there are more than were asked for, the first one lies further back.
    pub fn long(&self) -> BTreeSet<ThreadId> {
        self.0.iter().filter(|(_, messages)| messages.len() >= LATEST).map(|(thread, _)| *thread).collect()
    }
}

/// The heads of threads; the `first` subjects are those of long ones. A thread with no message in any folder keeps the words it had
/// last.
pub fn of(latest: Latests, first: &HashMap<ThreadId, String>) -> Vec<Head> {
    latest
        .0
        .into_iter()
        .filter_map(|(thread, messages)| {
            let (last, oldest) = (messages.first()?, messages.last()?);
            Some(Head {
                thread,
                subject: first.get(&thread).unwrap_or(&oldest.subject).clone(),
                people: people(&messages),
                snippet: last.snippet.clone(),
                last_at: last.received_at,
            })
        })
        .collect()
}

/// Who takes part, latest first (as `latest` is). In a thread that only we have written in, whom we wrote to.
fn people(latest: &[Latest]) -> Vec<Person> {
    let mut seen = HashSet::new();
    let mut people = Vec::new();
    let authors = latest.iter().filter_map(|message| Some((message.from.as_ref()?, message.is_mine)));
    let only_mine = latest.iter().all(|message| message.is_mine);
    let recipients =
        latest.iter().filter(|_| only_mine).flat_map(|message| &message.to).map(|to| (to, false));
    for (address, is_me) in recipients.chain(authors) {
        if people.len() < PEOPLE && seen.insert(address.key()) {
            people.push(Person {
                name: address.readable_label().into_owned(),
                address: address.address.clone(),
                is_me,
            });
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(hour: u32, from: &str, is_mine: bool) -> Latest {
        Latest {
            thread: ThreadId::new(),
            subject: format!("subject {hour}"),
            from: Some(Address::bare(from)),
            to: vec![Address::named("Klient", "klient@firma.pl")],
            received_at: format!("2026-01-01T{hour:02}:00:00Z").parse().unwrap(),
            snippet: format!("snippet {hour}"),
            is_mine,
        }
    }

    #[test]
    fn the_latest_is_named_first_and_everybody_once() {
        let latest = [
            message(10, "anna@kurier.pl", true),
            message(9, "klient@firma.pl", false),
            message(8, "anna@kurier.pl", true),
        ];
        let people = people(&latest);
        assert_eq!(people.iter().map(|person| person.is_me).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn a_thread_of_mine_alone_shows_whom_it_is_to() {
        let people = people(&[message(8, "anna@kurier.pl", true)]);
        assert_eq!(people.first().map(|person| person.name.as_str()), Some("Klient"));
    }
}
