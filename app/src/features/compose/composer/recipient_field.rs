//! A field of recipients: chips, completion, pasting of many.

use crate::features::compose::api::{complete_recipient, other_addresses};
use crate::features::compose::writing::Writing;
use crate::features::compose::writing::recipients::{Chip, ChipValue, Recipients};
use crate::ui::{Avatar, Icon, IconName, sends};
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::Address;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use web_sys::{ClipboardEvent, KeyboardEvent};

/// How long after a key people are looked up.
const COMPLETION_PAUSE: Duration = Duration::from_millis(120);

/// The input of one field and the people who are offered for it.
#[derive(Clone, Copy)]
struct Entry {
    writing: Writing,
    field: RwSignal<Recipients>,
    text: RwSignal<String>,
    offers: RwSignal<Vec<Address>>,
    chosen: RwSignal<usize>,
    /// Tells the latest lookup from earlier ones.
    lookup: StoredValue<u32>,
    /// Those who are offered are not found by what is typed, but stand for a name that was clicked.
    are_others: StoredValue<bool>,
    input: NodeRef<Input>,
}

impl Entry {
    fn new(writing: Writing, field: RwSignal<Recipients>) -> Self {
        Self {
            writing,
            field,
            text: RwSignal::default(),
            offers: RwSignal::default(),
            chosen: RwSignal::new(0),
            lookup: StoredValue::new(0),
            are_others: StoredValue::new(false),
            input: NodeRef::new(),
        }
    }

    fn changed(self) {
        self.writing.touched();
    }

    /// Makes chips of what is typed. The input says that it lost the focus also when it is taken from the page.
    fn commit(self) {
        let Some(text) = self.text.try_get_untracked() else { return };
        if !text.trim().is_empty() {
            self.field.update(|field| field.add_text(&text));
            self.changed();
        }
        self.clear();
    }

    fn take(self, address: Address) {
        self.field.update(|field| field.add(address));
        self.clear();
        self.changed();
    }

    fn clear(self) {
        self.text.set(String::new());
        self.field.update(|field| field.is_typing(""));
        self.offers.set(Vec::new());
        self.look_up();
    }

    /// Takes a chip back into the input, with the other addresses of whoever it means to choose from.
    fn edit(self, id: u32) {
        self.commit();
        if let Some(text) = self.field.try_update(|field| field.take(id)).flatten() {
            self.field.update(|field| field.is_typing(&text));
            if let Some(meant) = Address::parse(&text) {
                self.offer_others(meant);
            }
            self.text.set(text);
            self.changed();
        }
        self.focus();
    }

    /// The address that is meant stands first: whoever changes their mind keeps it.
    fn offer_others(self, meant: Address) {
        let number = self.look_up();
        spawn_local(async move {
            // No choice is no reason to disturb somebody who types.
            let others = other_addresses(meant.address.clone()).await.unwrap_or_default();
            if !others.is_empty() && self.lookup.try_get_value() == number {
                self.offer(std::iter::once(meant).chain(others));
                self.are_others.set_value(true);
            }
        });
    }

    fn remove(self, id: u32) {
        self.field.update(|field| field.remove(id));
        self.changed();
        self.focus();
    }

