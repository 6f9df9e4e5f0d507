//! The form of a task, in a dialog beside the page that is open.

use super::about::About;
use super::api::{change_task, create_task};
use crate::attempt::Attempt;
use crate::features::people::colleagues;
use crate::state::{Toast, use_session, use_toasts};
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Dialog, Select, TextArea, TextField, sends};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::task::{Reminder, Repeat, Task, TaskForm, TaskRecord};
use kurier_model::{Field, TaskId};
use leptos::prelude::*;

/// What the form begins with.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// About these records.
    New(TaskForm, Vec<TaskRecord>),
    Known(Box<Task>),
}

impl Given {
    fn form(&self) -> TaskForm {
        match self {
            // Whoever says until when wants to be told.
            Self::New(form, _) => TaskForm { remind: Some(Reminder::AtTime), ..form.clone() },
            Self::Known(task) => TaskForm {
                title: task.title.clone(),
                description: task.description.clone(),
                due_day: task.due.as_ref().map(|due| due.day.to_string()).unwrap_or_default(),
                due_time: task.due.as_ref().and_then(|due| due.time.clone()).unwrap_or_default(),
                assignee: Some(task.assignee),
                repeat: task.repeat,
                remind: task.remind,
                ..TaskForm::default()
            },
        }
    }

    /// What it is about.
    fn records(&self) -> Vec<TaskRecord> {
        match self {
            Self::New(_, records) => records.clone(),
            Self::Known(task) => task.records.clone(),
        }
    }
}

/// The dialog, shown while `open`.
#[component]
pub fn TaskDialog(open: RwSignal<bool>, #[prop(into)] given: Signal<Given>) -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || {
        let is_new = given.with(|given| matches!(given, Given::New(..)));
        if is_new { t_string!(i18n, tasks.new) } else { t_string!(i18n, tasks.change) }.to_owned()
    });
    view! {
        <Dialog open title size="side" testid="task-dialog">
            <Form open given=given.get_untracked() />
        </Dialog>
    }
}

/// What is being filled in.
#[derive(Clone, Copy)]
struct Filling {
    title: RwSignal<String>,
    description: RwSignal<String>,
    day: RwSignal<String>,
    time: RwSignal<String>,
    assignee: RwSignal<String>,
    repeat: RwSignal<String>,
    remind: RwSignal<String>,
    records: RwSignal<Vec<TaskRecord>>,
    /// What stays as it is.
    rest: StoredValue<TaskForm>,
}

impl Filling {
    fn of(form: TaskForm, records: Vec<TaskRecord>, me: String) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            title: text(&form.title),
            description: text(&form.description),
            day: text(&form.due_day),
            time: text(&form.due_time),
            assignee: RwSignal::new(form.assignee.map_or(me, |person| person.to_string())),
            repeat: text(form.repeat.map_or("", Repeat::as_str)),
            remind: text(form.remind.map_or("", Reminder::as_str)),
            records: RwSignal::new(records),
            rest: StoredValue::new(form),
        }
    }

    fn form(self) -> TaskForm {
        TaskForm {
            title: self.title.get_untracked(),
            description: self.description.get_untracked(),
            due_day: self.day.get_untracked(),
            due_time: self.time.get_untracked(),
            assignee: self.assignee.get_untracked().parse().ok(),
            repeat: Repeat::from_stored(&self.repeat.get_untracked()),
            remind: Reminder::from_stored(&self.remind.get_untracked()),
            records: self.records.with_untracked(|all| all.iter().map(|one| one.record).collect()),
            ..self.rest.get_value()
        }
    }
}

