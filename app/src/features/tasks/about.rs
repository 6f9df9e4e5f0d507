//! The records that a task is about, in its form: named, taken out, and looked for by words.

use super::api::find_records_for_task;
use crate::api::ApiError;
use crate::features::kinds::{icon_of, one_of};
use crate::state::use_kinds;
use crate::trouble::{error_text, reason_text};
use crate::ui::{Icon, IconButton, IconName, Paused, mend_focus, sends};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::Found;
use kurier_model::task::TaskRecord;
use kurier_model::{Field, Reason};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// So many are offered.
const OFFERED: usize = 6;
/// Where the focus goes when a record that had it is taken out.
const BACK: &[&str] = &[".task-about__line .button--icon", "[name=task-about]", "[data-testid=task-save]"];

/// What it is about. `brings`: the mail that it comes from brings its own records along.
#[component]
pub(super) fn About(
    records: RwSignal<Vec<TaskRecord>>,
    brings: bool,
    error: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let said = RwSignal::new(String::new());
    let wrong = move || {
        error.with(|error| {
            Some(match error.as_ref()?.invalid()?.about(Field::TaskRecords)? {
                Reason::Required => t_string!(i18n, tasks.about_last).to_owned(),
                Reason::Unknown => t_string!(i18n, tasks.about_gone).to_owned(),
                Reason::TooLong { max } => t_string!(i18n, tasks.about_limit, max = max),
                other => reason_text(i18n, other),
            })
        })
    };
    view! {
        <div
            class="field task-about"
            role="group"
            aria-labelledby="task-about-label"
            data-testid="task-about"
            data-invalid=move || wrong().is_some().then_some("true")
        >
            <span class="field__label" id="task-about-label">{t!(i18n, tasks.about)}</span>
            {brings.then(|| view! { <p class="task-about__note">{t!(i18n, tasks.about_brings)}</p> })}
            <ul class="task-about__list">
                <For each=move || records.get() key=|one| one.record let:one>
                    <Line one records said />
                </For>
            </ul>
            <Adding records said />
            <p class="field__note">{move || wrong().map(|wrong| view! { <span class="field__error" role="alert">{wrong}</span> })}</p>
            <span class="visually-hidden" role="status">{move || said.get()}</span>
        </div>
    }
}

/// One of them, and out with it.
#[component]
fn Line(one: TaskRecord, records: RwSignal<Vec<TaskRecord>>, said: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let TaskRecord { record, kind, name, gone } = one;
    let icon = icon_of(&kind, untrack(|| use_kinds().own(&kind)).as_ref());
    let out = name.clone();
    let remove = move |_| {
        mend_focus(None, BACK);
        said.set(t_string!(i18n, tasks.about_removed, name = out.clone()));
        records.update(|all| all.retain(|other| other.record != record));
    };
    view! {
        <li class="task-about__line" data-testid="task-about-line">
            <Icon name=icon />
            <span class="task-about__name" dir="auto" title=name.clone()>{name.clone()}</span>
            {gone.then(|| view! { <span class="task__gone">{t!(i18n, tasks.in_bin)}</span> })}
            <IconButton icon=IconName::X label=t_string!(i18n, tasks.about_remove, name = name.clone()) on_click=remove />
        </li>
    }
}

/// What was found, or why nothing could be.
type Answer = Result<Vec<Found>, ApiError>;

/// Looking for another one.
#[derive(Clone, Copy)]
struct Looking {
    input: NodeRef<html::Input>,
    /// For what was asked last.
    words: RwSignal<String>,
    answer: RwSignal<Option<Answer>>,
    records: RwSignal<Vec<TaskRecord>>,
    said: RwSignal<String>,
    i18n: I18n,
}

impl Looking {
    fn look(self, typed: &str) {
        let asked = typed.trim().to_owned();
        // One may have been added meanwhile, and the box be empty again.
        let is_over = |input: web_sys::HtmlInputElement| input.value().trim() != asked;
        if self.input.try_get_untracked().flatten().is_some_and(is_over) {
            return;
        }
        self.words.try_set(asked.clone());
        if asked.is_empty() {
            self.answer.try_set(None);
            return;
        }
        spawn_local(async move {
            let question = async { Ok::<_, ApiError>(find_records_for_task(asked.clone()).await?.read()?) };
            let answer = question.await;
            // Something else may have been typed meanwhile.
            if self.words.try_with_untracked(|words| *words == asked) == Some(true) {
                self.answer.try_set(Some(answer));
            }
        });
    }

