//! What the browser's tab says. All titles of the application are made here.

use super::escapable_text::escapable_text;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_meta::Title;

/// The title of a page; the name of the product is added to it. `text` may be a stranger's words, as they are.
#[component]
pub fn PageTitle(#[prop(into)] text: TextProp) -> impl IntoView {
    view! { <Title text /> }
}

/// Once, around all pages: how their titles are written.
#[component]
pub fn PageTitleFormat() -> impl IntoView {
    view! { <Title formatter=|page: String| escapable_text(&whole(page)).into_owned() /> }
}

fn whole(page: String) -> String {
    match page.as_str() {
        "" => "Kurier".to_owned(),
        _ if page.ends_with("Kurier") => page,
        _ => format!("{page} · Kurier"),
    }
}
