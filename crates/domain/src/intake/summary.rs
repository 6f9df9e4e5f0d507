//! What a thread's line says, computed from its messages in one place, whether they just came or lie there for years.

mod store;

pub use store::Counts;

use crate::{Result, Tx};
use chrono::{DateTime, Utc};
use kurier_model::{Address, FolderId, MessageId, ThreadId, WorkspaceId, inbox::Person};
use std::collections::{BTreeMap, HashMap, HashSet};

/// More people than this are not named on a thread's line.
const PEOPLE: usize = 6;

/// What the summary needs of a message.
#[derive(Clone, Debug)]
pub struct MessageFact {
    pub id: MessageId,
    pub thread: ThreadId,
    pub subject: String,
    pub from: Option<Address>,
    /// The first recipients: whom a sent message is to.
    pub to: Vec<Address>,
    pub received_at: DateTime<Utc>,
    pub snippet: String,
    pub is_mine: bool,
    pub has_attachments: bool,
}

/// What the summary needs of a placement that is not leaving.
#[derive(Clone, Copy, Debug)]
pub struct PlacementFact {
    pub message: MessageId,
    pub folder: FolderId,
    pub seen: bool,
    pub flagged: bool,
    pub answered: bool,
}

/// A thread's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadSummary {
    pub subject: String,
    pub people: Vec<Person>,
    pub snippet: String,
    pub last_at: DateTime<Utc>,
    pub messages: i32,
    pub unread: i32,
    pub flagged: bool,
    pub answered: bool,
    pub attachments: bool,
}

/// A thread's line in one folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FolderSummary {
    pub folder: FolderId,
    pub thread: ThreadId,
    pub last_at: DateTime<Utc>,
    pub unread: bool,
    pub flagged: bool,
}

/// Computes a thread's lines. `messages` are all of one thread; a message in no folder any more does not count. `None`
/// when none is left.
pub fn summarise(
    thread: ThreadId,
    messages: &[&MessageFact],
    placements: &HashMap<MessageId, Vec<PlacementFact>>,
) -> Option<(ThreadSummary, Vec<FolderSummary>)> {
    let mut placed: Vec<&MessageFact> =
        messages.iter().copied().filter(|message| placements.contains_key(&message.id)).collect();
    placed.sort_by_key(|message| (message.received_at, message.id));
    let (first, last) = (placed.first()?, placed.last()?);

    let mut folders: BTreeMap<FolderId, FolderSummary> = BTreeMap::new();
    let (mut unread, mut flagged, mut answered) = (0, false, false);
    for message in &placed {
        let places = placements.get(&message.id).map(Vec::as_slice).unwrap_or_default();
        let unseen = |place: &PlacementFact| !place.seen && !is_read_by_writing(message);
        unread += i32::from(places.iter().any(unseen));
        flagged |= places.iter().any(|place| place.flagged);
        answered |= places.iter().any(|place| place.answered);
        for place in places {
            let line = folders.entry(place.folder).or_insert(FolderSummary {
                folder: place.folder,
                thread,
                last_at: message.received_at,
                unread: false,
                flagged: false,
            });
            line.last_at = line.last_at.max(message.received_at);
            line.unread |= unseen(place);
            line.flagged |= place.flagged;
        }
    }
    let summary = ThreadSummary {
        subject: first.subject.clone(),
        people: people(&placed),
        snippet: last.snippet.clone(),
        last_at: last.received_at,
        messages: i32::try_from(placed.len()).unwrap_or(i32::MAX),
        unread,
        flagged,
        answered,
        attachments: placed.iter().any(|message| message.has_attachments),
    };
    Some((summary, folders.into_values().collect()))
}

/// Who takes part, latest first. In a thread that only we have written in, whom we wrote to.
fn people(placed: &[&MessageFact]) -> Vec<Person> {
    let mut seen = HashSet::new();
    let mut people = Vec::new();
    let authors = placed.iter().rev().filter_map(|message| Some((message.from.as_ref()?, message.is_mine)));
    let only_mine = placed.iter().all(|message| message.is_mine);
    let recipients =
        placed.iter().rev().filter(|_| only_mine).flat_map(|message| &message.to).map(|to| (to, false));
    for (address, is_me) in recipients.chain(authors) {
        if people.len() < PEOPLE && seen.insert(address.key()) {
            people.push(Person { name: address.label().to_owned(), address: address.address.clone(), is_me });
        }
    }
    people
}

