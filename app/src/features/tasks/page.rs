//! `/tasks`: my day, what everybody has to do, and what is done.

use super::api::{get_task, list_tasks};
use super::form::{Given, TaskDialog};
use super::row::TaskRow;
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::features::everywhere::SearchEverything;
use crate::followed::followed;
use crate::state::use_live;
use crate::ui::{Button, ButtonVariant, EmptyState, IconName, PageTitle, Skeleton};
use chrono::NaiveDate;
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::TaskId;
use kurier_model::live::News;
use kurier_model::task::{Task, TaskForm, TaskList, TaskPage};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// How many tasks a page has, and how many a refresh fetches at most.
const PAGE: u32 = 50;
const MOST: u32 = 200;

/// The page.
#[component]
pub fn TasksPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let list = Memo::new(move |_| {
        query.with(|query| match query.get_str("list") {
            Some("everybody") => TaskList::Everybody,
            Some("done") => TaskList::Done,
            _ => TaskList::Mine,
        })
    });
    let changes = RwSignal::new(0_u32);
    use_live().on(move |news| {
        if matches!(news, News::Tasks | News::Resync) {
            changes.try_update(|changes| *changes += 1);
        }
    });
    let adding = RwSignal::new(query.with_untracked(|query| query.get_str("new").is_some()));
    view! {
        <PageTitle text=t_string!(i18n, tasks.tasks) />
        <div class="tasks" data-testid="tasks"><div class="tasks__inner">
            <header class="tasks__head">
                <h1 class="tasks__title">{t!(i18n, tasks.tasks)}</h1>
                <SearchEverything />
                <Tabs list />
                <Button variant=ButtonVariant::Primary icon=IconName::Plus testid="new-task" on_click=move |_| adding.set(true)>
                    {t!(i18n, tasks.new)}
                </Button>
            </header>
            {move || view! { <Listed list=list.get() changes /> }}
            <TaskDialog open=adding given=Signal::stored(Given::New(TaskForm::default(), Vec::new())) />
            <Named />
        </div></div>
    }
}

/// The form of the task that the address names: `?task=…`.
#[component]
fn Named() -> impl IntoView {
    let query = use_query_map();
    let named = Memo::new(move |_| query.with(|query| query.get_str("task")?.parse::<TaskId>().ok()));
    let attempt = Attempt::begin();
    let open = RwSignal::new(false);
    let known = RwSignal::new(None::<Task>);
    Effect::new(move || {
        let Some(task) = named.get() else { return };
        let asked = async move { get_task(task).await.and_then(|task| Ok(task.read()?)) };
        attempt.make(asked, move |task: Task| {
            known.try_set(Some(task));
            open.try_set(true);
        });
    });
    // Closed, the address is the list's own again: the same task can be opened once more.
    let go = use_navigate();
    Effect::new(move |was: Option<bool>| {
        let is_open = open.get();
        if was == Some(true) && !is_open && named.get_untracked().is_some() {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            go("/tasks", options);
        }
        is_open
    });
    move || {
        known.get().map(|task| {
            view! { <TaskDialog open given=Signal::stored(Given::Known(Box::new(task))) /> }
        })
    }
}

#[component]
fn Tabs(list: Memo<TaskList>) -> impl IntoView {
    let i18n = use_i18n();
    let tab = move |of: TaskList, href: &'static str, name: &'static str| {
        view! { <a href=href aria-current=move || (list.get() == of).then_some("page")>{name}</a> }
    };
    view! {
        <nav class="segmented" aria-label=t_string!(i18n, tasks.lists)>
            {tab(TaskList::Mine, "/tasks", t_string!(i18n, tasks.mine))}
            {tab(TaskList::Everybody, "/tasks?list=everybody", t_string!(i18n, tasks.everybody))}
            {tab(TaskList::Done, "/tasks?list=done", t_string!(i18n, tasks.finished))}
        </nav>
    }
}

