//! Which kinds of records the workspace has: what those of its own are called, and which ones the navigation leads to.

use super::live::Live;
use crate::api::{ApiError, Fetched, Json, Unread};
use kurier_model::live::News;
use kurier_model::record::{KindKey, ListedKind, OwnKind};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Read once for the whole page, and again when an administrator changes one.
#[derive(Clone, Copy)]
pub struct Kinds {
    first: Fetched<Vec<ListedKind>>,
    known: RwSignal<Option<Vec<ListedKind>>>,
    /// How often they were read again: what was asked for later knows more, whenever it comes.
    asked: StoredValue<u32>,
}

impl Kinds {
    /// Makes the context.
    pub fn provide(live: Live) -> Self {
        let first = Fetched::new("listed_kinds", || 0, listed_kinds);
        let kinds = Self { first, known: RwSignal::new(None), asked: StoredValue::new(0) };
        Effect::new(move || {
            if let Some(Ok(first)) = kinds.first.now() {
                kinds.known.set(Some(first));
            }
        });
        live.on(move |news| {
            if news == News::Resync {
                kinds.reload();
            }
        });
        provide_context(kinds);
        kinds
    }

    /// The answer of the server, for reading inside `<Transition>`; none when it cannot be had: what is built in has its places
    /// all the same.
    pub async fn read(self) -> Vec<ListedKind> {
        self.first.read().await.unwrap_or_default()
    }

    /// The kinds that are there, once the browser knows. Tracks.
    #[must_use]
    pub fn now(self) -> Option<Vec<ListedKind>> {
        self.known.get()
    }

    /// What a kind of the workspace's own is called, once the browser knows. Tracks.
    #[must_use]
    pub fn own(self, key: &KindKey) -> Option<OwnKind> {
        self.known.with(|known| {
            let found = known.as_ref()?.iter().find(|kind| kind.key == *key);
            found?.own.clone()
        })
    }

    /// Reads them again; what is the same stays as it is on the page.
    pub fn reload(self) {
        let question = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        spawn_local(async move {
            let read = async { Ok::<_, ApiError>(listed_kinds().await?.read()?) };
            let Ok(now) = read.await else { return };
            if self.asked.try_get_value() != question {
                return;
            }
            if self.known.try_with_untracked(|known| known.as_ref() != Some(&now)) == Some(true) {
                self.known.try_set(Some(now));
            }
        });
    }
}

/// The page's kinds.
#[must_use]
pub fn use_kinds() -> Kinds {
    use_context().unwrap_or_else(|| Kinds::provide(super::use_live()))
}

/// The kinds of the workspace, with those that were taken away.
#[server(input = Json, output = Json)]
pub async fn listed_kinds() -> Result<Unread<Vec<ListedKind>>, ApiError> {
    let (kurier, me) = crate::api::server_side::actor().await?;
    Ok(Unread::of(&kurier.records().listed_kinds(&me).await?)?)
}