/// What we wrote ourselves is not news to us, whatever its flags say, unless we wrote it to ourselves.
fn is_read_by_writing(message: &MessageFact) -> bool {
    let to_myself = |from: &Address| message.to.iter().any(|to| to.key() == from.key());
    message.is_mine && !message.from.as_ref().is_some_and(to_myself)
}

/// Computes the lines of these threads again and stores what changed: the threads, their folders' lists, the counts.
/// Threads with no message in any folder keep their last line and appear in no folder.
pub async fn refresh(tx: &mut Tx, workspace: WorkspaceId, threads: &[ThreadId]) -> Result<()> {
    if threads.is_empty() {
        return Ok(());
    }
    let messages = store::message_facts(tx, threads).await?;
    let mut placements: HashMap<MessageId, Vec<PlacementFact>> = HashMap::new();
    for place in store::placement_facts(tx, threads).await? {
        placements.entry(place.message).or_default().push(place);
    }
    let mut by_thread: HashMap<ThreadId, Vec<&MessageFact>> = HashMap::new();
    for message in &messages {
        by_thread.entry(message.thread).or_default().push(message);
    }
    let mut summaries = Vec::new();
    let mut lines = Vec::new();
    for (&thread, messages) in &by_thread {
        if let Some((summary, folders)) = summarise(thread, messages, &placements) {
            summaries.push((thread, summary));
            lines.extend(folders);
        }
    }
    store::put_summaries(tx, &summaries).await?;
    store::replace_lines(tx, workspace, threads, &lines).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(thread: ThreadId, hour: u32, from: &str, is_mine: bool) -> MessageFact {
        MessageFact {
            id: MessageId::new(),
            thread,
            subject: format!("subject {hour}"),
            from: Some(Address::bare(from)),
            to: vec![Address::named("Klient", "klient@firma.pl")],
            received_at: format!("2026-01-01T{hour:02}:00:00Z").parse().unwrap(),
            snippet: format!("snippet {hour}"),
            is_mine,
            has_attachments: false,
        }
    }

    #[test]
    fn a_thread_is_told_by_its_first_subject_and_its_latest_words() {
        let (thread, inbox, sent) = (ThreadId::new(), FolderId::new(), FolderId::new());
        let (asked, answered) =
            (message(thread, 8, "klient@firma.pl", false), message(thread, 9, "anna@kurier.pl", true));
        let gone = message(thread, 10, "klient@firma.pl", false);
        let place = |folder, message: &MessageFact, seen| {
            (
                message.id,
                vec![PlacementFact { message: message.id, folder, seen, flagged: false, answered: false }],
            )
        };
        let placements = HashMap::from([place(inbox, &asked, false), place(sent, &answered, true)]);
        let (summary, folders) = summarise(thread, &[&answered, &gone, &asked], &placements).unwrap();
        assert_eq!((summary.subject.as_str(), summary.snippet.as_str()), ("subject 8", "snippet 9"));
        assert_eq!((summary.messages, summary.unread), (2, 1));
        assert_eq!(summary.people.iter().map(|person| person.is_me).collect::<Vec<_>>(), [true, false]);
        let unread: HashMap<_, _> = folders.iter().map(|line| (line.folder, line.unread)).collect();
        assert_eq!(unread, HashMap::from([(inbox, true), (sent, false)]));
    }

    #[test]
    fn what_we_wrote_is_not_unread() {
        let thread = ThreadId::new();
        let mine = message(thread, 8, "anna@kurier.pl", true);
        let note = MessageFact {
            to: vec![Address::bare("Anna@kurier.pl")],
            ..message(thread, 9, "anna@kurier.pl", true)
        };
        for (message, unread) in [(mine, 0), (note, 1)] {
            let place = PlacementFact {
                message: message.id,
                folder: FolderId::new(),
                seen: false,
                flagged: false,
                answered: false,
            };
            let (summary, lines) =
                summarise(thread, &[&message], &HashMap::from([(message.id, vec![place])])).unwrap();
            assert_eq!((summary.unread, lines[0].unread), (unread, unread == 1));
        }
    }

    #[test]
    fn a_thread_of_mine_alone_shows_whom_it_is_to() {
        let thread = ThreadId::new();
        let mine = message(thread, 8, "anna@kurier.pl", true);
        let places = vec![PlacementFact {
            message: mine.id,
            folder: FolderId::new(),
            seen: true,
            flagged: false,
            answered: false,
        }];
        let (summary, _) = summarise(thread, &[&mine], &HashMap::from([(mine.id, places)])).unwrap();
        assert_eq!(summary.people.first().map(|person| person.name.as_str()), Some("Klient"));
        assert!(summarise(thread, &[&mine], &HashMap::new()).is_none());
    }
}
