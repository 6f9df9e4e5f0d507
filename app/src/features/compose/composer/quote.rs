//! The quoted original: folded, shown in a frame that runs nothing, removable.

use crate::features::compose::writing::Writing;
use crate::ui::{IconButton, IconName};
use kurier_i18n::{t_string, use_i18n};
use leptos::prelude::*;

/// Under the text; nothing when there is no quote.
#[component]
pub fn Quote(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(false);
    let label = move || {
        if shown.get() { t_string!(i18n, compose.hide_quote) } else { t_string!(i18n, compose.show_quote) }
    };
    let remove = move |_| {
        writing.text.quote.set(None);
        writing.touched();
    };
    view! {
        <Show when=move || writing.text.quote.with(Option::is_some)>
            <div class="composer__quote">
                <div class="composer__quote-bar">
                    <button
                        type="button"
                        class="composer__quote-toggle"
                        data-testid="composer-quote"
                        aria-expanded=move || shown.get().to_string()
                        aria-label=label
                        title=label
                        on:click=move |_| shown.update(|shown| *shown = !*shown)
                    >
                        "•••"
                    </button>
                    <Show when=move || shown.get()>
                        <IconButton icon=IconName::X label=t_string!(i18n, compose.remove_quote) on_click=remove />
                    </Show>
                </div>
                <Show when=move || shown.get()>
                    <iframe
                        class="composer__quote-frame"
                        title=t_string!(i18n, compose.quoted)
                        sandbox=""
                        srcdoc=document_of(&writing.text.quote.get().unwrap_or_default())
                    ></iframe>
                </Show>
            </div>
        </Show>
    }
}

/// The quote as a document of its own; the frame's sandbox and the page's CSP keep it still.
fn document_of(quote: &str) -> String {
    format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">{quote}"
    )
}
