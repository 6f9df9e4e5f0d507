//! The search box: hits appear while one types, the words stay in the address.

use super::{
    place::{Place, View},
    state::Inbox,
};
use crate::ui::{Icon, IconButton, IconName};
use kurier_i18n::t_string;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// The id of the field, for `/`.
pub const SEARCH_ID: &str = "mail-search";
/// How long typing may pause before it is searched.
const PAUSE: Duration = Duration::from_millis(150);

/// Type to search; Escape goes back to where one was.
#[component]
pub fn SearchBox(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let field = NodeRef::<html::Input>::new();
    let typed =
        RwSignal::new(inbox.place.with_untracked(|place| place.list.words().unwrap_or_default().to_owned()));
    let came_from = StoredValue::new(None::<Place>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    // The address can change without the field: back, a link, the palette.
    Effect::new(move || {
        let words = inbox.place.with(|place| match &place.list.view {
            View::Search(words) => words.clone(),
            _ => String::new(),
        });
        let is_typing = document().active_element().is_some_and(|active| active.id() == SEARCH_ID);
        if !is_typing && typed.get_untracked() != words {
            typed.set(words);
        }
    });
    let stop_timer = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let search = move || {
        // The inbox may have been left while the typing paused.
        let (Some(words), Some(place)) = (typed.try_get_untracked(), inbox.place.try_get_untracked()) else {
            return;
        };
        let is_search = matches!(place.list.view, View::Search(_));
        if !is_search {
            came_from.set_value(Some(place));
        }
        inbox.go(&Place::search(&words), is_search);
    };
    let leave = move || {
        stop_timer();
        typed.set(String::new());
        let back = came_from.try_update_value(Option::take).flatten().unwrap_or_default();
        if inbox.place.with_untracked(|place| matches!(place.list.view, View::Search(_))) {
            inbox.go(&back, true);
        }
    };
    view! {
        <form
            class="search-box"
            role="search"
            method="get"
            action="/search"
            on:submit=move |event| {
                event.prevent_default();
                stop_timer();
                search();
            }
        >
            <Icon name=IconName::Search />
            <label class="visually-hidden" for=SEARCH_ID>{t_string!(i18n, inbox.list.search)}</label>
            <input
                node_ref=field
                id=SEARCH_ID
                class="search-box__field"
                type="search"
                name="q"
                dir="auto"
                autocomplete="off"
                enterkeyhint="search"
                placeholder=t_string!(i18n, inbox.list.search)
                title=t_string!(i18n, inbox.list.search_hint)
                aria-keyshortcuts="/"
                value=typed.get_untracked()
                prop:value=typed
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    stop_timer();
                    timer.set_value(set_timeout_with_handle(search, PAUSE).ok());
                }
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        event.prevent_default();
                        event.stop_propagation();
                        leave();
                        if let Some(field) = field.get_untracked() {
                            let _ = field.blur();
                        }
                    } else if event.key() == "ArrowDown" {
                        event.prevent_default();
                        if let Some(field) = field.get_untracked() {
                            let _ = field.blur();
                        }
                        inbox.walk(0);
                    }
                }
            />
            <Show when=move || !typed.with(String::is_empty)>
                <IconButton
                    class="search-box__clear"
                    icon=IconName::X
                    label=t_string!(i18n, inbox.empty.search_clear)
                    on_click=move |_| leave()
                />
            </Show>
        </form>
    }
}
