//! Choosing a record that a field links to: a box to look for it, and what was found (WAI-ARIA APG, combobox pattern).

use super::api::find_records;
use super::draft::Draft;
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::{KindKey, Named};
use leptos::prelude::*;
use std::time::Duration;

/// How long the typing rests before it is looked for.
const PAUSE: Duration = Duration::from_millis(200);

/// What is typed and what was found.
#[derive(Clone, Copy)]
struct Search {
    draft: Draft,
    words: RwSignal<String>,
    /// For which words, and what.
    found: LocalResource<(String, Vec<Named>)>,
    open: RwSignal<bool>,
    /// Whether something was typed since the box was opened.
    typed: RwSignal<bool>,
    /// Which of those that were found the keys are at. None before an answer to what was typed, or an arrow: Enter chooses nobody whom
    /// nobody looked for.
    at: RwSignal<Option<usize>>,
    /// Who takes what is chosen; nobody: the draft does.
    on_choose: Option<Callback<Named>>,
}

impl Search {
    fn all(self) -> Vec<Named> {
        self.found.get().map(|(_, found)| found).unwrap_or_default()
    }

    /// Whether the answer is one to the words in the box.
    fn is_answered(self) -> bool {
        self.words.with(|words| self.found.get().is_some_and(|(asked, _)| asked == *words))
    }

    fn choose(self, named: &Named) {
        if let Some(on_choose) = self.on_choose {
            on_choose.run(named.clone());
            self.words.set(String::new());
            self.at.set(None);
            self.typed.set(false);
            self.open.set(false);
            return;
        }
        self.draft.value.set(named.id.to_string());
        self.draft.label.set(Some(named.name.clone()));
        self.words.set(named.name.clone());
        self.typed.set(false);
        self.open.set(false);
    }

    /// Leaves what was typed and shows what is chosen. Also when the box goes: it loses the focus then.
    fn close(self) {
        self.open.try_set(false);
        self.typed.try_set(false);
        if let Some(label) = self.draft.label.try_get_untracked() {
            self.words.try_set(label.unwrap_or_default());
        }
    }

    fn typed(self, words: String) {
        if words.trim().is_empty() {
            self.draft.value.set(String::new());
            self.draft.label.set(None);
        }
        self.words.set(words);
        self.typed.set(true);
        self.at.set(None);
        self.open.set(true);
    }

