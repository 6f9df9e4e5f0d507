//! Who is signed in.

use crate::api::{ApiError, Fetched, Json, Unread};
use kurier_model::member::{Me, Role};
use leptos::prelude::*;

/// The person who is signed in, read once for the whole page.
#[derive(Clone, Copy)]
pub struct Session {
    me: Fetched<Me>,
    known: RwSignal<Option<Me>>,
}

impl Session {
    /// Makes the context.
    pub fn provide() -> Self {
        let session = Self { me: Fetched::new("who_am_i", || 0, who_am_i), known: RwSignal::new(None) };
        Effect::new(move || session.known.set(session.me.now().and_then(Result::ok)));
        provide_context(session);
        session
    }

    /// The answer of the server, for reading inside `<Transition>`.
    ///
    /// # Errors
    /// `SignedOut` when nobody is signed in.
    pub async fn read(self) -> Result<Me, ApiError> {
        self.me.read().await
    }

    /// The person, once the browser knows; for what changes afterwards. Tracks.
    #[must_use]
    pub fn me(self) -> Option<Me> {
        self.known.get()
    }

    /// Whether the person may invite people and connect team mailboxes. False until known.
    #[must_use]
    pub fn is_admin(self) -> bool {
        self.me().is_some_and(|me| me.role >= Role::Admin)
    }

    /// Reads it again, after the profile was changed.
    pub fn reload(self) {
        self.me.refetch();
    }
}

/// The page's session.
#[must_use]
pub fn use_session() -> Session {
    use_context().unwrap_or_else(Session::provide)
}

/// Who is signed in.
#[server(input = Json, output = Json)]
pub async fn who_am_i() -> Result<Unread<Me>, ApiError> {
    let (kurier, me) = crate::api::server_side::actor().await?;
    Ok(Unread::of(&kurier.members().me(&me).await?)?)
}