    fn focus(self) {
        if let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
        }
    }

    fn typed(self, text: String) {
        // Whoever types over a name means somebody else.
        if self.are_others.try_update_value(std::mem::take) == Some(true) {
            self.offers.set(Vec::new());
        }
        self.text.set(text.clone());
        self.field.update(|field| field.is_typing(&text));
        self.changed();
        let number = self.look_up();
        if text.trim().is_empty() {
            self.offers.set(Vec::new());
            return;
        }
        let is_latest = move || self.lookup.try_get_value() == number;
        let look_up = move || {
            if !is_latest() {
                return;
            }
            spawn_local(async move {
                // No completion is no reason to disturb somebody who types.
                let people = complete_recipient(text.trim().to_owned()).await.unwrap_or_default();
                if is_latest() {
                    self.offer(people.into_iter());
                }
            });
        };
        set_timeout(look_up, COMPLETION_PAUSE);
    }

    /// The number of a new lookup: earlier ones are of no interest any more.
    fn look_up(self) -> Option<u32> {
        self.lookup.try_update_value(|lookup| {
            *lookup += 1;
            *lookup
        })
    }

    /// Offers those who are not named yet.
    fn offer(self, people: impl Iterator<Item = Address>) {
        let written = self.field.try_with_untracked(Recipients::addresses).unwrap_or_default();
        let known: Vec<_> = written.iter().map(Address::key).collect();
        self.chosen.set(0);
        self.offers.set(people.filter(|person| !known.contains(&person.key())).take(8).collect());
    }

    fn key(self, event: &KeyboardEvent) {
        let offers = self.offers.with_untracked(Vec::len);
        let empty = self.text.with_untracked(|text| text.trim().is_empty());
        match event.key().as_str() {
            "ArrowDown" if offers > 0 => self.chosen.update(|chosen| *chosen = (*chosen + 1) % offers),
            "ArrowUp" if offers > 0 => self.chosen.update(|chosen| *chosen = (*chosen + offers - 1) % offers),
            "Escape" if offers > 0 => self.offers.set(Vec::new()),
            "Enter" if sends(event) => {
                self.commit();
                return;
            }
            "Enter" | "Tab" if offers > 0 && !event.shift_key() => {
                let chosen = self.chosen.get_untracked();
                if let Some(person) = self.offers.with_untracked(|offers| offers.get(chosen).cloned()) {
                    self.take(person);
                }
            }
            "Enter" | "," | ";" if !empty => self.commit(),
            "Enter" => {}
            "Backspace" if self.text.with_untracked(String::is_empty) => {
                if self.field.try_update(Recipients::pop).flatten().is_some() {
                    self.changed();
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn pasted(self, event: &ClipboardEvent) {
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok()).unwrap_or_default();
        if text.contains(['@', ',', ';', '\n']) && self.text.with_untracked(String::is_empty) {
            event.prevent_default();
            self.field.update(|field| field.add_text(&text));
            self.changed();
        }
    }
}

/// One of To, Cc and Bcc.
#[component]
pub fn RecipientField(
    writing: Writing,
    field: RwSignal<Recipients>,
    /// The id of the input.
    id: &'static str,
    label: &'static str,
    /// What is wrong with the field as a whole.
    #[prop(optional, into)]
    problem: Signal<Option<String>>,
    #[prop(optional)] autofocus: bool,
    /// What stands at the end of the row.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let entry = Entry::new(writing, field);
    Effect::new(move |done: Option<bool>| {
        let element = entry.input.get();
        if let (Some(element), true, None | Some(false)) = (element, autofocus, done) {
            let _ = element.focus();
            return true;
        }
        done.unwrap_or(false)
    });
    // Half an address is not lost with the composer.
    on_cleanup(move || entry.commit());
    let list_id = format!("{id}-people");
    let problem_id = format!("{id}-problem");
    view! {
        <div class="composer__row">
            <label class="composer__label" for=id>{label}</label>
            <div class="recipients">
                <ul class="recipients__chips">
                    <For each=move || field.with(|field| field.chips().to_vec()) key=|chip| (chip.id, chip.is_wrong()) let:chip>
                        <ChipView chip entry />
                    </For>
                    <li class="recipients__input-item">
                        <EntryInput entry id list_id=list_id.clone() problem problem_id=problem_id.clone() />
                    </li>
                </ul>
                <p class="recipients__problem" id=problem_id hidden=move || problem.get().is_none()>
                    {move || problem.get()}
                </p>
                <Offers entry list_id />
            </div>
            {children.map(|children| view! { <div class="composer__more">{children()}</div> })}
        </div>
    }
}

/// Where people are typed: a combobox over those who are offered.
#[component]
fn EntryInput(
    entry: Entry,
    id: &'static str,
    list_id: String,
    problem: Signal<Option<String>>,
    problem_id: String,
) -> impl IntoView {
    let expanded = move || entry.offers.with(|offers| !offers.is_empty());
    let active = {
        let list_id = list_id.clone();
        move || expanded().then(|| format!("{list_id}-{}", entry.chosen.get()))
    };
    view! {
        <input
            node_ref=entry.input
            id=id
            class="composer__input"
            type="text"
            inputmode="email"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded=move || expanded().to_string()
            aria-controls=list_id
            aria-activedescendant=active
            aria-invalid=move || problem.get().is_some().then_some("true")
            aria-describedby=problem_id
            prop:value=move || entry.text.get()
            on:input:target=move |event| entry.typed(event.target().value())
            on:keydown=move |event| entry.key(&event)
            on:paste=move |event| entry.pasted(&event)
            on:blur=move |_| entry.commit()
        />
    }
}

#[component]
fn ChipView(chip: Chip, entry: Entry) -> impl IntoView {
    let i18n = use_i18n();
    let id = chip.id;
    let label = chip.label();
    let wrong = chip.is_wrong().then_some("true");
    let title = explanation(i18n, &chip);
    view! {
        <li class="chip" data-wrong=wrong>
            <button
                type="button"
                class="chip__label"
                dir="auto"
                title=title.clone()
                aria-label=match wrong {
                    Some(_) => title,
                    None => t_string!(i18n, compose.edit_recipient, name = label),
                }
                on:click=move |_| entry.edit(id)
            >
                {label.clone()}
            </button>
            <button
                type="button"
                class="chip__remove"
                aria-label=t_string!(i18n, compose.remove_recipient, name = label)
                on:click=move |_| entry.remove(id)
            >
                <Icon name=IconName::X />
            </button>
        </li>
    }
}

/// The people who may be meant.
#[component]
fn Offers(entry: Entry, list_id: String) -> impl IntoView {
    let i18n = use_i18n();
    let option_id = list_id.clone();
    view! {
        <ul
            class="recipients__suggestions"
            id=list_id
            role="listbox"
            aria-label=t_string!(i18n, compose.suggestions)
            hidden=move || entry.offers.with(Vec::is_empty)
        >
            {move || {
                entry
                    .offers
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, person)| {
                        let chosen = person.clone();
                        view! {
                            <li
                                class="recipients__suggestion"
                                id=format!("{option_id}-{at}")
                                role="option"
                                aria-selected=move || (entry.chosen.get() == at).to_string()
                                on:mouseenter=move |_| entry.chosen.set(at)
                                // Before the input loses focus and commits the half-typed name.
                                on:mousedown=move |event| {
                                    event.prevent_default();
                                    entry.take(chosen.clone());
                                    entry.focus();
                                }
                            >
                                <Avatar name=person.name.clone().unwrap_or_default() address=person.address.clone() size="s" />
                                <span class="recipients__suggestion-text">
                                    <span dir="auto">{person.readable_label().into_owned()}</span>
                                    {person.name.is_some().then(|| view! {
                                        <span class="recipients__suggestion-address">{person.readable().into_owned()}</span>
                                    })}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
    }
}

/// What is wrong with a chip, or whom it means.
fn explanation(i18n: I18n, chip: &Chip) -> String {
    match &chip.value {
        ChipValue::Address(address) => address.to_string(),
        ChipValue::Refused(address) => t_string!(i18n, compose.refused_address, address = address.address),
        ChipValue::Unreadable(text) => t_string!(i18n, compose.not_an_address, text = text),
    }
}
