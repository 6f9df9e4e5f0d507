//! A record, wherever it is shown: what belongs to it, and what happened around it.

use super::api::{get_record, remove_record};
use super::attached::AttachedThreads;
use super::history::RecordHistory;
use super::merging::MergeDialog;
use super::photo::{Face, Looks, PhotoItems, PhotoPicker};
use super::properties::Properties;
use super::related::RelatedRecords;
use super::restoring::restore;
use super::stage::StageBar;
use super::words::icon_of;
use super::writing_to::WriteButton;
use crate::api::{ApiError, BesidePage, Fetched};
use crate::features::consents::PersonConsents;
use crate::features::tasks::RecordTasks;
use crate::features::timeline::{NoteBox, Writing, record_url};
use crate::features::visibility::RecordSight;
use crate::followed::followed_one;
use crate::state::{Moment, Toast, use_live, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, Icon, IconName, Menu, MenuItem, MenuLink};
use futures::future::Either;
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::live::News;
use kurier_model::record::{FieldDefinition, FieldType, FieldValue, Kind, KindKey, Record};
use kurier_model::task::TaskRecord;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// A record that was asked for, and what becomes known of it.
#[derive(Clone, Copy)]
pub struct AskedRecord {
    id: Memo<Option<RecordId>>,
    answer: Fetched<Record>,
    /// Counts what becomes known of it.
    changes: RwSignal<u32>,
    asked: StoredValue<Moment>,
}

impl AskedRecord {
    /// Asks, and again with every change. `name`: see [`Fetched::new`].
    pub fn new(name: &'static str, id: Memo<Option<RecordId>>, is_page: bool) -> Self {
        let changes = RwSignal::new(0_u32);
        let live = use_live();
        let asked = StoredValue::new(Moment::default());
        let answer = Fetched::new(
            name,
            move || format!("{:?} {}", id.get(), changes.get()),
            move || {
                asked.try_set_value(live.moment());
                let id = id.get_untracked();
                let question = async move { get_record(id.ok_or(ApiError::NotFound)?).await };
                match is_page {
                    true => Either::Left(question),
                    false => Either::Right(BesidePage::ask(question)),
                }
            },
        );
        Self { id, answer, changes, asked }
    }
}

/// The record once it is here, drawn by `draw` and told of every change; `nothing` where there is none.
#[component]
pub fn FollowedRecord<D, N>(asked: AskedRecord, draw: D, nothing: N) -> impl IntoView
where
    D: Fn(RwSignal<Record>) -> AnyView + Copy + Send + Sync + 'static,
    N: Fn() -> AnyView + Copy + Send + Sync + 'static,
{
    let AskedRecord { id, answer, changes, asked } = asked;
    let follow = move |record| {
        follow_news(record, changes, asked.get_value());
        draw(record)
    };
    // It may become part of another.
    followed_one(answer, id, |record: &Record| (record.asked, record.id), follow, nothing)
}

/// Counts what becomes known of a record that is shown, and of those whose names stand on its page.
fn follow_news(record: RwSignal<Record>, changes: RwSignal<u32>, since: Moment) {
    use_live().on_since(since, move |news| {
        let concerns = match news {
            News::Record { record: other } => {
                record.try_with_untracked(|record| shows(record, other)) == Some(true)
            }
            News::Resync => true,
            _ => false,
        };
        if concerns {
            changes.try_update(|changes| *changes += 1);
        }
    });
}

/// Whether a record, or its name, is on the page.
fn shows(record: &Record, other: RecordId) -> bool {
    let named = record.related.iter().flat_map(|related| &related.records);
    let id = other.to_string();
    record.id == other
        || named.into_iter().any(|named| named.id == other)
        || record.values.iter().any(|value| value.value.contains(&id))
}

/// All of a record, its name as the heading of a page or of what stands beside one.
#[component]
pub fn RecordParts(record: RwSignal<Record>, is_page: bool) -> impl IntoView {
    let i18n = use_i18n();
    let (id, kind) = record.with_untracked(|record| (record.id, record.kind.clone()));
    let is_gone = Memo::new(move |_| record.with(|record| record.removed_at.is_some()));
    // Mail is attached to what goes through stages; mail of people is theirs by their addresses.
    let (is_people, has_stages) = (kind.is_people, !kind.stages.is_empty());
    // A task that is made here is about it.
    let about = Signal::derive(move || {
        record.with(|record| {
            let (kind, name) = (record.kind.key.clone(), record.name.clone());
            TaskRecord { record: record.id, kind, name, gone: false }
        })
    });
    let writing = Writing::begin();
    writing.turn_to(Some(id));
    view! {
        <Head record kind=kind.clone() is_gone is_page />
        <Show when=move || is_gone.get()>
            <Gone id />
        </Show>
        <RecordSight record=id />
        <StageBar record takes_mail=!is_page />
        <div class="lead__columns">
            <div class="lead__side">
                <Properties kind record />
                <Show when=move || !is_gone.get()><RecordTasks record=id about /></Show>
                <Show when=move || has_stages && !is_gone.get()><AttachedThreads record /></Show>
                <RelatedRecords record />
                <Show when=move || is_people && !is_gone.get()><PersonConsents record=id /></Show>
            </div>
            <section class="panel" aria-labelledby="timeline">
                <h2 class="panel__title" id="timeline">{t!(i18n, leads.timeline)}</h2>
                <NoteBox record=Signal::stored(Some(id)) writing>
                    <RecordHistory record=id is_gone />
                </NoteBox>
            </section>
        </div>
    }
}

