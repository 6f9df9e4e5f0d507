//! A client at a glance, beside their mail: what is under way, the next task, the last mail; and ways to begin more.

use crate::api::Fetched;
use crate::features::inbox::api::client_glance;
use crate::features::records::create_drawer::LaterDrawer;
use crate::features::records::words::{icon_of, money, new_of, stage_name};
use crate::features::tasks::{Given, TaskDialog, task_url};
use crate::features::timeline::{record_url, thread_url};
use crate::followed::followed;
use crate::state::{use_kinds, use_live};
use crate::ui::{Button, ButtonSize, Icon, IconName, Skeleton, Time, day_words, use_zone};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::ThreadId;
use kurier_model::glance::{Glance, LastMail, OpenWork};
use kurier_model::inbox::ClientBadge;
use kurier_model::live::News;
use kurier_model::record::{FieldDefinition, FieldType, FieldValue, Kind, KindKey};
use kurier_model::task::{Task, TaskForm, TaskRecord};
use leptos::prelude::*;

/// What can be begun with a client from here, beside a task.
const DEAL: &str = "deal";

/// The part of the panel about a client of the thread.
#[component]
pub fn ClientGlance(client: ClientBadge, thread: ThreadId) -> impl IntoView {
    let id = client.record;
    let changes = RwSignal::new(0_u32);
    let asked =
        Fetched::new("client_glance", move || format!("{id} {}", changes.get()), move || client_glance(id));
    // The records that it tells of, for the news that concern it.
    let about = RwSignal::new(vec![id]);
    use_live().on(move |news| {
        let concerns = match &news {
            News::Record { record } => about.try_with_untracked(|about| about.contains(record)) == Some(true),
            News::Threads { threads, .. } => threads.is_empty() || threads.contains(&thread),
            News::Tasks | News::Resync => true,
            _ => false,
        };
        if concerns {
            changes.try_update(|changes| *changes += 1);
        }
    });
    let client = StoredValue::new(client);
    view! {
        <section class="glance" aria-labelledby="record-glance" data-testid="client-glance">
            <h4 class="record-panel__title" id="record-glance">{t!(use_i18n(), leads.glance.title)}</h4>
            {followed(
                asked,
                || view! { <Skeleton lines=2 /> }.into_any(),
                |_| false,
                move |glance| view! { <Known glance about thread /> }.into_any(),
                || ().into_any(),
            )}
            <Beginning client=client.get_value() />
        </section>
    }
}

#[component]
fn Known(
    glance: RwSignal<Glance>,
    about: RwSignal<Vec<kurier_model::RecordId>>,
    thread: ThreadId,
) -> impl IntoView {
    let i18n = use_i18n();
    Effect::new(move || {
        let told = glance.with(|glance| {
            let company = glance.company.iter().map(|company| company.record);
            let open = glance.open.iter().map(|work| work.record);
            std::iter::once(glance.client.record).chain(company).chain(open).collect::<Vec<_>>()
        });
        about.try_set(told);
    });
    let open = Memo::new(move |_| glance.with(|glance| glance.open.clone()));
    let more = Memo::new(move |_| glance.with(|glance| glance.more));
    let company = Memo::new(move |_| glance.with(|glance| glance.company.clone()));
    let task = Memo::new(move |_| glance.with(|glance| glance.next_task.clone()));
    let last = Memo::new(move |_| glance.with(|glance| glance.last_mail.clone()));
    view! {
        {move || company.get().map(|ClientBadge { record, kind, name }| view! {
            <p class="glance__line">
                <Icon name=icon_of(&kind, None) />
                <span class="visually-hidden">{t!(i18n, leads.company)} ": "</span>
                <a href=record_url(&kind, record) dir="auto" title=name.clone()>{name.clone()}</a>
            </p>
        })}
        <Show
            when=move || !open.with(Vec::is_empty)
            fallback=move || view! { <p class="record-panel__why">{t!(i18n, leads.glance.nothing_open)}</p> }
        >
            <ul class="record-panel__leads" aria-label=t_string!(i18n, leads.glance.open)>
                <For each=move || open.get() key=|work| format!("{work:?}") let:work>
                    <Work work />
                </For>
            </ul>
        </Show>
        <Show when=move || more.get() != 0>
            <p class="record-panel__why">{move || t_string!(i18n, records.more_related, count = more.get())}</p>
        </Show>
        {move || match task.get() {
            Some(task) => view! { <NextTask task /> }.into_any(),
            None => view! { <p class="record-panel__why">{t!(i18n, leads.glance.no_task)}</p> }.into_any(),
        }}
        {move || last.get().map(|last| view! { <Last last thread /> })}
    }
}

