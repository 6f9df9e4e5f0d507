//! What a person sees: pages, parts and server functions, for the server (`ssr`) and the browser (`hydrate`).

pub mod api;
mod shell;

pub use shell::shell;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{Lazy, LazyRoute, lazy_route, path};

/// The whole application, from the router down.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=|| view! { <Title text="Kurier" /><p>"404"</p> }>
                <Route path=path!("/") view={Lazy::<Welcome>::new()} />
            </Routes>
        </Router>
    }
}

/// The first page.
pub struct Welcome;

#[lazy_route]
impl LazyRoute for Welcome {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let clicks = RwSignal::new(0);
        view! {
            <Title text="Kurier" />
            <main>
                <h1>"Kurier"</h1>
                <button on:click=move |_| clicks.update(|n| *n += 1)>{clicks}</button>
            </main>
        }
        .into_any()
    }
}