/// Who or what it is, and what can be done with it.
#[component]
fn Head(record: RwSignal<Record>, kind: Kind, is_gone: Memo<bool>, is_page: bool) -> impl IntoView {
    let id = record.with_untracked(|record| record.id);
    let name = Memo::new(move |_| record.with(|record| record.name.clone()));
    let address = first_address(&kind, record);
    let photo = Memo::new(move |_| record.with(|record| record.photo.clone()));
    let looks = Looks::of(record);
    let icon = icon_of(&kind.key, kind.own.as_ref());
    let has_stages = !kind.stages.is_empty();
    // Beside the inbox threads are dragged onto it.
    let takes_mail = has_stages && !is_page;
    let drop_id = move || (takes_mail && !is_gone.get()).then(|| id.to_string());
    let drop_name = move || (takes_mail && !is_gone.get()).then(|| name.get());
    let has_addresses = kind.is_people || kind.addresses().is_some();
    view! {
        <header class="lead__head record__head" data-testid="record-head" data-record-id=id.to_string() data-drop-lead=drop_id data-drop-name=drop_name>
            // What goes through stages is called after what it is about: that has no initials.
            {move || match (photo.get(), address.get().filter(|_| !has_stages)) {
                (None, None) => view! { <span class="record__icon"><Icon name=icon /></span> }.into_any(),
                (photo, address) => {
                    view! { <Face record=id photo name=name.get() address=address.unwrap_or_default() size="l" /> }.into_any()
                }
            }}
            {looks.map(|looks| view! { <PhotoPicker looks /> })}
            <div class="lead__names">
                {if is_page {
                    view! { <h1 class="lead__title" dir="auto">{move || name.get()}</h1> }.into_any()
                } else {
                    view! { <h2 class="lead__title" dir="auto">{move || name.get()}</h2> }.into_any()
                }}
                {company_field(&kind).map(|field| view! { <Company field record /> })}
            </div>
            <Show when=move || !is_gone.get()>
                <div class="lead__actions">
                    <WriteButton record />
                    <Actions id kind=kind.key.clone() name is_page has_addresses looks />
                </div>
            </Show>
        </header>
    }
}

/// The field that says of which company it is.
fn company_field(kind: &Kind) -> Option<FieldDefinition> {
    let is_link =
        |what: &FieldType| matches!(what, FieldType::Link { to, several: None } if to.0 == "company");
    let says = |field: &&FieldDefinition| field.key == "company_name" || is_link(&field.what);
    kind.fields.iter().find(says).cloned()
}

/// The company, below the name: as a link where it is a record.
#[component]
fn Company(field: FieldDefinition, record: RwSignal<Record>) -> impl IntoView {
    let value = Memo::new(move |_| {
        record.with(|record| record.values.iter().find(|value| value.field == field.id).cloned())
    });
    let words = move |value: FieldValue| match &field.what {
        FieldType::Link { to, .. } => {
            let (name, company) = (value.label?, value.value.parse().ok()?);
            Some(view! { <a href=record_url(to, company)>{name}</a> }.into_any())
        }
        _ => Some(value.value.into_any()),
    };
    let line = move || value.get().and_then(&words);
    move || line().map(|line| view! { <p class="lead__company" dir="auto">{line}</p> })
}

/// The address that is written to.
fn first_address(kind: &Kind, record: RwSignal<Record>) -> Memo<Option<String>> {
    let field = kind.addresses().map(|field| field.id);
    Memo::new(move |_| {
        record.with(|record| {
            let value = record.values.iter().find(|value| Some(value.field) == field)?;
            value.value.split(", ").next().map(str::to_owned)
        })
    })
}

#[component]
fn Actions(
    id: RecordId,
    kind: KindKey,
    name: Memo<String>,
    is_page: bool,
    has_addresses: bool,
    looks: Option<Looks>,
) -> impl IntoView {
    let i18n = use_i18n();
    let merging = RwSignal::new(false);
    let (navigate, of) = (use_navigate(), kind.clone());
    // Beside a page it is drawn as what it has become.
    let on_merged = Callback::new(move |winner| {
        if is_page && winner != id {
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&record_url(&of, winner), options);
        }
    });
    let toasts = use_toasts();
    let put_back = move || restore(id, i18n, toasts, RwSignal::new(false));
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
            {has_addresses.then(|| view! { <MenuLink href=format!("/person/{id}") icon=IconName::Lock>{t!(i18n, protection.person)}</MenuLink> })}
            {looks.map(|looks| view! { <PhotoItems looks /> })}
            <MenuItem icon=IconName::GitMerge on_select=move |()| merging.set(true)>{t!(i18n, records.merging.open)}</MenuItem>
            <MenuItem icon=IconName::Trash2 danger=true on_select=remove>{t!(i18n, records.remove)}</MenuItem>
        </Menu>
        <MergeDialog open=merging kind records=Callback::new(move |()| vec![id]) on_merged />
    }
}

/// A record in the bin: until when, and a way out.
#[component]
fn Gone(id: RecordId) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    view! {
        <div class="callout" data-tone="warn" data-testid="in-bin">
            <Icon name=IconName::Trash2 />
            <div class="callout__text">
                <p>{t!(i18n, records.in_bin)}</p>
                <Button icon=IconName::Undo2 pending testid="restore" on_click=move |_| restore(id, i18n, toasts, pending)>{t!(i18n, records.restore)}</Button>
            </div>
        </div>
    }
}
