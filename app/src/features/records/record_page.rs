//! `/records/{kind}/{id}`: a record, what belongs to it, and what happened around it.

use super::api::{get_record, record_kind, remove_record, restore_record};
use super::history::RecordHistory;
use super::properties::Properties;
use super::property::Sheet;
use super::record_url;
use super::related::RelatedRecords;
use super::words::{kind_icon, kind_name};
use crate::api::{ApiError, Fetched};
use crate::features::compose::use_compose;
use crate::state::{Toast, use_live, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{
    Avatar, Button, ButtonVariant, Icon, IconName, Menu, MenuItem, NotFoundPage, PageTitle, Skeleton, lasting,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::live::News;
use kurier_model::record::{FieldType, Kind, Record};
use kurier_model::{Address, RecordId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn RecordPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get_str("id").and_then(|id| id.parse::<RecordId>().ok()))
    });
    let key = Memo::new(move |_| params.with(|params| params.get("kind").unwrap_or_default()));
    let changes = changes_of(id);
    let page = Fetched::new(
        move || format!("{:?} {}", id.get(), changes.get()),
        move || {
            let id = id.get_untracked();
            async move { get_record(id.ok_or(ApiError::NotFound)?).await }
        },
    );
    let kind = Fetched::new(move || key.get(), move || record_kind(key.get_untracked().as_str().into()));
    let drawn = RwSignal::new(0_u32);
    let redraw = Callback::new(move |()| drawn.update(|times| *times += 1));
    view! {
        <div class="lead record">
            <div class="lead__inner">
                <Transition fallback=|| view! { <Skeleton kind="text" /> }>
                    {move || {
                        drawn.track();
                        let now = id.get();
                        lasting(async move {
                            match (kind.read().await, page.first().await) {
                                (Ok(kind), Ok(first)) if kind.key == first.kind => {
                                    let record = page.follow(first, move |record| Some(record.id) == now, redraw);
                                    view! { <Content kind record /> }.into_any()
                                }
                                // Its own address.
                                (Ok(_), Ok(first)) => view! { <Redirect path=record_url(&first.kind, first.id) /> }.into_any(),
                                (Err(ApiError::NotFound), _) | (_, Err(ApiError::NotFound)) => {
                                    page.track();
                                    view! { <NotFoundPage /> }.into_any()
                                }
                                (Err(error), _) | (_, Err(error)) => {
                                    page.track();
                                    let again = move || { kind.refetch(); page.refetch(); };
                                    view! { <LoadError error on_retry=again /> }.into_any()
                                }
                            }
                        })
                    }}
                </Transition>
            </div>
        </div>
    }
}

/// Counts what becomes known of this record, and of those that link to it.
fn changes_of(id: Memo<Option<RecordId>>) -> RwSignal<u32> {
    let changes = RwSignal::new(0_u32);
    use_live().on(move |news| {
        // Another record may be one that links here: it is not known which ones do.
        if matches!(news, News::Record { .. } | News::Resync) && id.get_untracked().is_some() {
            changes.update(|changes| *changes += 1);
        }
    });
    changes
}

#[component]
fn Content(kind: Kind, record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    let id = record.with_untracked(|record| record.id);
    let sheet = Sheet { record, editing: RwSignal::new(None) };
    let list = format!("/records/{}", kind.key);
    let name = Memo::new(move |_| record.with(|record| record.name.clone()));
    let address = first_address(&kind, record);
    let is_gone = Memo::new(move |_| record.with(|record| record.removed_at.is_some()));
    let icon = kind_icon(&kind.key);
    view! {
        {move || view! { <PageTitle text=name.get() /> }}
        <a class="lead__back" href=list>
            <Icon name=IconName::ArrowLeft />
            {kind_name(i18n, &kind)}
        </a>
        <header class="lead__head record__head" data-testid="record-head" data-record-id=id.to_string()>
            {move || match address.get() {
                Some(address) => view! { <Avatar name=name.get() address size="l" /> }.into_any(),
                None => view! { <span class="record__icon"><Icon name=icon /></span> }.into_any(),
            }}
            <div class="lead__names">
                <h1 class="lead__title" dir="auto">{move || name.get()}</h1>
            </div>
            <Show when=move || !is_gone.get()>
                <div class="lead__actions">
                    <WriteButton name address />
                    <Actions id name />
                </div>
            </Show>
        </header>
        <Show when=move || is_gone.get()>
            <Gone id />
        </Show>
        <div class="lead__columns">
            <div class="lead__side">
                <Properties kind=kind.clone() sheet />
                <RelatedRecords record />
            </div>
            <section class="panel" aria-labelledby="timeline">
                <h2 class="panel__title" id="timeline">{t!(i18n, leads.timeline)}</h2>
                <RecordHistory record=id kind />
            </section>
        </div>
    }
}

/// The address that is written to.
fn first_address(kind: &Kind, record: RwSignal<Record>) -> Memo<Option<String>> {
    let field = kind.first(&FieldType::Email).map(|field| field.id);
    Memo::new(move |_| {
        record.with(|record| {
            let value = record.values.iter().find(|value| Some(value.field) == field)?;
            value.value.split(", ").next().map(str::to_owned)
        })
    })
}

/// Only where there is an address to write to.
#[component]
fn WriteButton(name: Memo<String>, address: Memo<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let write = move |_| {
        if let Some(address) = address.get_untracked() {
            let name = Some(name.get_untracked()).filter(|name| *name != address);
            compose.write_to(Address { name, address });
        }
    };
    view! {
        <Show when=move || address.with(Option::is_some)>
            <Button variant=ButtonVariant::Primary icon=IconName::Mail testid="write-email" on_click=write>
                {t!(i18n, leads.write_email)}
            </Button>
        </Show>
    }
}

#[component]
fn Actions(id: RecordId, name: Memo<String>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let put_back = move || {
        spawn_local(async move {
            if let Err(error) = restore_record(id).await {
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
        });
    };
    let remove = move |()| {
        spawn_local(async move {
            match remove_record(id).await {
                Ok(()) => {
                    let name = name.try_get_untracked().unwrap_or_default();
                    let said = Toast::done(t_string!(i18n, records.removed, name = name));
                    toasts.push(said.with_undo(put_back));
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <Menu label=t_string!(i18n, records.actions) testid="record-menu">
            <MenuItem icon=IconName::Trash2 danger=true on_select=remove>{t!(i18n, records.remove)}</MenuItem>
        </Menu>
    }
}

/// A record in the bin: until when, and a way out.
#[component]
fn Gone(id: RecordId) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let restore = move |_| {
        pending.set(true);
        spawn_local(async move {
            let answer = restore_record(id).await;
            pending.try_set(false);
            if let Err(error) = answer {
                toasts.push(Toast::failed(match error.invalid() {
                    Some(_) => t_string!(i18n, records.restore_taken).to_owned(),
                    None => error_text(i18n, &error),
                }));
            }
        });
    };
    view! {
        <div class="callout" data-tone="warn" data-testid="in-bin">
            <Icon name=IconName::Trash2 />
            <div class="callout__text">
                <p>{t!(i18n, records.in_bin)}</p>
                <Button icon=IconName::Undo2 pending testid="restore" on_click=restore>{t!(i18n, records.restore)}</Button>
            </div>
        </div>
    }
}
