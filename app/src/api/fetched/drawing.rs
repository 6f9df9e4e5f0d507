//! What is asked while the server draws a page.

use super::answer::{Answer, id};
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What is asked while the server draws one page.
#[derive(Clone)]
pub struct Drawing {
    /// What is asked outlives the part that asks: parts are made several times. Weakly: it keeps this.
    owner: WeakOwner,
    asked: Arc<Mutex<HashMap<&'static str, Asked>>>,
}

#[derive(Clone)]
struct Asked {
    key: String,
    answer: ArcAsyncDerived<Answer>,
}

impl Drawing {
    /// Makes the context, at the root of the page.
    pub fn provide() {
        let owner = Owner::current().unwrap_or_default().downgrade();
        provide_context(Self { owner, asked: Arc::default() });
    }

    pub(super) fn answer(
        &self,
        name: &'static str,
        key: String,
        ask: impl FnOnce() -> ArcAsyncDerived<Answer>,
    ) -> ArcAsyncDerived<Answer> {
        // Not held while asking: a question may ask another.
        let known = self.asked.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        match known {
            Some(asked) if asked.key == key => asked.answer,
            Some(asked) => {
                tracing::error!(name, key, known = asked.key, "two questions of a page have one name");
                self.owner.upgrade().unwrap_or_default().with(ask)
            }
            None => {
                let answer = self.owner.upgrade().unwrap_or_default().with(ask);
                let asked = Asked { key, answer: answer.clone() };
                self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(name, asked);
                send_along(name, &answer);
                answer
            }
        }
    }
}

/// The page waits for the answer, and has it for the browser.
fn send_along(name: &str, answer: &ArcAsyncDerived<Answer>) {
    let Some(page) = Owner::current_shared_context() else { return };
    page.defer_stream(Box::pin(answer.ready()));
    let (ready, answer) = (answer.ready(), answer.clone());
    page.write_async(
        id(name),
        Box::pin(async move {
            ready.await;
            answer
                .try_with_untracked(|answer| serde_json::to_string(answer).unwrap_or_default())
                .unwrap_or_default()
        }),
    );
}
