//! The shape of what is being loaded.

use kurier_i18n::{t_string, use_i18n};
use leptos::prelude::*;

/// Grey lines in place of a list. `kind` is for the stylesheet: `"rows"`, `"cards"` or `"text"`.
#[component]
pub fn Skeleton(
    #[prop(default = 6)] lines: u32,
    #[prop(default = "rows")] kind: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="skeleton" data-kind=kind role="status" aria-label=t_string!(i18n, common.loading)>
            {(0..lines).map(|_| view! { <div class="skeleton__line"></div> }).collect_view()}
        </div>
    }
}
