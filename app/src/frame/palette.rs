//! "Go anywhere" (Ctrl or Cmd + K): pages, folders and commands by their names, records and mail by their words.

mod entries;

use super::opened::Overlays;
use crate::features::compose::use_compose;
use crate::state::{Opening, use_beside, use_shortcuts};
use crate::ui::{Dialog, Icon, IconName, Kbd};
use entries::{Entry, Goal, Group, find};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::compose::DraftStart;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::KeyboardEvent;

/// The palette (WAI-ARIA APG: an editable combobox with a list below it).
#[component]
pub fn Palette(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, common.palette.title) testid="palette">
            <PaletteSearch open />
        </Dialog>
    }
}

/// What is looked for, what was found, and which of it is chosen.
#[derive(Clone, Copy)]
struct Lookup {
    query: RwSignal<String>,
    results: Memo<Vec<Entry>>,
    chosen: RwSignal<usize>,
    go: Callback<Entry>,
}

impl Lookup {
    fn key(self, event: &KeyboardEvent) {
        let Self { results, chosen, go, .. } = self;
        let count = results.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => chosen.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => chosen.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(entry) = results.with_untracked(|list| list.get(chosen.get_untracked()).cloned())
                {
                    go.run(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
        if let Some(option) = document().get_element_by_id(&format!("palette-{}", chosen.get_untracked())) {
            option.scroll_into_view_with_bool(false);
        }
    }
}

/// The field and what it finds.
#[component]
fn PaletteSearch(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let sources = entries::Sources::load(query);
    let results = Memo::new(move |_| {
        let has_mail = sources.has_mail();
        query.with(|query| find(i18n, &sources.entries(i18n), sources.found(i18n, query), query, has_mail))
    });
    Effect::new(move || {
        query.track();
        chosen.set(0);
    });
    // What is chosen stays chosen when more is found above it.
    Effect::new(move |before: Option<Vec<Entry>>| {
        let now = results.get();
        let chosen_entry = before.and_then(|list| list.into_iter().nth(chosen.get_untracked()));
        if let Some(entry) = chosen_entry.filter(|_| chosen.get_untracked() > 0) {
            chosen.set(now.iter().position(|other| other.goal == entry.goal).unwrap_or_default());
        }
        now
    });
    let lookup = Lookup { query, results, chosen, go: on_choice(open) };
    view! {
        <div class="palette">
            <div class="palette__field">
                <Icon name=IconName::Search />
                <PaletteField lookup />
            </div>
            <p class="visually-hidden" role="status">
                {t!(i18n, common.palette.results, count = move || results.with(Vec::len))}
            </p>
            <ul class="palette__list" id="palette-list" role="listbox" aria-label=t_string!(i18n, common.palette.title)>
                {move || {
                    let list = results.get();
                    let is_one = list.iter().all(|entry| entry.group == Group::Go);
                    let mut last = None;
                    let row = |(at, entry): (usize, Entry)| {
                        let is_new = last.replace(entry.group) != Some(entry.group) && !is_one;
                        let title = is_new.then(|| entry.group.name(i18n));
                        view! {
                            {title.map(|title| view! { <li class="palette__group" role="presentation">{title}</li> })}
                            <PaletteItem lookup at entry />
                        }
                    };
                    list.into_iter().enumerate().map(row).collect_view()
                }}
            </ul>
            <Show when=move || results.with(Vec::is_empty)>
                <p class="palette__nothing">{t!(i18n, common.palette.nothing)}</p>
            </Show>
        </div>
    }
}

/// Closes the palette and does what was chosen.
fn on_choice(open: RwSignal<bool>) -> Callback<Entry> {
    let compose = use_compose();
    let (overlays, beside) = (expect_context::<Overlays>(), use_beside());
    let navigate = StoredValue::new(use_navigate());
    let shortcuts = use_shortcuts();
    Callback::new(move |entry: Entry| {
        open.set(false);
        match entry.goal {
            Goal::Address(address) => {
                navigate.with_value(|navigate| navigate(&address, NavigateOptions::default()));
            }
            Goal::Record(place) => {
                request_animation_frame(move || beside.open(&place, Opening::FromPage, true));
            }
            Goal::Write => compose.start(DraftStart::EMPTY),
            Goal::Help => overlays.help.set(true),
            // After the dialog is gone, which gives the focus back: some of them take it.
            Goal::Act(keys) => request_animation_frame(move || shortcuts.perform(keys)),
            Goal::Appear(appearance) => appearance.choose(),
        }
    })
}

#[component]
fn PaletteField(lookup: Lookup) -> impl IntoView {
    let i18n = use_i18n();
    let Lookup { query, results, chosen, .. } = lookup;
    let input = NodeRef::<leptos::html::Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    view! {
        <input
            node_ref=input
            class="palette__input"
            type="text"
            role="combobox"
            aria-label=t_string!(i18n, common.palette.placeholder)
            aria-expanded="true"
            aria-controls="palette-list"
            aria-autocomplete="list"
            aria-activedescendant=move || {
                let at = chosen.get();
                results.with(|list| at < list.len()).then(|| format!("palette-{at}"))
            }
            placeholder=t_string!(i18n, common.palette.placeholder)
            autocomplete="off"
            dir="auto"
            on:input=move |event| query.set(event_target_value(&event))
            on:keydown=move |event| lookup.key(&event)
        />
    }
}

#[component]
fn PaletteItem(lookup: Lookup, at: usize, entry: Entry) -> impl IntoView {
    let Lookup { chosen, go, .. } = lookup;
    let shown = entry.clone();
    view! {
        <li
            id=format!("palette-{at}")
            class="palette__item"
            role="option"
            aria-selected=move || (chosen.get() == at).to_string()
            on:mousemove=move |_| if chosen.get_untracked() != at { chosen.set(at) }
            on:click=move |_| go.run(entry.clone())
        >
            <Icon name=shown.icon />
            <span class="palette__name" dir="auto" title=shown.name.clone()>{shown.name.clone()}</span>
            <span class="palette__note" dir="auto" title=shown.note.clone()>{shown.note.clone()}</span>
            {shown.keys.map(|keys| view! { <Kbd keys /> })}
        </li>
    }
}
