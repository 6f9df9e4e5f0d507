//! A task as a line: done by its box, changed by its name.

use super::api::{finish_task, remove_task, restore_task};
use super::form::{Given, TaskDialog, repeat_words};
use crate::attempt::Attempt;
use crate::features::message::subject_or;
use crate::features::timeline::{record_url, thread_url};
use crate::state::{Toast, use_toasts};
use crate::ui::{Icon, IconName, Menu, MenuItem, day_words, use_zone};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::TaskId;
use kurier_model::task::Task;
use leptos::prelude::*;

/// The line of a task of a list, which stays while the task changes: its form may be open. `names` says whose it is, `about` what it is
/// about.
#[component]
pub fn TaskRow(
    task: Task,
    #[prop(into)] list: Signal<Vec<Task>>,
    #[prop(optional)] names: bool,
    #[prop(optional)] about: bool,
) -> impl IntoView {
    let editing = RwSignal::new(false);
    let (id, first) = (task.id, task);
    let now = Memo::new(move |before: Option<&Task>| {
        let found = list.with(|list| list.iter().find(|task| task.id == id).cloned());
        found.unwrap_or_else(|| before.unwrap_or(&first).clone())
    });
    let title = Memo::new(move |_| now.with(|task| task.title.clone()));
    let given = Signal::derive(move || Given::Known(Box::new(now.get())));
    view! {
        <li
            class="task"
            data-testid="task"
            data-past=move || now.with(is_past).to_string()
            data-done=move || now.with(|task| task.done_at.is_some()).to_string()
        >
            <DoneBox task=now />
            <div class="task__what">
                <button
                    type="button"
                    class="task__title"
                    dir="auto"
                    title=move || title.get()
                    on:click=move |_| editing.set(true)
                >
                    {move || title.get()}
                </button>
                {move || view! { <Facts task=now.get() names about /> }}
            </div>
            <Actions id title editing />
            <TaskDialog open=editing given />
        </li>
    }
}

/// Not done, and over.
pub(super) fn is_past(task: &Task) -> bool {
    task.done_at.is_none() && task.due.as_ref().is_some_and(|due| due.is_past)
}

#[component]
fn DoneBox(task: Memo<Task>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let id = task.with_untracked(|task| task.id);
    let is_done = RwSignal::new(false);
    let as_it_is = move || is_done.set(task.with(|task| task.done_at.is_some()));
    Effect::new(as_it_is);
    // As it was, when the server did not take it; until it has answered, as it was pressed.
    Effect::new(move || {
        if attempt.error.with(Option::is_some) {
            untrack(as_it_is);
        }
    });
    let finish = move |done: bool| {
        is_done.set(done);
        let title = task.with_untracked(|task| task.title.clone());
        attempt.make(finish_task(id, done), move |()| {
            if done {
                let said = Toast::done(t_string!(i18n, tasks.done, title = title));
                toasts.push(said.with_undo(move || attempt.make(finish_task(id, false), |()| {})));
            }
        });
    };
    view! {
        <label class="task__box">
            <input
                type="checkbox"
                prop:checked=move || is_done.get()
                aria-label=move || t_string!(i18n, tasks.is_done, title = task.with(|task| task.title.clone()))
                on:change:target=move |event| finish(event.target().checked())
            />
        </label>
    }
}

/// Until when, how often, whose, and what it is about.
#[component]
fn Facts(task: Task, names: bool, about: bool) -> impl IntoView {
    let i18n = use_i18n();
    let is_past = is_past(&task);
    let today = use_zone().now().date_naive();
    let due = task.due.map(|due| {
        let words = [Some(day_words(i18n, due.day, today)), due.time].into_iter().flatten();
        let words = words.collect::<Vec<_>>().join(" ");
        let said = is_past.then(|| view! { <span class="visually-hidden">{t!(i18n, tasks.past)} " "</span> });
        view! { <span class="task__due">{said}{words}</span> }
    });
    let records = about.then(|| {
        let link = move |about: kurier_model::task::TaskRecord| {
            let gone = about.gone.then(|| view! { <span class="task__gone">{t!(i18n, tasks.in_bin)}</span> });
            view! {
                <a href=record_url(&about.kind, about.record) dir="auto" title=about.name.clone()>
                    <span class="task__record">{about.name.clone()}</span>
                    {gone}
                </a>
            }
        };
        task.records.into_iter().map(link).collect_view()
    });
    let thread = task.thread.map(|thread| {
        let subject = subject_or(i18n, &thread.subject);
        view! {
            <a class="task__thread" href=thread_url(thread.thread) title=subject.clone()>
                <Icon name=IconName::Mail />
                <span dir="auto">{subject.clone()}</span>
            </a>
        }
    });
    view! {
        <p class="task__facts">
            {due}
            {task.repeat.map(|repeat| view! { <span>{repeat_words(i18n, repeat)}</span> })}
            {names.then(|| view! { <span dir="auto">{task.assignee_name}</span> })}
            {records}
            {thread}
        </p>
    }
}

#[component]
fn Actions(id: TaskId, title: Memo<String>, editing: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let remove = move |()| {
        attempt.make(remove_task(id), move |()| {
            let said = Toast::done(t_string!(i18n, tasks.removed));
            toasts.push(said.with_undo(move || attempt.make(restore_task(id), |()| {})));
        });
    };
    view! {
        <Menu label=Signal::derive(move || t_string!(i18n, tasks.actions, title = title.get())) testid="task-menu">
            <MenuItem icon=IconName::Pencil on_select=move |()| editing.set(true)>{t!(i18n, tasks.change)}</MenuItem>
            <MenuItem icon=IconName::Trash2 danger=true on_select=remove>{t!(i18n, tasks.remove)}</MenuItem>
        </Menu>
    }
}
