//! Beside a thread: who this is, and what it belongs to.

use super::glance::ClientGlance;
use super::linked_records::LinkedRecords;
use crate::features::compose::SmartReplyPanel;
use crate::features::inbox::names;
use crate::features::records::create_drawer::LaterDrawer;
use crate::features::timeline::record_url;
use crate::ui::{Avatar, Badge, Button, ButtonSize, IconName, Tone};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::inbox::{ClientBadge, Thread};
use kurier_model::record::{COMPANY, FieldDefinition, FieldType, FieldValue, Kind};
use kurier_model::{Address, ThreadId};
use leptos::prelude::*;

/// The panel. `on_change` is called after it was attached or detached, so that the thread can be read again.
#[component]
pub fn RecordPanel(
    #[prop(into)] thread: Signal<Thread>,
    #[prop(optional, into)] on_change: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    // Memos, so that a message that was read does not close a dialog.
    let id = Memo::new(move |_| thread.with(|thread| thread.id));
    let who = Memo::new(move |_| thread.with(|thread| Some((thread.id, who_of(thread)?))));
    let changed = Callback::new(move |()| {
        if let Some(on_change) = on_change {
            on_change.try_run(());
        }
    });
    view! {
        <aside class="record-panel" aria-label=t_string!(i18n, leads.record) data-testid="record-panel">
            {move || who.get().map(|(thread, who)| view! { <Who who thread /> })}
            <LinkedRecords thread changed />
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
fn Who(who: WhoData, thread: ThreadId) -> impl IntoView {
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
                Some(client) => view! { <Client client person thread /> }.into_any(),
                None => view! {
                    <p class="record-panel__why">{t!(i18n, leads.unknown_sender)}</p>
                    <AddContact person />
                }
                    .into_any(),
            }}
        </section>
    }
}

/// Whoever is known, and what is under way with them; of somebody of whom only the company is known, a way to write them down.
#[component]
fn Client(client: ClientBadge, person: Address, thread: ThreadId) -> impl IntoView {
    let i18n = use_i18n();
    let words = names::badge(i18n, &client);
    let is_company = client.kind.0 == COMPANY;
    let (name, page) = (client.name.clone(), record_url(&client.kind, client.record));
    view! {
        <div class="record-panel__lead-top">
            <Badge tone=Tone::Ok>{words}</Badge>
            <span dir="auto">{name}</span>
        </div>
        <a href=page data-testid="client-timeline">
            {if is_company { t_string!(i18n, leads.to_company) } else { t_string!(i18n, leads.to_timeline) }}
        </a>
        {is_company.then(|| view! {
            <p class="record-panel__why">{t!(i18n, leads.known_company)}</p>
            <AddContact person />
        })}
        <ClientGlance client thread />
    }
}

/// A way to write somebody down who is not in the CRM yet; the form proposes their company by the address.
#[component]
fn AddContact(person: Address) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let given = Callback::new(move |kind: Kind| {
        let value = |field: &FieldDefinition| {
            let value = match field.what {
                FieldType::Name => person.name.clone()?,
                FieldType::Email if kind.addresses() == Some(field) => person.address.clone(),
                _ => return None,
            };
            Some(FieldValue::new(field.id, value, None))
        };
        kind.fields.iter().filter_map(value).collect()
    });
    view! {
        <div class="record-panel__buttons">
            <Button size=ButtonSize::Small icon=IconName::UserPlus testid="add-contact" on_click=move |_| open.set(true)>
                {t!(i18n, records.create.contact)}
            </Button>
        </div>
        <LaterDrawer open kind="contact".into() given />
    }
}
