//! The search box: hits appear while one types, the words stay in the address.

use crate::features::inbox::state::Inbox;
use crate::features::inbox::state::place::{Place, View};
use crate::ui::{Icon, IconButton, IconName};
use kurier_i18n::t_string;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// The id of the field, for `/`.
pub const SEARCH_ID: &str = "mail-search";
/// How long typing may pause before it is searched.
const PAUSE: Duration = Duration::from_millis(150);

/// What is typed, and where one was before.
#[derive(Clone, Copy)]
struct Search {
    inbox: Inbox,
    typed: RwSignal<String>,
    came_from: StoredValue<Option<Place>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// What somebody has typed into the field before the page woke.
fn typed_early() -> Option<String> {
    use wasm_bindgen::JsCast;
    if cfg!(feature = "ssr") {
        return None;
    }
    let field = document().get_element_by_id(SEARCH_ID)?.dyn_into::<web_sys::HtmlInputElement>().ok()?;
    Some(field.value()).filter(|words| !words.is_empty())
}

impl Search {
    fn new(inbox: Inbox) -> Self {
        let words = inbox.place.with_untracked(|place| place.list.words().unwrap_or_default().to_owned());
        let early = typed_early().filter(|early| *early != words);
        let typed = RwSignal::new(words);
        let search = Self { inbox, typed, came_from: StoredValue::default(), timer: StoredValue::default() };
        if let Some(early) = early {
            // Once the page is what the server drew.
            Effect::new(move || {
                search.typed.set(early.clone());
                search.search_soon();
            });
        }
        search
    }

    /// The address can change without the field: back, a link, the palette.
    fn follow_address(self) {
        Effect::new(move || {
            let words = self.inbox.place.with(|place| match &place.list.view {
                View::Search(words) => words.clone(),
                _ => String::new(),
            });
            let is_typing = document().active_element().is_some_and(|active| active.id() == SEARCH_ID);
            if !is_typing && self.typed.get_untracked() != words {
                self.typed.set(words);
            }
        });
    }

    fn stop_timer(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn search_soon(self) {
        self.stop_timer();
        self.timer.set_value(set_timeout_with_handle(move || self.search(), PAUSE).ok());
    }

    fn search(self) {
        // The inbox may have been left while the typing paused.
        let (Some(words), Some(place)) =
            (self.typed.try_get_untracked(), self.inbox.place.try_get_untracked())
        else {
            return;
        };
        let is_search = matches!(place.list.view, View::Search(_));
        if !is_search {
            self.came_from.set_value(Some(place));
        }
        self.inbox.go(&Place::search(&words), is_search);
    }

    fn leave(self) {
        self.stop_timer();
        self.typed.set(String::new());
        let back = self.came_from.try_update_value(Option::take).flatten().unwrap_or_default();
        if self.inbox.place.with_untracked(|place| matches!(place.list.view, View::Search(_))) {
            self.inbox.go(&back, true);
        }
    }

    /// Escape leaves, the arrow goes into the list; both leave the field.
    fn pressed(self, event: &web_sys::KeyboardEvent, field: NodeRef<html::Input>) {
        let key = event.key();
        match key.as_str() {
            "Escape" => {
                event.stop_propagation();
                self.leave();
            }
            "ArrowDown" => {}
            _ => return,
        }
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            let _ = field.blur();
        }
        if key == "ArrowDown" {
            self.inbox.walk(0);
        }
    }
}

/// Type to search; Escape goes back to where one was.
#[component]
pub fn SearchBox(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let field = NodeRef::<html::Input>::new();
    let search = Search::new(inbox);
    search.follow_address();
    view! {
        <form
            class="search-box"
            role="search"
            method="get"
            action="/search"
            on:submit=move |event| {
                event.prevent_default();
                search.stop_timer();
                search.search();
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
                value=search.typed.get_untracked()
                prop:value=search.typed
                on:input=move |event| {
                    search.typed.set(event_target_value(&event));
                    search.search_soon();
                }
                on:keydown=move |event| search.pressed(&event, field)
            />
            <Show when=move || !search.typed.with(String::is_empty)>
                <IconButton
                    class="search-box__clear"
                    icon=IconName::X
                    label=t_string!(i18n, inbox.empty.search_clear)
                    on_click=move |_| search.leave()
                />
            </Show>
        </form>
    }
}