    fn pressed(self, event: &web_sys::KeyboardEvent) {
        let found = untrack(|| self.all());
        let is_open = self.open.get_untracked();
        let last = found.len().checked_sub(1);
        let at = self.at.get_untracked();
        match (event.key().as_str(), is_open) {
            ("ArrowDown" | "ArrowUp", false) => self.open.set(true),
            ("ArrowDown", true) => self.at.set(last.map(|last| at.map_or(0, |at| (at + 1).min(last)))),
            ("ArrowUp", true) => self.at.set(last.map(|last| at.map_or(last, |at| at.saturating_sub(1)))),
            ("Enter", true) => match at.and_then(|at| found.get(at)) {
                Some(named) => self.choose(named),
                // The answer is on its way, or there is nothing by these words.
                None if self.typed.get_untracked() => {}
                None => return self.close(),
            },
            ("Escape", true) => self.close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

/// What is looked for: what the draft links to is shown until somebody types.
fn search_in(to: KindKey, draft: Draft, on_choose: Option<Callback<Named>>, i18n: I18n) -> Search {
    let begins = match (draft.value.with_untracked(String::is_empty), draft.label.get_untracked()) {
        (true, _) => String::new(),
        (false, label) => label.unwrap_or_else(|| t_string!(i18n, records.gone).to_owned()),
    };
    let words = RwSignal::new(begins);
    let asked = RwSignal::new(String::new());
    let found = LocalResource::new(move || {
        let (to, words) = (to.clone(), asked.get());
        // Without an answer nothing is offered; what is chosen stays.
        async move { (words.clone(), find_records(to, words).await.unwrap_or_default()) }
    });
    let search = Search {
        draft,
        words,
        found,
        open: RwSignal::new(false),
        typed: RwSignal::new(false),
        at: RwSignal::new(None),
        on_choose,
    };
    // What is put there by somebody else (a proposal, or taking it back) is shown, unless something is being typed.
    Effect::new(move |was: Option<String>| {
        let (value, label) = (draft.value.get(), draft.label.get_untracked());
        let is_typed = search.typed.get_untracked();
        if was.is_some_and(|was| was != value) && !is_typed && on_choose.is_none() {
            search.words.set(label.unwrap_or_default());
        }
        value
    });
    Effect::new(move || {
        if search.typed.get() && search.is_answered() && search.at.get_untracked().is_none() {
            search.at.set((!search.all().is_empty()).then_some(0));
        }
    });
    Effect::new(move |pause: Option<Option<TimeoutHandle>>| {
        let (words, is_open) = (words.get(), search.open.get());
        if let Some(pause) = pause.flatten() {
            pause.clear();
        }
        let rest = move || {
            asked.try_set(words);
        };
        is_open.then(|| set_timeout_with_handle(rest, PAUSE).ok()).flatten()
    });
    search
}

/// A record of the kind `to`, or none.
#[component]
pub fn RecordChoice(
    to: KindKey,
    name: String,
    label: String,
    draft: Draft,
    error: Signal<Option<String>>,
    /// Takes what is chosen, and another can be looked for.
    #[prop(optional, into)]
    on_choose: Option<Callback<Named>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let search = search_in(to, draft, on_choose, i18n);
    let list = format!("{name}-list");
    let listed = list.clone();
    let active = move || search.at.get().filter(|_| search.open.get()).map(|at| option_id(&listed, at));
    view! {
        <div class="field choosing" data-invalid=move || error.get().is_some().then_some("true")>
            <label class="field__label" for=name.clone()>{label}</label>
            <input
                class="input"
                type="text"
                role="combobox"
                id=name.clone()
                name=name
                dir="auto"
                autocomplete="off"
                aria-expanded=move || search.open.get().to_string()
                aria-controls=list.clone()
                aria-activedescendant=active
                aria-invalid=move || error.get().is_some().then_some("true")
                placeholder=t_string!(i18n, records.choose)
                prop:value=move || search.words.get()
                on:input:target=move |event| search.typed(event.target().value())
                on:focus=move |_| search.open.set(true)
                on:blur=move |_| search.close()
                on:keydown=move |event| search.pressed(&event)
            />
            <Found list search />
            <p class="field__note">{move || error.get().map(|error| view! { <span class="field__error">{error}</span> })}</p>
        </div>
    }
}

/// The id of a line of the list.
fn option_id(list: &str, at: usize) -> String {
    format!("{list}-{at}")
}

/// What was found, while the box is open.
#[component]
fn Found(list: String, search: Search) -> impl IntoView {
    let i18n = use_i18n();
    let id = list.clone();
    let offered = move || {
        let lines = search.all().into_iter().enumerate();
        lines.map(|(at, named)| view! { <Offered at id=option_id(&list, at) named search /> }).collect_view()
    };
    let is_nothing = move || search.open.get() && search.is_answered() && search.all().is_empty();
    view! {
        <ul class="choosing__list" role="listbox" id=id aria-label=t_string!(i18n, records.found) hidden=move || !search.open.get()>
            {offered}
            <Show when=is_nothing>
                <li class="choosing__none" role="option" aria-disabled="true" aria-selected="false">{t!(i18n, records.nothing_found)}</li>
            </Show>
        </ul>
    }
}

#[component]
fn Offered(at: usize, id: String, named: Named, search: Search) -> impl IntoView {
    let Named { name, note, .. } = named.clone();
    view! {
        <li
            class="choosing__one"
            role="option"
            id=id
            aria-selected=move || (search.at.get() == Some(at)).to_string()
            // Before the box loses the focus and closes the list.
            on:mousedown=move |event| {
                event.prevent_default();
                search.choose(&named);
            }
        >
            <span dir="auto">{name}</span>
            {note.map(|note| view! { <span class="lead-list__dim" dir="ltr">{note}</span> })}
        </li>
    }
}
