//! Where a person is in their mail, as the address bar says it: folder or search, filter, open thread.

use kurier_model::{FolderId, ThreadId, inbox::ThreadFilter};
use serde::{Deserialize, Serialize};

/// Everything about the inbox that is worth a link or a step back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What the list shows.
    pub list: ListKey,
    /// The thread that is open.
    pub thread: Option<ThreadId>,
}

/// What a thread list shows; two lists with the same key hold the same threads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListKey {
    /// Folder or search.
    pub view: View,
    /// Only unread, only flagged; a search has none.
    pub filter: ThreadFilter,
}

/// Folder or search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum View {
    /// No folder named: the first inbox is meant.
    #[default]
    Start,
    Folder(FolderId),
    /// The words as they were typed; empty when nothing was typed yet.
    Search(String),
}

impl ListKey {
    /// The folder, when the list shows one.
    #[must_use]
    pub const fn folder(&self) -> Option<FolderId> {
        match self.view {
            View::Folder(folder) => Some(folder),
            View::Start | View::Search(_) => None,
        }
    }

    /// The words that are searched for, when the list shows hits.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        match &self.view {
            View::Search(words) => Some(words.trim()),
            View::Start | View::Folder(_) => None,
        }
    }
}

impl Place {
    /// Reads a path and the decoded query parameters `q`, `filter`, `thread`. Ids that are none are ignored; the address of
    /// another page, as it is for a moment while that page is loaded, is none.
    #[must_use]
    pub fn read(path: &str, parameter: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let filter = match parameter("filter").as_deref() {
            Some("unread") => ThreadFilter::Unread,
            Some("flagged") => ThreadFilter::Flagged,
            _ => ThreadFilter::All,
        };
        match parts.next()? {
            "search" => {
                let view = View::Search(parameter("q").unwrap_or_default());
                let thread = parameter("thread").and_then(|id| id.parse().ok());
                Some(Self { list: ListKey { view, filter: ThreadFilter::All }, thread })
            }
            "inbox" => {
                let view = parts.next().and_then(|id| id.parse().ok()).map_or(View::Start, View::Folder);
                let thread = parts.next().and_then(|id| id.parse().ok());
                Some(Self { list: ListKey { view, filter }, thread })
            }
            _ => None,
        }
    }

    /// A folder with nothing open.
    #[must_use]
    pub fn folder(folder: FolderId) -> Self {
        Self { list: ListKey { view: View::Folder(folder), filter: ThreadFilter::All }, thread: None }
    }

    /// The hits of a search with nothing open.
    #[must_use]
    pub fn search(words: &str) -> Self {
        Self {
            list: ListKey { view: View::Search(words.to_owned()), filter: ThreadFilter::All },
            thread: None,
        }
    }

    /// The same list with another thread open, or none.
    #[must_use]
    pub fn with_thread(&self, thread: Option<ThreadId>) -> Self {
        Self { list: self.list.clone(), thread }
    }

    /// The same folder with another filter and nothing open.
    #[must_use]
    pub fn with_filter(&self, filter: ThreadFilter) -> Self {
        Self { list: ListKey { view: self.list.view.clone(), filter }, thread: None }
    }

    /// The address: `/inbox/{folder}/{thread}?filter=unread` or `/search?q=…&thread=…`.
    #[must_use]
    pub fn href(&self) -> String {
        match &self.list.view {
            View::Start => "/inbox".to_owned(),
            View::Search(words) => {
                let thread = self.thread.map(|id| format!("&thread={id}")).unwrap_or_default();
                format!("/search?q={}{thread}", encode(words))
            }
            View::Folder(folder) => {
                let thread = self.thread.map(|id| format!("/{id}")).unwrap_or_default();
                let filter = match self.list.filter {
                    ThreadFilter::All => "",
                    ThreadFilter::Unread => "?filter=unread",
                    ThreadFilter::Flagged => "?filter=flagged",
                };
                format!("/inbox/{folder}{thread}{filter}")
            }
        }
    }
}

/// Percent-encodes a query value (RFC 3986 §2.1).
fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn a_place_survives_the_address_bar() {
        let (folder, thread) = (FolderId::new(), ThreadId::new());
        let place = Place::folder(folder).with_thread(Some(thread));
        assert_eq!(place.href(), format!("/inbox/{folder}/{thread}"));
        assert_eq!(Place::read(&place.href(), none), Some(place));
        let unread = Place::folder(folder).with_filter(ThreadFilter::Unread);
        assert_eq!(unread.href(), format!("/inbox/{folder}?filter=unread"));
        let read =
            Place::read(&format!("/inbox/{folder}"), |name| (name == "filter").then(|| "unread".into()));
        assert_eq!(read, Some(unread));
    }

    #[test]
    fn words_are_encoded() {
        assert_eq!(Place::search("żółw & co").href(), "/search?q=%C5%BC%C3%B3%C5%82w%20%26%20co");
    }

    #[test]
    fn nonsense_is_the_start() {
        assert_eq!(Place::read("/inbox/nonsense/x", none), Some(Place::default()));
        assert_eq!(Place::read("/inbox", none).unwrap().href(), "/inbox");
    }

    #[test]
    fn other_pages_are_no_place() {
        let address = format!("/compose/{}", FolderId::new());
        assert_eq!(Place::read(&address, none), None);
        assert_eq!(Place::read("/", none), None);
    }
}
