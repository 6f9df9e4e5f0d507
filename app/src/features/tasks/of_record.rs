//! What is to be done about a record, on its page.

use super::api::tasks_of_record;
use super::form::{Given, TaskDialog};
use super::row::{TaskRow, is_past};
use crate::api::Fetched;
use crate::followed::followed;
use crate::state::use_live;
use crate::ui::{Button, ButtonSize, Icon, IconName, Skeleton};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::live::News;
use kurier_model::task::{Task, TaskForm, TaskRecord};
use leptos::prelude::*;

/// The panel.
#[component]
pub fn RecordTasks(
    record: RecordId,
    /// The same, for a task that is made here.
    about: Signal<TaskRecord>,
) -> impl IntoView {
    let i18n = use_i18n();
    let changes = RwSignal::new(0_u32);
    use_live().on(move |news| {
        if matches!(news, News::Tasks | News::Resync) {
            changes.try_update(|changes| *changes += 1);
        }
    });
    let tasks = Fetched::new(
        "tasks_of_record",
        move || format!("{record} {}", changes.get()),
        move || tasks_of_record(record),
    );
    let adding = RwSignal::new(false);
    let given = Signal::derive(move || Given::New(TaskForm::default(), vec![about.get()]));
    view! {
        <section class="panel" aria-labelledby="record-tasks" data-testid="record-tasks">
            <div class="panel__head">
                <h2 class="panel__title" id="record-tasks">{t!(i18n, tasks.tasks)}</h2>
                <Button size=ButtonSize::Small icon=IconName::Plus testid="add-task" on_click=move |_| adding.set(true)>
                    {t!(i18n, tasks.new)}
                </Button>
            </div>
            {followed(
                tasks,
                || view! { <Skeleton lines=1 /> }.into_any(),
                |_| false,
                |tasks| view! { <List tasks /> }.into_any(),
                || ().into_any(),
            )}
            <TaskDialog open=adding given />
        </section>
    }
}

#[component]
fn List(tasks: RwSignal<Vec<Task>>) -> impl IntoView {
    let i18n = use_i18n();
    let past = Memo::new(move |_| tasks.with(|tasks| tasks.iter().filter(|task| is_past(task)).count()));
    view! {
        <Show when=move || { past.get() > 0 }>
            <p class="tasks__overdue" data-testid="overdue">
                <Icon name=IconName::Clock />
                {move || t_string!(i18n, tasks.overdue, count = past.get()).to_string()}
            </p>
        </Show>
        <ul class="tasks__list" aria-label=t_string!(i18n, tasks.tasks)>
            <For each=move || tasks.get() key=|task| task.id let:task>
                <TaskRow task list=tasks names=true />
            </For>
        </ul>
        <Show when=move || tasks.with(Vec::is_empty)>
            <p class="timeline__dim">{t!(i18n, tasks.none_of_record)}</p>
        </Show>
    }
}
