//! Code that is fetched later. The first module has what every page needs and the list of threads; `mail` has the open
//! thread and the composer, `pages` the other pages. What is in which is said in the folder of its feature, with
//! [`split`].
//!
//! There are no more than these, because the splitter makes a file for every combination of modules that share code: with a
//! module for each page, opening one took forty requests.

use crate::api::ApiError;
use crate::trouble::LoadError;
use crate::ui::{is_awake, lasting, pause};
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use leptos_router::ChooseView;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::Duration;

/// Between two attempts to fetch what the page cannot wake without.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// `split! { mail: pub fn name(a: A) -> Out { … } }`: a function whose code is in the module `mail`. It is async, fetches its
/// module when it is called first, and gives [`ApiError::Offline`] when that does not come; another call tries again. With
/// `split! { mail, fetched by fetch_name: … }` there is also a function that only fetches it, after which the first call waits for
/// nothing: what the server draws needs it, because a page cannot wake while it waits.
macro_rules! split {
    (
        $(#[$attribute:meta])*
        $module:ident $(, fetched by $fetch:ident)?:
        $visibility:vis fn $name:ident($($argument:ident: $kind:ty),* $(,)?) -> $out:ty $body:block
    ) => {
        $(#[$attribute])*
        #[cfg(feature = "hydrate")]
        #[leptos::wasm_split::wasm_split($module, wasm_split_path = ::leptos::wasm_split $(, preload($fetch))?, fallible)]
        $visibility fn $name($($argument: $kind),*) -> Result<$out, $crate::api::ApiError> {
            let made: $out = $body;
            Ok(made)
        }

        $(#[$attribute])*
        #[cfg(not(feature = "hydrate"))]
        $visibility async fn $name($($argument: $kind),*) -> Result<$out, $crate::api::ApiError> {
            leptos::prefetch_lazy_fn_on_server(stringify!($module));
            let made: $out = $body;
            Ok(made)
        }

        $(
            #[cfg(not(feature = "hydrate"))]
            $visibility async fn $fetch() -> Result<(), leptos::wasm_split::SplitLoaderError> {
                Ok(())
            }
        )?
    };
}
pub(crate) use split;

impl From<SplitLoaderError> for ApiError {
    fn from(error: SplitLoaderError) -> Self {
        Self::Offline { detail: error.to_string() }
    }
}

/// Fetches the style of what is fetched later. The server puts it on the pages that it draws with such parts (`shell`).
async fn style() -> Result<(), ApiError> {
    #[cfg(feature = "hydrate")]
    {
        let address = format!("{}/later.css", crate::ui::build_folder());
        let attributes = &[("rel", "stylesheet"), ("href", address.as_str())];
        let style = crate::ui::Fetching { element: "link", known_by: LATER, attributes };
        let come = send_wrapper::SendWrapper::new(style.fetch()).await;
        come.map_err(|_| ApiError::Offline { detail: address })?;
    }
    Ok(())
}

/// The style sheet of what is fetched later is known by this.
pub const LATER: &str = "data-later";

/// What comes from another module, when its style has come as well, or does not come.
pub async fn dressed(made: Making) -> Result<AnyView, ApiError> {
    futures::join!(made, style()).0
}

/// A view of another module: `made` is what a [`split`] function gives. In place of one that does not come stands why.
pub async fn arriving(made: Making) -> AnyView {
    let failed = |error| view! { <LoadError error on_retry=draw_again /> }.into_any();
    dressed(made).await.unwrap_or_else(failed)
}

/// The same in a place of its own: nothing while it is on its way, nor when it does not come; the frame says so then, once for
/// all ([`missing`]).
pub fn later<F>(make: impl Fn() -> F + Send + 'static) -> AnyView
where
    F: Future<Output = Result<AnyView, ApiError>> + Send + 'static,
{
    // Boxed, so that what follows is in the module once.
    boxed(Box::new(move || Box::pin(make())))
}

/// As [`later`], where the server may draw it: the page wakes when the code is there ([`before_waking`]).
pub fn drawn<F>(make: impl Fn() -> F + Send + 'static) -> AnyView
where
    F: Future<Output = Result<AnyView, ApiError>> + Send + 'static,
{
    view! { <Drawn />{later(make)} }.into_any()
}

/// Says that the server draws something of the module `mail` here.
#[component]
pub fn Drawn() -> impl IntoView {
    view! { <span hidden data-drawn=""></span> }
}

/// What [`Drawn`] is known by.
pub const DRAWN: &str = "[data-drawn]";

/// Fetches what the server has drawn of another module, if a mark of it is on the page: that cannot wake without it, so it is asked for until it
/// comes.
pub async fn before_waking(mark: &str, fetched_by: &[fn() -> Fetching]) {
    if document().query_selector(mark).ok().flatten().is_none() {
        return;
    }
    while style().await.is_err() {
        pause(ASK_AGAIN).await;
    }
    for fetch in fetched_by {
        while fetch().await.is_err() {
            pause(ASK_AGAIN).await;
        }
    }
}

/// Why something did not come that was asked for, in the browser; on the server it never changes.
static MISSING: LazyLock<ArcRwSignal<Option<ApiError>>> = LazyLock::new(|| ArcRwSignal::new(None));
/// Raised when everything that did not come is to be asked for again.
static ATTEMPT: LazyLock<ArcRwSignal<u32>> = LazyLock::new(|| ArcRwSignal::new(0));

fn boxed(make: Box<dyn Fn() -> Making + Send>) -> AnyView {
    let shown = move || {
        // Not on the server, where whoever tracks it would be remembered for ever.
        if cfg!(feature = "hydrate") {
            ATTEMPT.track();
        }
        let made = make();
        lasting(async move {
            match dressed(made).await {
                Ok(view) => {
                    if MISSING.try_with_untracked(Option::is_some) == Some(true) {
                        try_again();
                    }
                    view
                }
                Err(error) => {
                    MISSING.try_set(Some(error));
                    ().into_any()
                }
            }
        })
    };
    shown.into_any()
}

/// Why something did not come; [`try_again`] asks for it again. Tracks.
#[must_use]
pub fn missing() -> Option<ApiError> {
    MISSING.get()
}

/// Asks again for everything that did not come.
pub fn try_again() {
    MISSING.set(None);
    ATTEMPT.update(|attempt| *attempt += 1);
}

/// A view on its way from another module.
pub type Making = Pin<Box<dyn Future<Output = Result<AnyView, ApiError>> + Send>>;

/// A module on its way.
pub type Fetching = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;

/// A page of another module, for a route. All are of one type, so that the router's code is there once.
#[derive(Clone, Copy)]
pub struct Page {
    fetch: fn() -> Fetching,
    make: fn() -> Making,
}

impl Page {
    /// Both of one [`split`].
    #[must_use]
    pub const fn of(fetch: fn() -> Fetching, make: fn() -> Making) -> Self {
        Self { fetch, make }
    }
}

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        arriving((self.make)()).await
    }

    /// A page that the server has drawn cannot wake without its module, so that is asked for until it comes; on one that is
    /// awake the view says what is missing.
    async fn preload(&self) {
        while (self.fetch)().await.is_err() && !is_awake() {
            pause(ASK_AGAIN).await;
        }
    }
}

/// Has the server draw the page, also when it is a newer one that does not have the old modules any more.
fn draw_again() {
    let _ = window().location().reload();
}