#[component]
fn Form(open: RwSignal<bool>, given: Given) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let me = use_session().me().map(|me| me.user.to_string()).unwrap_or_default();
    let filling = Filling::of(given.form(), given.records(), me);
    let known: Option<(TaskId, u32)> = match &given {
        Given::Known(task) => Some((task.id, task.revision)),
        Given::New(..) => None,
    };
    let save = move || match known {
        Some((task, revision)) => attempt.make(change_task(task, revision, filling.form()), move |()| {
            open.try_set(false);
        }),
        None => attempt.make(create_task(filling.form()), move |_| {
            open.try_set(false);
            toasts.push(Toast::done(t_string!(i18n, tasks.created)));
        }),
    };
    view! {
        <form
            class="record-form"
            data-testid="task-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
            on:keydown=move |event| {
                if sends(&event) {
                    event.prevent_default();
                    save();
                }
            }
        >
            <Fields filling attempt />
            <div class="record-form__buttons">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="task-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}

#[component]
fn Fields(filling: Filling, attempt: Attempt) -> impl IntoView {
    let i18n = use_i18n();
    let error = move |field| field_error(i18n, attempt.error, field);
    let brings = filling.rest.with_value(|form| form.thread.is_some());
    let people = LocalResource::new(colleagues);
    let first = filling.assignee.get_untracked();
    let people = Signal::derive(move || {
        let known = people.get().and_then(Result::ok).unwrap_or_default();
        let mut options: Vec<_> = known.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
        // Whoever has it now can keep it, also when they have left, and before the others are known.
        if !options.iter().any(|(id, _)| *id == first) {
            options.insert(0, (first.clone(), t_string!(i18n, tasks.same_person).to_owned()));
        }
        options
    });
    let repeats = std::iter::once((String::new(), t_string!(i18n, tasks.once).to_owned()));
    let repeats: Vec<_> = repeats
        .chain(Repeat::ALL.map(|repeat| (repeat.as_str().to_owned(), repeat_words(i18n, repeat).to_owned())))
        .collect();
    view! {
        <TextField name="task-title" label=t_string!(i18n, tasks.title) value=filling.title required=true autofocus=true autocomplete="off" error=error(Field::TaskTitle) />
        <div class="task-form__when">
            <TextField name="task-day" label=t_string!(i18n, tasks.day) value=filling.day kind="date" error=error(Field::DueDay) />
            <TextField name="task-time" label=t_string!(i18n, tasks.time) value=filling.time kind="time" error=error(Field::DueTime) />
        </div>
        <Select name="task-repeat" label=t_string!(i18n, tasks.repeat) value=filling.repeat options=Signal::stored(repeats) />
        <Select name="task-remind" label=t_string!(i18n, tasks.remind) value=filling.remind options=Signal::stored(reminders(i18n)) />
        <Select name="task-assignee" label=t_string!(i18n, tasks.assignee) value=filling.assignee options=people error=error(Field::Owner) />
        <About records=filling.records brings error=attempt.error />
        <TextArea name="task-description" label=t_string!(i18n, tasks.description) value=filling.description rows=4 error=error(Field::Description) />
    }
}

/// When one is told, in words, to be chosen from.
fn reminders(i18n: I18n) -> Vec<(String, String)> {
    let words = |reminder| match reminder {
        Reminder::AtTime => t_string!(i18n, tasks.remind_at_time),
        Reminder::Quarter => t_string!(i18n, tasks.remind_quarter),
        Reminder::Hour => t_string!(i18n, tasks.remind_hour),
        Reminder::Day => t_string!(i18n, tasks.remind_day),
    };
    let never = std::iter::once((String::new(), t_string!(i18n, tasks.remind_never).to_owned()));
    never
        .chain(Reminder::ALL.map(|reminder| (reminder.as_str().to_owned(), words(reminder).to_owned())))
        .collect()
}

/// How often, in words.
pub(super) fn repeat_words(i18n: I18n, repeat: Repeat) -> &'static str {
    match repeat {
        Repeat::Daily => t_string!(i18n, tasks.daily),
        Repeat::Weekdays => t_string!(i18n, tasks.weekdays),
        Repeat::Weekly => t_string!(i18n, tasks.weekly),
        Repeat::Monthly => t_string!(i18n, tasks.monthly),
        Repeat::Yearly => t_string!(i18n, tasks.yearly),
    }
}
