//! Looking for words on a timeline. They are in the address, so a page that is shared or drawn again looks for the same.

use crate::state::{Replacing, finding_address};
use crate::ui::{Paused, focused};
use kurier_i18n::{t_string, use_i18n};
use leptos::html::Input;
use leptos::prelude::*;

/// In the address: the words.
pub const FIND: &str = "find";

#[component]
pub fn FindBox(find: Memo<String>) -> impl IntoView {
    let i18n = use_i18n();
    let input = NodeRef::<Input>::new();
    let go = Replacing::here();
    let address = finding_address(FIND);
    let paused = Paused::new(move |words| {
        if let Some(address) = address(words.trim()) {
            go.to(&address);
        }
    });
    Effect::new(move || {
        let (words, input) = (find.get(), input.get());
        // What is being typed is ahead of the address.
        let is_focused = |input: &web_sys::HtmlInputElement| {
            focused().is_some_and(|focused| focused.is_same_node(Some(input)))
        };
        if let Some(input) = input.filter(|input| input.value().trim() != words && !is_focused(input)) {
            input.set_value(&words);
        }
    });
    view! {
        <div class="leads__search timeline__find" role="search" aria-label=t_string!(i18n, records.timeline.find)>
            <input
                node_ref=input
                type="search"
                dir="auto"
                value=find.get_untracked()
                placeholder=t_string!(i18n, records.timeline.find_short)
                title=t_string!(i18n, records.timeline.find)
                aria-label=t_string!(i18n, records.timeline.find)
                data-testid="timeline-find"
                on:input:target=move |event| paused.typed(event.target().value())
                on:blur=move |_| paused.now()
            />
        </div>
    }
}
