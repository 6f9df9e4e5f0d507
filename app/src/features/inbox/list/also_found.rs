//! Above the mail that a search has found: people, companies, deals and other records, tasks and notes that have the words, a few of each.

use crate::api::ApiError;
use crate::features::inbox::state::Inbox;
use crate::features::records::api::search_each_kind;
use crate::features::records::words::{icon_of, many_of, stage_name};
use crate::features::tasks::{api::search_tasks, task_url};
use crate::features::timeline::{api::search_notes, record_url};
use crate::lazy::split;
use crate::state::{Kinds, use_kinds};
use crate::ui::{Icon, IconName, day_words, use_zone};
use chrono::NaiveDate;
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::{Found, KindKey};
use kurier_model::task::Task;
use kurier_model::timeline::FoundNote;
use leptos::prelude::*;
use leptos_router::location::Url;

/// So many of each group are shown; the server finds more of a kind when there are more.
const SHOWN: usize = 3;

split! {
    mail: pub fn also_found(inbox: Inbox) -> AnyView { view! { <AlsoFound inbox /> }.into_any() }
}

/// What the server has found by the words, beside the mail.
#[derive(Clone, Default)]
struct All {
    words: String,
    records: Vec<Found>,
    tasks: Vec<Task>,
    notes: Vec<FoundNote>,
}

impl All {
    /// All at once; what does not come is left out: the mail is there all the same.
    async fn by(typed: String) -> Self {
        // Quotation marks are for mail.
        let words = typed.replace(['"', '„', '”', '“', '«', '»'], " ").trim().to_owned();
        let records = async { Ok::<_, ApiError>(search_each_kind(words.clone()).await?.read()?) };
        let tasks = async { Ok::<_, ApiError>(search_tasks(words.clone()).await?.read()?) };
        let notes = async { Ok::<_, ApiError>(search_notes(words.clone()).await?.read()?) };
        let (records, tasks, notes) = futures::join!(records, tasks, notes);
        Self {
            records: records.unwrap_or_default(),
            tasks: tasks.unwrap_or_default(),
            notes: notes.unwrap_or_default(),
            words,
        }
    }

    /// What is found, in groups: of the kind whose record fits best first.
    fn groups(self, i18n: I18n, kinds: Kinds, today: NaiveDate) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let (near, exact): (Vec<Found>, Vec<Found>) =
            self.records.into_iter().partition(|found| found.is_near);
        let mut seen: Vec<KindKey> = Vec::new();
        for found in &exact {
            if seen.contains(&found.kind) {
                continue;
            }
            seen.push(found.kind.clone());
            let made = kinds.own(&found.kind);
            let of_kind = exact.iter().filter(|other| other.kind == found.kind).take(SHOWN);
            groups.push(Group {
                title: many_of(i18n, &found.kind, made.as_ref()),
                all: Some(format!("/records/{}?q={}", Url::escape(&found.kind.0), Url::escape(&self.words))),
                hits: of_kind.map(|found| Hit::record(i18n, kinds, found)).collect(),
            });
        }
        let others = [
            (
                t_string!(i18n, common.palette.near),
                near.iter().take(SHOWN).map(|found| Hit::record(i18n, kinds, found)).collect::<Vec<_>>(),
            ),
            (
                t_string!(i18n, tasks.tasks),
                self.tasks.into_iter().take(SHOWN).map(|task| Hit::task(i18n, task, today)).collect(),
            ),
            (
                t_string!(i18n, records.timeline.notes),
                self.notes.into_iter().take(SHOWN).map(Hit::note).collect(),
            ),
        ];
        let others = others.into_iter().filter(|(_, hits)| !hits.is_empty());
        groups.extend(others.map(|(title, hits)| Group { title: title.to_owned(), all: None, hits }));
        groups
    }
}

/// What is alike, and where all of it is, if it is somewhere.
#[derive(Clone)]
struct Group {
    title: String,
    all: Option<String>,
    hits: Vec<Hit>,
}

#[derive(Clone)]
struct Hit {
    icon: IconName,
    name: String,
    note: String,
    address: String,
}

impl Hit {
    fn record(i18n: I18n, kinds: Kinds, found: &Found) -> Self {
        let made = kinds.own(&found.kind);
        let stage = found.stage.as_ref().map(|stage| stage_name(i18n, stage));
        let notes = [stage, found.company.clone(), found.address.clone()].into_iter().flatten();
        Self {
            icon: icon_of(&found.kind, made.as_ref()),
            name: found.name.clone(),
            note: notes.collect::<Vec<_>>().join(" · "),
            address: record_url(&found.kind, found.record),
        }
    }

