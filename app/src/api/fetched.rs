//! What a page asks the server for before it is drawn.

use super::ApiError;
use super::unread::{RawJson, Unread};
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

type Answer = Result<RawJson, ApiError>;
type Key = Box<dyn Fn() -> String + Send + Sync>;
type Fetch = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;

/// A blocking resource that is carried unread and read where it is shown. All have the same type inside, so the machinery of a
/// resource is in the first download once and not for every type that a page asks for.
pub struct Fetched<T> {
    answer: Resource<Answer>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Fetched<T> {}

impl<T: DeserializeOwned + 'static> Fetched<T> {
    /// Asks with `fetch`, and again when `key` says something else.
    pub fn new<K, F>(
        key: impl Fn() -> K + Send + Sync + 'static,
        fetch: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        K: ToString,
        F: Future<Output = Result<Unread<T>, ApiError>> + Send + 'static,
    {
        let key = move || key().to_string();
        let fetch = move || -> Pin<Box<dyn Future<Output = Answer> + Send>> {
            let answer = fetch();
            Box::pin(async move { answer.await.map(Unread::into_json) })
        };
        Self { answer: resource(Box::new(key), Box::new(fetch)), of: PhantomData }
    }

    /// The answer, when it is there. Tracks; to be awaited inside `<Suspense>` or `<Transition>`.
    ///
    /// # Errors
    /// Those of the server function.
    pub async fn read(self) -> Result<T, ApiError> {
        self.answer.await.and_then(|answer| Ok(Unread::new(answer).read()?))
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
        self.answer.track();
    }

    /// The answer, if it is there already. Tracks.
    #[must_use]
    pub fn now(self) -> Option<Result<T, ApiError>> {
        self.answer.get().map(|answer| answer.and_then(|answer| Ok(Unread::new(answer).read()?)))
    }

    /// The answer as it came, if it is there already. Tracks.
    #[must_use]
    pub fn unread(self) -> Option<Result<Unread<T>, ApiError>> {
        self.answer.get().map(|answer| answer.map(Unread::new))
    }

    /// Asks again.
    pub fn refetch(self) {
        self.answer.refetch();
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

fn resource(key: Key, fetch: Fetch) -> Resource<Answer> {
    Resource::new_blocking(key, move |_| fetch())
}
