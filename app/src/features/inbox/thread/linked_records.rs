//! What a thread belongs to, and why; attaching it to something else, or to something new that is made of it.

use super::link_buttons::{Link, LinkButtons, MoveDialog, undo};
use crate::features::inbox::into_stage::{IntoStage, WhyLost};
use crate::features::ready::matches::Matches;
use crate::features::ready::proposal::ProposalForm;
use crate::features::records::create_drawer::LaterDrawer;
use crate::features::records::words::{icon_of, new_of, stage_name};
use crate::features::tasks::{Given, TaskDialog};
use crate::features::timeline::api::attach_threads;
use crate::features::timeline::record_url;
use crate::state::{Afterwards, Toast, use_kinds, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonSize, Dialog, Icon, IconName, Menu, MenuItem};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::inbox::{ClientBadge, LinkReason, LinkedRecord, Thread};
use kurier_model::ready::{Decided, RecordMatch};
use kurier_model::record::{FieldDefinition, FieldType, FieldValue, Kind, KindKey, ListedKind, OwnKind};
use kurier_model::task::TaskForm;
use kurier_model::{EventId, RecordId, StageId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What can be made of a mail, beside a lead and what the workspace has made itself.
const MADE_OF_MAIL: [&str; 3] = ["deal", "ticket", "project"];

/// Those of them that the workspace uses, and its own kinds. Until the page knows them, the former.
fn made_of_mail(kinds: Option<Vec<ListedKind>>) -> Vec<(KindKey, Option<OwnKind>)> {
    let Some(kinds) = kinds else { return MADE_OF_MAIL.map(|key| (key.into(), None)).into() };
    let is_made = |kind: &ListedKind| kind.own.is_some() || MADE_OF_MAIL.contains(&kind.key.0.as_str());
    let used = kinds.into_iter().filter(|kind| is_made(kind) && !kind.hidden && !kind.removed);
    used.map(|kind| (kind.key, kind.own)).collect()
}

/// The records that a thread is attached to, and the buttons.
#[component]
pub fn LinkedRecords(thread: Signal<Thread>, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    // Memos, so that a message that was read does not close a dialog.
    let id = Memo::new(move |_| thread.with(|thread| thread.id));
    let records = Memo::new(move |_| thread.with(|thread| thread.records.clone()));
    let moving = RwSignal::new(None::<Link>);
    view! {
        <section class="record-panel__section" aria-labelledby="record-links">
            <h3 class="record-panel__title" id="record-links">{t!(i18n, leads.linked)}</h3>
            <Show
                when=move || !records.with(Vec::is_empty)
                fallback=move || view! { <p class="record-panel__why">{t!(i18n, leads.not_linked)}</p> }
            >
                <ul class="record-panel__leads">
                    {move || {
                        let thread = id.get();
                        let row = |linked| view! { <Linked thread linked changed moving /> };
                        records.get().into_iter().map(row).collect_view()
                    }}
                </ul>
            </Show>
            {move || view! {
                <MoveDialog thread=id.get() moving />
                <Decisions thread=id.get() changed />
            }}
            {move || {
                id.with(|_| ());
                view! { <MadeOfIt thread changed /> }
            }}
        </section>
    }
}

#[component]
fn Linked(
    thread: ThreadId,
    linked: LinkedRecord,
    changed: Callback<()>,
    moving: RwSignal<Option<Link>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let one = Link::new(thread, linked.record, &linked.name, changed);
    let (kinds, kind) = (use_kinds(), linked.kind.clone());
    view! {
        <li class="record-panel__lead" data-testid="linked-record" data-kind=linked.kind.to_string() hidden=move || one.gone.get()>
            <div class="record-panel__lead-top">
                {move || view! { <Icon name=icon_of(&kind, kinds.own(&kind).as_ref()) /> }}
                <a href=record_url(&linked.kind, linked.record) dir="auto">{linked.name}</a>
            </div>
            {linked.stage.map(|stage| view! {
                <div class="record-panel__lead-top"><span class="stage-mark" data-stage=linked.outcome.as_str() dir="auto">{stage_name(i18n, &stage)}</span></div>
            })}
            <div class="record-panel__reason">
                <p class="record-panel__why">{why(i18n, &linked.reason)}</p>
                <LinkButtons link=one moving />
            </div>
        </li>
    }
}

/// Why a thread is on a record.
pub fn why(i18n: I18n, reason: &LinkReason) -> String {
    match reason {
        LinkReason::ByHand { by: Some(name) } => t_string!(i18n, leads.why_by_hand_by, name = name),
        LinkReason::ByHand { by: None } => t_string!(i18n, leads.why_by_hand).to_owned(),
        LinkReason::Address { address } => t_string!(i18n, leads.why_address, address = address),
        LinkReason::Created { .. } => t_string!(i18n, leads.why_created).to_owned(),
        LinkReason::Written { by: Some(name) } => t_string!(i18n, leads.why_written_by, name = name),
        LinkReason::Written { by: None } => t_string!(i18n, leads.why_written).to_owned(),
    }
}

/// Create a lead, or attach to what is there: the same parts as in Ready, in dialogs.
#[component]
fn Decisions(thread: ThreadId, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let creating = RwSignal::new(false);
    let attaching = RwSignal::new(false);
    let take_back = move |event: EventId| undo(event, t_string!(i18n, leads.detach_failed), toasts, changed);
    let created = Afterwards::new(move |(decided, name): (Decided, String)| {
        creating.set(false);
        let said = Toast::done(t_string!(i18n, leads.created, name = name));
        toasts.push(said.with_undo(move || take_back(decided.undo)));
        changed.try_run(());
    });
    let attach = Callback::new(move |found: RecordMatch| {
        attaching.set(false);
        let id = found.record;
        spawn_local(async move {
            match attach_threads(vec![thread], id).await {
                Ok(done) => {
                    let said = Toast::done(t_string!(i18n, leads.attached, name = found.name));
                    toasts.push(match done.undo {
                        Some(event) => said.with_undo(move || take_back(event)),
                        None => said,
                    });
                    changed.try_run(());
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    });
    let into_stage = IntoStage::begin();
    let attach_in_stage = Callback::new(move |(found, stage): (RecordMatch, StageId)| {
        attaching.set(false);
        let told = Afterwards::new(move |()| {
            changed.try_run(());
        });
        into_stage.put(vec![thread], found.record, stage, told);
    });
    view! {
        <div class="record-panel__buttons">
            <Button size=ButtonSize::Small icon=IconName::Plus testid="create-lead" on_click=move |_| creating.set(true)>
                {t!(i18n, leads.create_lead)}
            </Button>
            <Button size=ButtonSize::Small icon=IconName::Link testid="attach-to" on_click=move |_| attaching.set(true)>
                {t!(i18n, leads.attach_to)}
            </Button>
        </div>
        <Dialog open=creating title=t_string!(i18n, leads.create_lead)>
            <ProposalForm thread on_created=created.clone() on_cancel=Callback::new(move |()| creating.set(false)) />
        </Dialog>
        <Dialog open=attaching title=t_string!(i18n, leads.attach_to)>
            <Matches thread on_pick=attach on_stage=attach_in_stage />
        </Dialog>
        <WhyLost of=into_stage />
    }
}

/// Making a deal, a ticket or a project of a thread, to which the thread belongs from then on; or a task.
#[component]
fn MadeOfIt(thread: Signal<Thread>, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let made = RwSignal::new(None::<KindKey>);
    let tasking = RwSignal::new(false);
    // The records that the thread is attached to come with it.
    let task = Signal::derive(move || {
        let (id, subject) = thread.with(|thread| (thread.id, thread.subject.clone()));
        Given::New(TaskForm { title: subject, thread: Some(id), ..TaskForm::default() }, Vec::new())
    });
    let kinds = use_kinds();
    let item = move |(key, own): (KindKey, Option<OwnKind>)| {
        let label = new_of(i18n, &key, own.as_ref());
        let icon = icon_of(&key, own.as_ref());
        view! { <MenuItem icon on_select=Callback::new(move |()| made.set(Some(key.clone())))>{label}</MenuItem> }
    };
    view! {
        <div class="record-panel__buttons">
            <Menu
                label=t_string!(i18n, leads.make_of_it)
                testid="make-of-it"
                class="button"
                trigger=move || view! {
                    <Icon name=IconName::Plus />
                    <span>{t!(i18n, leads.make_of_it)}</span>
                }
            >
                {move || made_of_mail(kinds.now()).into_iter().map(item).collect_view()}
            </Menu>
            <Button size=ButtonSize::Small icon=IconName::ListTodo testid="task-of-mail" on_click=move |_| tasking.set(true)>
                {t!(i18n, tasks.new)}
            </Button>
        </div>
        <TaskDialog open=tasking given=task />
        {move || made.get().map(|kind| view! { <MakeDrawer thread kind changed /> })}
    }
}

#[component]
fn MakeDrawer(thread: Signal<Thread>, kind: KindKey, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let open = RwSignal::new(true);
    let (id, subject, client) =
        thread.with_untracked(|thread| (thread.id, thread.subject.clone(), thread.client.clone()));
    let given = Callback::new(move |kind: Kind| {
        kind.fields.iter().filter_map(|field| given_by(field, &subject, client.as_ref())).collect::<Vec<_>>()
    });
    let take_back = move |event: EventId| undo(event, t_string!(i18n, leads.detach_failed), toasts, changed);
    // Also when another thread is shown by then.
    let on_created = Afterwards::new(move |record: RecordId| {
        spawn_local(async move {
            toasts.push(match attach_threads(vec![id], record).await {
                Ok(done) => {
                    let said = Toast::done(t_string!(i18n, leads.made_of_it));
                    match done.undo {
                        Some(event) => said.with_undo(move || take_back(event)),
                        None => said,
                    }
                }
                Err(error) => Toast::failed(error_text(i18n, &error)),
            });
            changed.try_run(());
        });
    });
    view! { <LaterDrawer open kind given on_created /> }
}

/// What a thread says of a record that is made of it: what it is called, and about whom it is.
fn given_by(field: &FieldDefinition, subject: &str, client: Option<&ClientBadge>) -> Option<FieldValue> {
    let given = |value: String, label| Some(FieldValue::new(field.id, value, label));
    match &field.what {
        FieldType::Name if !subject.is_empty() => given(subject.to_owned(), None),
        FieldType::Link { to, several: None } => {
            let client = client.filter(|client| client.kind == *to)?;
            given(client.record.to_string(), Some(client.name.clone()))
        }
        _ => None,
    }
}
