//! Beside a thread: who this is, the leads that it belongs to and why, and the decisions about it.

use crate::features::compose::SmartReplyPanel;
use crate::features::leads::api::{attach_threads, detach_thread, undo_decision};
use crate::features::leads::stage::StageMark;
use crate::features::ready::matches::Matches;
use crate::features::ready::proposal::ProposalForm;
use crate::features::records::create_drawer::LaterDrawer;
use crate::features::records::record_url;
use crate::state::{Afterwards, Toast, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Avatar, Badge, Button, ButtonSize, Dialog, IconButton, IconName, Tone};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::inbox::{ClientBadge, LinkReason, LinkedLead, Thread};
use kurier_model::lead::StageName;
use kurier_model::ready::{Decided, LeadMatch};
use kurier_model::record::{FieldDefinition, FieldType, FieldValue, Kind};
use kurier_model::{Address, EventId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The panel. `on_change` is called after the thread's leads have changed, so that the thread can be read again.
#[component]
pub fn RecordPanel(
    #[prop(into)] thread: Signal<Thread>,
    #[prop(optional, into)] on_change: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    // Memos, so that a message that was read does not close a dialog.
    let id = Memo::new(move |_| thread.with(|thread| thread.id));
    let who = Memo::new(move |_| thread.with(who_of));
    let leads = Memo::new(move |_| thread.with(|thread| thread.leads.clone()));
    let changed = Callback::new(move |()| {
        if let Some(on_change) = on_change {
            on_change.try_run(());
        }
    });
    view! {
        <aside class="record-panel" aria-label=t_string!(i18n, leads.record) data-testid="record-panel">
            {move || who.get().map(|who| view! { <Who who /> })}
            <section class="record-panel__section" aria-labelledby="record-leads">
                <h3 class="record-panel__title" id="record-leads">{t!(i18n, leads.leads_of_thread)}</h3>
                {move || view! { <Leads thread=id.get() leads=leads.get() changed /> }}
                {move || view! { <Decisions thread=id.get() changed /> }}
            </section>
            <SmartReplyPanel thread=id />
        </aside>
    }
}

/// The person at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct WhoData {
    person: Address,
    /// The client that the address belongs to.
    client: Option<ClientBadge>,
}

/// The latest other person of the thread.
fn who_of(thread: &Thread) -> Option<WhoData> {
    let message = thread.messages.iter().rev().find(|message| !message.is_mine && message.from.is_some());
    let own = || thread.messages.iter().rev().find_map(|message| message.to.first().cloned());
    let person = message.and_then(|message| message.from.clone()).or_else(own)?;
    let badge = message.and_then(|message| message.client.clone()).or_else(|| thread.client.clone());
    Some(WhoData { person, client: badge })
}

#[component]
fn Who(who: WhoData) -> impl IntoView {
    let i18n = use_i18n();
    let person = who.person;
    let named = person.name.is_some();
    view! {
        <section class="record-panel__section" aria-labelledby="record-who">
            <h3 class="record-panel__title" id="record-who">{t!(i18n, leads.who)}</h3>
            <div class="record-panel__who">
                <Avatar name=person.name.clone().unwrap_or_default() address=person.address.clone() size="l" />
                <div class="record-panel__name">
                    <span class="record-panel__person" dir="auto">{person.readable_label().into_owned()}</span>
                    {named.then(|| view! { <span class="record-panel__address">{person.readable().into_owned()}</span> })}
                </div>
            </div>
            {match who.client {
                Some(client) => view! {
                    <div class="record-panel__lead-top">
                        <Badge tone=Tone::Ok>{t!(i18n, leads.crm_client)}</Badge>
                        <span dir="auto">{client.name}</span>
                    </div>
                    <a href=record_url(&client.kind, client.record) data-testid="client-timeline">{t!(i18n, leads.to_timeline)}</a>
                }
                    .into_any(),
                None => view! { <Unknown person /> }.into_any(),
            }}
        </section>
    }
}

/// Somebody who is not in the CRM yet, and a way to write them down.
#[component]
fn Unknown(person: Address) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let given = Callback::new(move |kind: Kind| {
        let value = |field: &FieldDefinition| {
            let value = match field.what {
                FieldType::Name => person.name.clone()?,
                FieldType::Email => person.address.clone(),
                _ => return None,
            };
            Some(FieldValue { field: field.id, value, label: None })
        };
        kind.fields.iter().filter_map(value).collect()
    });
    view! {
        <p class="record-panel__why">{t!(i18n, leads.unknown_sender)}</p>
        <div class="record-panel__buttons">
            <Button size=ButtonSize::Small icon=IconName::UserPlus testid="add-contact" on_click=move |_| open.set(true)>
                {t!(i18n, records.create.contact)}
            </Button>
        </div>
        <LaterDrawer open kind="contact".into() given />
    }
}

