//! Naming a colleague in a note: what follows the last `@` is completed.

use crate::features::people::colleagues;
use kurier_i18n::{t_string, use_i18n};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// So many names are offered.
const OFFERED: usize = 6;
/// What is longer is no name any more.
const LONGEST: usize = 60;

/// Names that go on as the text ends; pressed, they stand in it. `field` is the id of where the text is written.
#[component]
pub(super) fn Mentions(text: RwSignal<String>, field: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let begun = Memo::new(move |_| text.with(|text| begun(text).map(str::to_lowercase)));
    let is_wanted = Memo::new(move |was: Option<&bool>| was == Some(&true) || begun.with(Option::is_some));
    let people = LocalResource::new(move || {
        let is_wanted = is_wanted.get();
        async move { if is_wanted { colleagues().await.unwrap_or_default() } else { Vec::new() } }
    });
    // Asked for only when a name is begun: what the server draws must not wait for what only the browser asks.
    let offered = Memo::new(move |_| {
        let begun = begun.get()?;
        Some(fitting(&begun, people.get().unwrap_or_default()))
    });
    let names = move || offered.get().unwrap_or_default();
    let choose = move |name: &str| {
        text.update(|text| {
            if let Some((before, _)) = text.rsplit_once('@') {
                *text = format!("{before}@{name} ");
            }
        });
        let element = document().get_element_by_id(field);
        if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    };
    view! {
        <Show when=move || offered.with(|offered| offered.as_ref().is_some_and(|names| !names.is_empty()))>
            <div class="mentions" role="group" aria-label=t_string!(i18n, records.notes.mention) data-testid="mentions">
                <For each=names key=String::clone let:name>
                    <button
                        type="button"
                        class="button"
                        data-size="s"
                        dir="auto"
                        on:click={
                            let name = name.clone();
                            move |_| choose(&name)
                        }
                    >
                        {format!("@{name}")}
                    </button>
                </For>
            </div>
        </Show>
    }
}

fn fitting<I>(begun: &str, people: Vec<(I, String)>) -> Vec<String> {
    let names = people.into_iter().map(|(_, name)| name).filter(|name| !name.trim().is_empty());
    let goes_on = |name: &String| {
        let name = name.to_lowercase();
        name != begun
            && name.split(' ').enumerate().any(|(place, _)| {
                // By any of one's names.
                name.splitn(place + 1, ' ').last().is_some_and(|rest| rest.starts_with(begun))
            })
    };
    // Of two people with one name both are meant: it is offered once.
    let mut offered: Vec<String> = Vec::new();
    for name in names.filter(goes_on) {
        if offered.len() < OFFERED && !offered.contains(&name) {
            offered.push(name);
        }
    }
    offered
}

/// What was written of a name so far: behind the last `@`, unless that is part of an address.
fn begun(text: &str) -> Option<&str> {
    let (before, name) = text.rsplit_once('@')?;
    let is_address = before.chars().next_back().is_some_and(char::is_alphanumeric);
    let is_name = !name.contains('\n') && !name.starts_with(' ') && name.chars().count() <= LONGEST;
    (is_name && !is_address).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{begun, fitting};

    #[test]
    fn a_name_begins_behind_the_last_at() {
        for (text, wanted) in [
            ("@", Some("")),
            ("Proszę @Bar", Some("Bar")),
            ("@Anna Kowalska, @", Some("")),
            ("@Anna Kow", Some("Anna Kow")),
            ("pisz na jan@firma", None),
            ("@Anna\nA teraz", None),
            ("@ Anna", None),
            ("bez", None),
        ] {
            assert_eq!(begun(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn names_go_on_as_the_text_ends() {
        let people =
            || ["Anna Kowalska", "Bartek Nowak", "Ola Barska"].map(|name| ((), name.to_owned())).to_vec();
        assert_eq!(fitting("bar", people()), ["Bartek Nowak", "Ola Barska"]);
        assert_eq!(fitting("", people()).len(), 3);
        assert_eq!(fitting("bar", [people(), people()].concat()), ["Bartek Nowak", "Ola Barska"]);
        assert!(fitting("bartek nowak", people()).is_empty(), "it is written out");
        assert!(fitting("bartek nowak, ", people()).is_empty());
    }
}
