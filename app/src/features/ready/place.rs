//! Where one is in the queue: what the address says.

use crate::state::Replacing;
use kurier_model::ThreadId;
use kurier_model::ready::{Age, ReadyFilter, ReadyQuery};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::location::Url;
use leptos_router::params::ParamsMap;

fn read(query: &ParamsMap) -> ReadyQuery {
    let filter = match query.get_str("filter") {
        Some("later") => ReadyFilter::Postponed,
        Some("ignored") => ReadyFilter::Ignored,
        _ => ReadyFilter::Ready,
    };
    ReadyQuery {
        filter,
        mailbox: query.get_str("mailbox").and_then(|id| id.parse().ok()),
        from: query.get_str("from").unwrap_or_default().trim().to_owned(),
        age: query.get_str("age").and_then(Age::from_address),
    }
}

/// The address of a part of the queue.
#[must_use]
pub fn url(query: &ReadyQuery) -> String {
    let mut parts = Vec::new();
    match query.filter {
        ReadyFilter::Ready => {}
        ReadyFilter::Postponed => parts.push("filter=later".to_owned()),
        ReadyFilter::Ignored => parts.push("filter=ignored".to_owned()),
    }
    if let Some(mailbox) = query.mailbox {
        parts.push(format!("mailbox={mailbox}"));
    }
    if !query.from.is_empty() {
        parts.push(format!("from={}", Url::escape(&query.from)));
    }
    if let Some(age) = query.age {
        parts.push(format!("age={}", age.as_str()));
    }
    if parts.is_empty() { "/ready".to_owned() } else { format!("/ready?{}", parts.join("&")) }
}

/// Where the page is now.
pub fn use_place() -> Memo<ReadyQuery> {
    let query = use_query_map();
    Memo::new(move |_| query.with(read))
}

/// The thread that the address asks for among them.
pub fn use_wanted() -> Memo<Option<ThreadId>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get_str("thread").and_then(|id| id.parse().ok())))
}

/// Goes to another part of the queue; what is open beside it stays.
#[derive(Clone, Copy)]
pub struct GoTo(Replacing);

impl GoTo {
    pub fn new() -> Self {
        Self(Replacing::here())
    }

    pub fn part(self, query: &ReadyQuery) {
        self.0.to(&url(query));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_model::MailboxId;

    #[test]
    fn the_place_is_in_the_address() {
        let mut params = ParamsMap::new();
        assert_eq!(url(&read(&params)), "/ready");
        let mailbox = MailboxId::new();
        for (key, value) in [
            ("filter", "later"),
            ("mailbox", &mailbox.to_string()),
            ("from", " anna & co "),
            ("age", "over_week"),
        ] {
            params.insert(key, value.to_owned());
        }
        let place = read(&params);
        assert_eq!(place.filter, ReadyFilter::Postponed);
        assert_eq!(
            url(&place),
            format!("/ready?filter=later&mailbox={mailbox}&from=anna%20%26%20co&age=over_week")
        );
        params.replace("mailbox", "nothing".to_owned());
        params.replace("age", "never".to_owned());
        assert_eq!((read(&params).mailbox, read(&params).age), (None, None));
    }
}