#[component]
fn Leads(thread: ThreadId, leads: Vec<LinkedLead>, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    if leads.is_empty() {
        return view! { <p class="record-panel__why">{t!(i18n, leads.no_leads_of_thread)}</p> }.into_any();
    }
    view! {
        <ul class="record-panel__leads">
            {leads.into_iter().map(|lead| view! { <Linked thread lead changed /> }).collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
fn Linked(thread: ThreadId, lead: LinkedLead, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let gone = RwSignal::new(false);
    let (id, name) = (lead.lead, StoredValue::new(lead.name.clone()));
    let put_back = move |event: EventId| {
        gone.try_set(false);
        spawn_local(async move {
            if undo_decision(event).await.is_err() {
                toasts.push(Toast::failed(t_string!(i18n, leads.attach_failed)));
            }
            changed.try_run(());
        });
    };
    let detach = move |_| {
        gone.set(true);
        spawn_local(async move {
            let Ok(done) = detach_thread(thread, id).await else {
                gone.try_set(false);
                toasts.push(Toast::failed(t_string!(i18n, leads.detach_failed)));
                return;
            };
            let said = Toast::done(t_string!(
                i18n,
                leads.detached,
                subject = name.try_get_value().unwrap_or_default()
            ));
            toasts.push(match done.undo {
                Some(event) => said.with_undo(move || put_back(event)),
                None => said,
            });
            changed.try_run(());
        });
    };
    view! {
        <li class="record-panel__lead" data-testid="linked-lead" hidden=move || gone.get()>
            <div class="record-panel__lead-top">
                <a href=format!("/leads/{id}") dir="auto">{lead.name.clone()}</a>
                <IconButton
                    icon=IconName::X
                    label=t_string!(i18n, leads.detach_thread, subject = lead.name)
                    on_click=detach
                />
            </div>
            <div class="record-panel__lead-top">
                <StageMark stage=StageName::from_stored(&lead.stage_name) />
            </div>
            <p class="record-panel__why">{why(i18n, &lead.reason)}</p>
        </li>
    }
}

fn why(i18n: I18n, reason: &LinkReason) -> String {
    match reason {
        LinkReason::ByHand { by: Some(name) } => t_string!(i18n, leads.why_by_hand_by, name = name),
        LinkReason::ByHand { by: None } => t_string!(i18n, leads.why_by_hand).to_owned(),
        LinkReason::Address { address } => t_string!(i18n, leads.why_address, address = address),
        LinkReason::Created { .. } => t_string!(i18n, leads.why_created).to_owned(),
    }
}

/// Create a lead, or attach to one: the same parts as in Ready, in dialogs.
#[component]
fn Decisions(thread: ThreadId, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let creating = RwSignal::new(false);
    let attaching = RwSignal::new(false);
    let take_back = move |event: EventId| {
        spawn_local(async move {
            if undo_decision(event).await.is_err() {
                toasts.push(Toast::failed(t_string!(i18n, leads.detach_failed)));
            }
            changed.try_run(());
        });
    };
    let created = Afterwards::new(move |(decided, name): (Decided, String)| {
        creating.set(false);
        let said = Toast::done(t_string!(i18n, leads.created, name = name));
        toasts.push(said.with_undo(move || take_back(decided.undo)));
        changed.try_run(());
    });
    let attach = Callback::new(move |lead: LeadMatch| {
        attaching.set(false);
        let id = lead.lead;
        spawn_local(async move {
            match attach_threads(vec![thread], id).await {
                Ok(done) => {
                    let said = Toast::done(t_string!(i18n, leads.attached, name = lead.name));
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
    view! {
        <div class="record-panel__buttons">
            <Button size=ButtonSize::Small icon=IconName::Plus testid="create-lead" on_click=move |_| creating.set(true)>
                {t!(i18n, leads.create_lead)}
            </Button>
            <Button size=ButtonSize::Small icon=IconName::Link testid="attach-lead" on_click=move |_| attaching.set(true)>
                {t!(i18n, leads.attach_lead)}
            </Button>
        </div>
        <Dialog open=creating title=t_string!(i18n, leads.create_lead)>
            <ProposalForm thread on_created=created.clone() on_cancel=Callback::new(move |()| creating.set(false)) />
        </Dialog>
        <Dialog open=attaching title=t_string!(i18n, leads.attach_lead)>
            <Matches thread on_pick=attach />
        </Dialog>
    }
}