#[component]
fn Work(work: OpenWork) -> impl IntoView {
    let i18n = use_i18n();
    let (kinds, kind) = (use_kinds(), work.kind.clone());
    let amount = work.amount.as_deref().map(|amount| money(i18n, amount));
    let of = work.of_company.then(|| t_string!(i18n, leads.glance.of_company).to_owned());
    let facts = [amount, work.owner, of].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li class="record-panel__lead" data-testid="open-work" data-kind=work.kind.to_string()>
            <div class="record-panel__lead-top">
                {move || view! { <Icon name=icon_of(&kind, kinds.own(&kind).as_ref()) /> }}
                <a href=record_url(&work.kind, work.record) dir="auto">{work.name}</a>
            </div>
            <div class="record-panel__lead-top">
                <span class="stage-mark" data-stage="open" dir="auto">{stage_name(i18n, &work.stage)}</span>
                <span class="record-panel__why" dir="auto">{facts}</span>
            </div>
        </li>
    }
}

/// The most urgent task, and whether its time is over.
#[component]
fn NextTask(task: Task) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_zone().now().date_naive();
    let is_past = task.due.as_ref().is_some_and(|due| due.is_past);
    let due = task.due.map(|due| {
        let words = [Some(day_words(i18n, due.day, today)), due.time].into_iter().flatten();
        words.collect::<Vec<_>>().join(" ")
    });
    let facts = [due, Some(task.assignee_name)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <div class="glance__task" data-testid="next-task" data-past=is_past.to_string()>
            <p class="glance__line">
                <Icon name=IconName::ListTodo />
                <a href=task_url(task.id) dir="auto" title=task.title.clone()>{task.title.clone()}</a>
            </p>
            <p class="record-panel__why" dir="auto">
                {is_past.then(|| view! { <strong class="glance__past">{t!(i18n, tasks.past)}</strong> " " })}
                {facts}
            </p>
        </div>
    }
}

#[component]
fn Last(last: LastMail, thread: ThreadId) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p class="record-panel__why" data-testid="last-mail">
            {t!(i18n, leads.glance.last_mail)} " "
            {if last.thread == thread {
                view! { <Time at=last.at /> " · " {t!(i18n, leads.glance.this_thread)} }.into_any()
            } else {
                view! { <a href=thread_url(last.thread)><Time at=last.at /></a> }.into_any()
            }}
        </p>
    }
}

/// A task about the client, or a deal with them.
#[component]
fn Beginning(client: ClientBadge) -> impl IntoView {
    let i18n = use_i18n();
    let (tasking, dealing) = (RwSignal::new(false), RwSignal::new(false));
    let ClientBadge { record, kind, name } = client.clone();
    let about_it = TaskRecord { record, kind, name, gone: false };
    let task = Signal::stored(Given::New(TaskForm::default(), vec![about_it]));
    let given = Callback::new(move |kind: Kind| {
        kind.fields.iter().filter_map(|field| about(field, &client)).collect::<Vec<_>>()
    });
    let kinds = use_kinds();
    let has_deals = move || {
        kinds
            .now()
            .is_none_or(|kinds| kinds.iter().any(|kind| kind.key.0 == DEAL && !kind.hidden && !kind.removed))
    };
    view! {
        <div class="record-panel__buttons">
            <Button size=ButtonSize::Small icon=IconName::ListTodo testid="task-of-client" on_click=move |_| tasking.set(true)>
                {t!(i18n, tasks.new)}
            </Button>
            <Show when=has_deals>
                <Button size=ButtonSize::Small icon=IconName::Plus testid="deal-of-client" on_click=move |_| dealing.set(true)>
                    {new_of(i18n, &KindKey::from(DEAL), None)}
                </Button>
            </Show>
        </div>
        <TaskDialog open=tasking given=task />
        <LaterDrawer open=dealing kind=DEAL.into() given />
    }
}

/// The client, in the field that links to somebody like them.
fn about(field: &FieldDefinition, client: &ClientBadge) -> Option<FieldValue> {
    match &field.what {
        FieldType::Link { to, several: None } if *to == client.kind => {
            Some(FieldValue::new(field.id, client.record.to_string(), Some(client.name.clone())))
        }
        _ => None,
    }
}