    /// Those that are not named yet. Tracks.
    fn offered(self) -> Vec<Found> {
        let found = self.answer.with(|answer| match answer {
            Some(Ok(found)) => found.clone(),
            _ => Vec::new(),
        });
        let is_new =
            |one: &Found| self.records.with(|all| !all.iter().any(|known| known.record == one.record));
        found.into_iter().filter(is_new).take(OFFERED).collect()
    }

    fn add(self, one: &Found) {
        let (record, kind, name) = (one.record, one.kind.clone(), one.name.clone());
        self.said.set(t_string!(self.i18n, tasks.about_added, name = name.clone()));
        self.records.update(|all| all.push(TaskRecord { record, kind, name, gone: false }));
        self.end();
    }

    /// Another one can be looked for.
    fn end(self) {
        self.words.set(String::new());
        self.answer.set(None);
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
            let _ = input.focus();
        }
    }

    fn pressed(self, event: &web_sys::KeyboardEvent) {
        let has_words = self.input.get_untracked().is_some_and(|input| !input.value().is_empty());
        match event.key().as_str() {
            // The form is sent by its button, or by the keys that send.
            "Enter" if !sends(event) => {
                if let Some(first) = untrack(|| self.offered()).first() {
                    self.add(first);
                }
            }
            "Escape" if has_words => self.end(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

#[component]
fn Adding(records: RwSignal<Vec<TaskRecord>>, said: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let looking = Looking {
        input: NodeRef::new(),
        words: RwSignal::new(String::new()),
        answer: RwSignal::new(None),
        records,
        said,
        i18n,
    };
    let paused = Paused::new(move |typed: String| looking.look(&typed));
    let shown = move || match looking.answer.get() {
        None => ().into_any(),
        Some(Err(error)) => {
            view! { <p class="field__error" role="alert">{error_text(i18n, &error)}</p> }.into_any()
        }
        // What was found is chosen already.
        Some(Ok(found)) => match looking.offered() {
            offered if offered.is_empty() && !found.is_empty() => ().into_any(),
            offered if offered.is_empty() => {
                view! { <p class="task-about__note" role="status">{t!(i18n, tasks.about_nothing)}</p> }
                    .into_any()
            }
            offered => {
                let lines =
                    offered.into_iter().map(|one| view! { <li><Offer one looking /></li> }).collect_view();
                view! { <ul class="task-about__found" aria-label=t_string!(i18n, tasks.about_found)>{lines}</ul> }.into_any()
            }
        },
    };
    view! {
        <input
            node_ref=looking.input
            class="input"
            type="search"
            name="task-about"
            dir="auto"
            autocomplete="off"
            placeholder=t_string!(i18n, tasks.about_search)
            title=t_string!(i18n, tasks.about_search)
            aria-label=t_string!(i18n, tasks.about_search)
            on:input:target=move |event| paused.typed(event.target().value())
            on:keydown=move |event| looking.pressed(&event)
        />
        {shown}
    }
}

/// What it is called, and what tells it apart.
#[component]
fn Offer(one: Found, looking: Looking) -> impl IntoView {
    let i18n = use_i18n();
    let made = untrack(|| use_kinds().own(&one.kind));
    let (kind, icon) = (one_of(i18n, &one.kind, made.as_ref()), icon_of(&one.kind, made.as_ref()));
    let note = [Some(kind), one.company.clone(), one.address.clone()].into_iter().flatten();
    let note = note.collect::<Vec<_>>().join(" · ");
    let name = one.name.clone();
    view! {
        <button type="button" class="task-about__one" data-testid="task-about-offer" on:click=move |_| looking.add(&one)>
            <Icon name=icon />
            <span class="task-about__what">
                <span class="task-about__name" dir="auto" title=name.clone()>{name.clone()}</span>
                <span class="task-about__note" dir="auto" title=note.clone()>{note.clone()}</span>
            </span>
        </button>
    }
}
