//! What only a browser has.

use leptos::prelude::*;

/// Keys, dragging, what lies over the page: the server draws nothing here, and the page is awake before it is there.
#[component]
pub fn InBrowser(children: ChildrenFn) -> impl IntoView {
    let is_awake = RwSignal::new(false);
    Effect::new(move || is_awake.set(true));
    view! { <Show when=move || is_awake.get()>{children()}</Show> }
}