    fn task(i18n: I18n, task: Task, today: NaiveDate) -> Self {
        let is_done = task.done_at.is_some();
        let is_past = !is_done && task.due.as_ref().is_some_and(|due| due.is_past);
        let notes = [
            is_done.then(|| t_string!(i18n, tasks.finished).to_owned()),
            is_past.then(|| t_string!(i18n, tasks.past).to_owned()),
            task.due.map(|due| day_words(i18n, due.day, today)),
            Some(task.assignee_name),
        ];
        Self {
            icon: IconName::ListTodo,
            name: task.title,
            note: notes.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            address: task_url(task.id),
        }
    }

    fn note(note: FoundNote) -> Self {
        Self {
            icon: IconName::StickyNote,
            name: note.text,
            note: [note.name, note.by].join(" · "),
            address: record_url(&note.kind, note.record),
        }
    }
}

/// Asked beside the list, when it is there: the mail waits for nothing of this. A page that the server has drawn asks for nothing by itself: there it
/// is folded, and asked for when somebody unfolds it.
#[component]
fn AlsoFound(inbox: Inbox) -> impl IntoView {
    let i18n = use_i18n();
    let kinds = use_kinds();
    let words = Memo::new(move |_| {
        inbox.place.with(|place| {
            place.list.words().filter(|words| words.chars().nth(1).is_some()).map(str::to_owned)
        })
    });
    let unfolded = RwSignal::new(false);
    let waits = Memo::new(move |_| {
        words.with(|words| words.is_some() && inbox.drawn_words.with_value(|drawn| drawn == words))
            && !unfolded.get()
    });
    let found = LocalResource::new(move || {
        let words = words.get().filter(|_| !waits.get());
        async move {
            match words {
                Some(words) => All::by(words).await,
                None => All::default(),
            }
        }
    });
    let is_open = RwSignal::new(true);
    let today = use_zone().now().date_naive();
    let groups = move || found.get().unwrap_or_default().groups(i18n, kinds, today);
    let count = move || {
        let found = found.get().unwrap_or_default();
        found.records.len() + found.tasks.len() + found.notes.len()
    };
    view! {
        <p class="visually-hidden" role="status">
            {move || words.with(Option::is_some).then(|| t!(i18n, common.palette.results, count = count))}
        </p>
        <Show when=move || waits.get()>
            <section class="also" aria-label=t_string!(i18n, inbox.also.title)>
                <details on:toggle=move |_| unfolded.set(true)>
                    <summary class="also__head" data-testid="also-unfold">{t!(i18n, inbox.also.title)}</summary>
                </details>
            </section>
        </Show>
        {move || {
            let groups = groups();
            (!groups.is_empty()).then(|| view! {
                <section class="also" aria-label=t_string!(i18n, inbox.also.title) data-testid="also-found">
                    <details
                        open=is_open.get_untracked()
                        on:toggle:target=move |event| {
                            is_open.set(event.target().has_attribute("open"));
                        }
                    >
                        <summary class="also__head">{t!(i18n, inbox.also.title)}</summary>
                        {groups.into_iter().map(|group| view! { <GroupView group /> }).collect_view()}
                    </details>
                </section>
            })
        }}
    }
}

#[component]
fn GroupView(group: Group) -> impl IntoView {
    let i18n = use_i18n();
    let Group { title, all, hits } = group;
    let name = title.clone();
    view! {
        <section class="also__group" aria-label=title.clone()>
            <div class="also__line">
                <h2 class="also__title" dir="auto" title=title.clone()>{title.clone()}</h2>
                {all.map(|href| view! {
                    <a class="also__all" href=href aria-label=t_string!(i18n, inbox.also.all_of, kind = name)>
                        {t!(i18n, inbox.also.all)}
                    </a>
                })}
            </div>
            <ul class="also__hits">
                {hits.into_iter().map(|hit| view! {
                    <li>
                        <a class="also__hit" href=hit.address>
                            <Icon name=hit.icon />
                            <span class="also__name" dir="auto" title=hit.name.clone()>{hit.name.clone()}</span>
                            <span class="also__note" dir="auto" title=hit.note.clone()>{hit.note.clone()}</span>
                        </a>
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}
