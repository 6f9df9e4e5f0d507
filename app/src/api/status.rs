//! Whose status an answer has.

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use std::future::Future;

/// What is asked belongs to something beside the page: that it is not there says nothing of the page, which keeps its status.
#[derive(Clone, Copy, Debug)]
pub struct BesidePage(());

impl BesidePage {
    /// Asks for such a thing.
    pub fn ask<T>(question: impl Future<Output = T>) -> impl Future<Output = T> {
        let owner = Owner::new();
        let asked = owner.with(|| {
            provide_context(Self(()));
            ScopedFuture::new_untracked(question)
        });
        async move {
            let answer = asked.await;
            drop(owner);
            answer
        }
    }
}
