//! What a page asks the server for before it is drawn.

mod answer;
#[cfg(feature = "ssr")]
mod drawing;
mod question;

use self::answer::Answer;
use self::question::{Fetch, Question};
use super::ApiError;
use super::unread::Unread;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

#[cfg(feature = "ssr")]
pub use self::drawing::Drawing;

/// Asked once by the server, which draws the page with the answer and sends it along; again by the browser, when the key says something
/// else. It is carried unread and read where it is shown. All have the same type inside, so the machinery is in the first
/// download once and not for every type that a page asks for.
pub struct Fetched<T> {
    question: Question,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Fetched<T> {}

impl<T: DeserializeOwned + 'static> Fetched<T> {
    /// Asks with `fetch`, and again when `key` says something else. By its name, which no other question of a page has, the browser
    /// finds the answer in the page that the server has drawn, and the server what it has asked already.
    pub fn new<K, F>(
        name: &'static str,
        key: impl Fn() -> K + Send + Sync + 'static,
        fetch: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        K: ToString,
        F: Future<Output = Result<Unread<T>, ApiError>> + Send + 'static,
    {
        let key = move || key().to_string();
        let fetch: Fetch = Box::new(move || -> Pin<Box<dyn Future<Output = Answer> + Send>> {
            let answer = fetch();
            Box::pin(async move { answer.await.map(Unread::into_json) })
        });
        Self { question: Question::ask(name, Box::new(key), fetch), of: PhantomData }
    }

    /// The answer, when it is there. Tracks; to be awaited inside `<Transition>`.
    ///
    /// # Errors
    /// Those of the server function.
    pub async fn read(self) -> Result<T, ApiError> {
        self.question.answer.await.and_then(|answer| Ok(Unread::new(answer).read()?))
    }

    /// The answer, when it is there, for a view that is not drawn anew when another comes: it has its values from `follow`.
    ///
    /// # Errors
    /// Those of the server function.
    pub async fn first(self) -> Result<T, ApiError> {
        ScopedFuture::new_untracked(self.read()).await
    }

    /// Draws anew what is being drawn when another answer comes.
    pub fn track(self) {
        self.question.answer.track();
    }

    /// The answer, if it is there already. Tracks.
    #[must_use]
    pub fn now(self) -> Option<Result<T, ApiError>> {
        self.question.answer.get().map(|answer| answer.and_then(|answer| Ok(Unread::new(answer).read()?)))
    }

    /// The answer as it came, if it is there already. Tracks.
    #[must_use]
    pub fn unread(self) -> Option<Result<Unread<T>, ApiError>> {
        self.question.answer.get().map(|answer| answer.map(Unread::new))
    }

    /// Asks again.
    pub fn refetch(self) {
        self.question.again();
    }
}

impl<T: DeserializeOwned + PartialEq + Send + Sync + 'static> Fetched<T> {
    /// What `first` gave and every answer after it, so that what is open in a view (a menu, a dialog, half a password) stays when
    /// there is news. An answer that does not `fit` into this view asks for another one.
    pub fn follow(self, first: T, fits: impl Fn(&T) -> bool + 'static, redraw: Callback<()>) -> RwSignal<T> {
        let value = RwSignal::new(first);
        Effect::new(move || match self.now() {
            Some(Ok(now)) if fits(&now) => value.maybe_update(|value| {
                let is_news = *value != now;
                *value = now;
                is_news
            }),
            // What is open stays, and what is shown with it, when it could not be read again: there will be other news.
            Some(Err(error)) if error != ApiError::NotFound => {}
            Some(_) => redraw.run(()),
            None => {}
        });
        value
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{Drawing, Fetched, Unread};
    use crate::ui::lasting;
    use any_spawner::Executor;
    use futures::StreamExt;
    use hydration_context::{SharedContext, SsrSharedContext};
    use leptos::prelude::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[component]
    fn Outer(times: Arc<AtomicU32>) -> impl IntoView {
        let outer = Fetched::<u32>::new("outer", || 0, || async { Ok(Unread::of(&7)?) });
        view! {
            <Transition>
                {move || {
                    let times = times.clone();
                    lasting(async move {
                        let _ = outer.read().await;
                        let is_shown = RwSignal::new(true);
                        view! { {move || is_shown.get().then(|| view! { <Inner times=times.clone() /> })} }
                    })
                }}
            </Transition>
        }
    }

    /// Says another thing whenever it is asked.
    #[component]
    fn Inner(times: Arc<AtomicU32>) -> impl IntoView {
        let inner = Fetched::<u32>::new(
            "inner",
            || 0,
            move || {
                let time = times.fetch_add(1, Ordering::SeqCst) + 1000;
                async move {
                    Executor::tick().await;
                    Ok(Unread::of(&time)?)
                }
            },
        );
        view! { <Transition>{move || lasting(async move { view! { <b>{inner.read().await.ok()}</b> } })}</Transition> }
    }

    #[tokio::test]
    async fn a_page_is_drawn_with_the_answer_that_is_sent_along_and_asks_once() {
        let _ = Executor::init_tokio();
        let page = Arc::new(SsrSharedContext::new());
        let times = Arc::new(AtomicU32::new(0));
        let owner = Owner::new_root(Some(page.clone()));
        let html = owner.with(|| {
            Drawing::provide();
            view! { <Outer times=times.clone() /> }.to_html_stream_in_order()
        });
        let html: String = html.collect().await;
        let sent: String = page.pending_data().unwrap().collect().await;
        assert_eq!(times.load(Ordering::SeqCst), 1);
        assert!(html.contains(">1000<"), "{html}");
        assert!(sent.contains("{\\\"Ok\\\":1000}"), "{sent}");
        assert_eq!(sent.matches("_RESOURCES[").count(), 2, "{sent}");

        let witness = Arc::downgrade(&page);
        drop(page);
        drop(owner);
        // The one that is current.
        let _ = Owner::new_root(None);
        for _ in 0..100 {
            Executor::tick().await;
        }
        assert!(witness.upgrade().is_none(), "nobody keeps what was sent");
    }
}
