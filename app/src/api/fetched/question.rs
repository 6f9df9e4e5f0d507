//! A question to the server and its answer.
//!
//! Leptos' resources are numbered in the order in which they are made, and the answers that the server sends along go by these
//! numbers. But the server makes what stands in a closure inside a boundary several times, to see what it has to wait for: it
//! asked several times, drew the page with the last answer and sent the first one along. When something changed between the two, the
//! browser found another page than it expected, and the page stayed asleep. So a question has a name, which is its own on a page.

use super::answer::Answer;
#[cfg(not(feature = "ssr"))]
use super::answer::id;
#[cfg(feature = "ssr")]
use super::drawing::Drawing;
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;

pub(super) type Key = Box<dyn Fn() -> String + Send + Sync>;
pub(super) type Fetch = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;

/// A question whose answer is on its way, or here.
#[derive(Clone, Copy)]
pub(super) struct Question {
    pub(super) answer: AsyncDerived<Answer>,
    times: RwSignal<u32>,
}

impl Question {
    /// Asks, unless the server has asked while it drew this page; and again when `key` says something else.
    pub(super) fn ask(name: &'static str, key: Key, fetch: Fetch) -> Self {
        let times = ArcRwSignal::new(0);
        let times_asked = times.clone();
        let source = ArcMemo::new(move |_| (times_asked.get(), key()));
        let answer = answer(name, source, fetch);
        Self { answer: answer.into(), times: times.into() }
    }

    /// Asks again.
    pub(super) fn again(self) {
        self.times.update(|times| *times += 1);
    }
}

/// While the page wakes: the answer that the server has sent along with it; afterwards another.
#[cfg(not(feature = "ssr"))]
fn answer(name: &str, source: ArcMemo<(u32, String)>, fetch: Fetch) -> ArcAsyncDerived<Answer> {
    // The key is read, so that it is known what it depends on.
    source.with_untracked(|_| ());
    let page = Owner::current_shared_context().filter(|_| !crate::ui::is_awake());
    let sent = page.and_then(|page| page.read_data(&id(name)));
    let known = sent.and_then(|sent| serde_json::from_str(&sent).ok());
    fetching(known, source, fetch)
}

/// The answer to the same question in the drawing of the same page, or another, which is sent along.
#[cfg(feature = "ssr")]
fn answer(name: &'static str, source: ArcMemo<(u32, String)>, fetch: Fetch) -> ArcAsyncDerived<Answer> {
    let key = source.with_untracked(|(_, key)| key.clone());
    let ask = move || fetching(None, source, fetch);
    match use_context::<Drawing>() {
        Some(drawing) => drawing.answer(name, key, ask),
        None => ask(),
    }
}

fn fetching(known: Option<Answer>, source: ArcMemo<(u32, String)>, fetch: Fetch) -> ArcAsyncDerived<Answer> {
    // Nobody else keeps the source.
    let kept = source.clone();
    let fetch = move || {
        kept.track();
        fetch()
    };
    ArcAsyncDerived::new_with_manual_dependencies(known, fetch, &source)
}