#[component]
fn Listed(list: TaskList, changes: RwSignal<u32>) -> impl IntoView {
    let loaded = StoredValue::new(PAGE);
    let page = Fetched::new(
        "list_tasks",
        move || format!("{list:?} {}", changes.get()),
        move || list_tasks(list, None, loaded.get_value().clamp(PAGE, MOST)),
    );
    followed(
        page,
        || view! { <Skeleton kind="text" /> }.into_any(),
        |_| false,
        move |page| view! { <Groups page list loaded /> }.into_any(),
        || ().into_any(),
    )
}

/// What is past, today's, and the rest; those without a day at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Group {
    Past,
    Today,
    Later,
    NoDay,
    Done,
}

impl Group {
    const ALL: [Self; 5] = [Self::Past, Self::Today, Self::Later, Self::NoDay, Self::Done];

    fn of(task: &Task, today: NaiveDate) -> Self {
        match &task.due {
            _ if task.done_at.is_some() => Self::Done,
            None => Self::NoDay,
            Some(due) if due.is_past => Self::Past,
            Some(due) if due.day <= today => Self::Today,
            Some(_) => Self::Later,
        }
    }

    fn name(self, i18n: I18n) -> &'static str {
        match self {
            Self::Past => t_string!(i18n, tasks.past),
            Self::Today => t_string!(i18n, tasks.today),
            Self::Later => t_string!(i18n, tasks.later),
            Self::NoDay => t_string!(i18n, tasks.no_day),
            Self::Done => t_string!(i18n, tasks.finished),
        }
    }
}

#[component]
fn Groups(page: RwSignal<TaskPage>, list: TaskList, loaded: StoredValue<u32>) -> impl IntoView {
    let i18n = use_i18n();
    let (rows, next, today) = page.with_untracked(|page| (page.rows.clone(), page.next.clone(), page.today));
    let (rows, next, today) = (RwSignal::new(rows), RwSignal::new(next), RwSignal::new(today));
    Effect::new(move |is_first: Option<()>| {
        let now = page.get();
        if is_first.is_some() {
            rows.set(now.rows);
            next.set(now.next);
            today.set(now.today);
        }
    });
    let attempt = Attempt::begin();
    let more = move |_| {
        let after = next.get_untracked();
        let here = after.clone();
        let asked = async move { list_tasks(list, after, PAGE).await.and_then(|page| Ok(page.read()?)) };
        attempt.make(asked, move |page: TaskPage| {
            // The list was read anew meanwhile, and goes on elsewhere.
            if next.try_get_untracked() != Some(here) {
                return;
            }
            rows.try_update(|rows| {
                rows.extend(page.rows);
                loaded.set_value(u32::try_from(rows.len()).unwrap_or(PAGE));
            });
            next.try_set(page.next);
        });
    };
    let of = move |group: Group| {
        let rows = rows.get();
        rows.into_iter().filter(|task| Group::of(task, today.get()) == group).collect::<Vec<_>>()
    };
    let groups =
        Memo::new(move |_| Group::ALL.into_iter().filter(|group| !of(*group).is_empty()).collect::<Vec<_>>());
    view! {
        <For each=move || groups.get() key=|group| *group let:group>
            <section class="tasks__group" data-group=format!("{group:?}").to_lowercase()>
                <h2 class="tasks__group-title">{group.name(i18n)}</h2>
                <ul class="tasks__list">
                    <For each=move || of(group) key=|task| task.id let:task>
                        <TaskRow task list=rows names={list != TaskList::Mine} about=true />
                    </For>
                </ul>
            </section>
        </For>
        <Show when=move || rows.with(Vec::is_empty)>
            <EmptyState
                icon=IconName::CircleCheckBig
                title=t_string!(i18n, tasks.none)
                text=Signal::stored(t_string!(i18n, tasks.none_text).to_owned())
            />
        </Show>
        <Show when=move || next.with(Option::is_some)>
            <Button pending=attempt.pending on_click=more>{t!(i18n, records.more)}</Button>
        </Show>
    }
}
