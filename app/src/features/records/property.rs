//! A field of a record on its page: what stands in it, and changing that in its place.

use super::api::update_record;
use super::draft::Draft;
use super::editor::FieldEditor;
use super::merging::{Twins, tells};
use super::several::LinkedRecords;
use super::words::{field_name, value_words};
use super::writing_to::mail_about;
use crate::api::ApiError;
use crate::features::compose::use_compose;
use crate::features::taking_back::offer;
use crate::features::timeline::record_url;
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::{error_text, field_error};
use crate::ui::{Button, ButtonVariant, Icon, IconName, focused, sends};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::{Back, Change, Changes, FieldDefinition, FieldType, FieldValue, Record};
use kurier_model::{Address, Field, FieldId};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

/// The field. Several may be open at once: what is being typed into one stays whatever is done to another.
#[component]
pub fn Property(field: FieldDefinition, record: RwSignal<Record>) -> impl IntoView {
    let id = field.id;
    let place = FieldPlace { field: StoredValue::new(field), id, record, is_edited: RwSignal::new(false) };
    let value = Memo::new(move |_| place.value());
    view! {
        <div class="property" data-testid="property" data-key=place.field.with_value(|field| field.key.clone())>
            {move || if place.is_edited.get() {
                view! { <Editing place /> }.into_any()
            } else {
                view! { <Shown place value=value.get() /> }.into_any()
            }}
        </div>
    }
}

/// A field on the page of a record.
#[derive(Clone, Copy)]
struct FieldPlace {
    field: StoredValue<FieldDefinition>,
    id: FieldId,
    record: RwSignal<Record>,
    is_edited: RwSignal<bool>,
}

impl FieldPlace {
    fn value(self) -> Option<FieldValue> {
        self.record.with(|record| record.values.iter().find(|value| value.field == self.id).cloned())
    }

    /// Ends changing the field. The focus goes back to what began it, unless it is elsewhere by now.
    fn close(self) {
        self.is_edited.try_set(false);
        request_animation_frame(move || {
            if focused().is_some() {
                return;
            }
            let button = document().query_selector(&format!("[data-edit='{}']", self.id)).ok().flatten();
            if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = button.focus();
            }
        });
    }
}

#[component]
fn Shown(place: FieldPlace, value: Option<FieldValue>) -> impl IntoView {
    let i18n = use_i18n();
    let field = place.field.get_value();
    let name = field_name(i18n, &field);
    let is_gone = move || place.record.with(|record| record.removed_at.is_some());
    let label = t_string!(i18n, records.edit_field, field = name);
    let record = place.record;
    view! {
        <span class="property__name">{name}</span>
        <div class="property__value">
            {match value {
                Some(value) => view! { <ValueOf field value record /> }.into_any(),
                None => view! { <span class="lead-list__dim">{t!(i18n, records.not_filled)}</span> }.into_any(),
            }}
        </div>
        <button
            type="button"
            class="button button--icon property__edit"
            data-variant="quiet"
            data-size="s"
            data-edit=place.id.to_string()
            aria-label=label.clone()
            title=label
            hidden=is_gone
            on:click=move |_| place.is_edited.set(true)
        >
            <Icon name=IconName::Pencil />
        </button>
    }
}

/// Addresses are written to, numbers called, records and pages opened.
#[component]
fn ValueOf(field: FieldDefinition, value: FieldValue, record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    let each = |value: &str| value.split(", ").map(str::to_owned).collect::<Vec<_>>();
    match field.what.clone() {
        FieldType::Email => each(&value.value)
            .into_iter()
            .map(|address| view! { <div><WriteTo address record /></div> })
            .collect_view()
            .into_any(),
        FieldType::Phone => each(&value.value)
            .into_iter()
            .map(|number| {
                let href = format!("tel:{}", number.replace(' ', ""));
                view! { <div><a href=href rel="external" dir="ltr">{number}</a></div> }
            })
            .collect_view()
            .into_any(),
        FieldType::Url => {
            let shown = value.value.clone();
            view! { <a href=value.value target="_blank" rel="external noopener noreferrer" dir="ltr">{shown}</a> }.into_any()
        }
        FieldType::Link { to, several: Some(_) } => view! { <LinkedRecords field value to /> }.into_any(),
        FieldType::Link { to, several: None } => match (value.value.parse(), &value.label) {
            (Ok(id), Some(label)) => {
                view! { <a href=record_url(&to, id) dir="auto">{label.clone()}</a> }.into_any()
            }
            _ => view! { <span class="lead-list__dim">{t!(i18n, records.gone)}</span> }.into_any(),
        },
        FieldType::Domain => view! { <span dir="ltr">{value.value}</span> }.into_any(),
        _ => view! { <span dir="auto">{value_words(i18n, &field, &value)}</span> }.into_any(),
    }
}

#[component]
fn WriteTo(address: String, record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let shown = address.clone();
    view! {
        <button
            type="button"
            class="property__write"
            dir="ltr"
            title=t_string!(i18n, records.write_to, address = address.clone())
            on:click=move |_| compose.write_to(Address::bare(address.clone()), record.with_untracked(mail_about))
        >
            {shown}
        </button>
    }
}

/// A field while it is being changed.
#[derive(Clone, Copy)]
struct Edit {
    place: FieldPlace,
    draft: Draft,
    /// What stood in the field when it was opened, or when somebody else's word was read.
    before: StoredValue<String>,
    /// The revision that the person has seen.
    seen: StoredValue<u32>,
    error: RwSignal<Option<ApiError>>,
    /// What somebody else has written meanwhile.
    theirs: RwSignal<Option<String>>,
    pending: RwSignal<bool>,
    i18n: I18n,
    toasts: Toasts,
}

impl Edit {
    fn new(place: FieldPlace) -> Self {
        let now = untrack(|| place.value());
        let draft = now.map_or_else(|| Draft::new(String::new(), None), Draft::of);
        Self {
            place,
            before: StoredValue::new(draft.value.get_untracked()),
            draft,
            seen: StoredValue::new(place.record.with_untracked(|record| record.revision)),
            error: RwSignal::new(None),
            theirs: RwSignal::new(None),
            pending: RwSignal::new(false),
            i18n: use_i18n(),
            toasts: use_toasts(),
        }
    }

    fn save(self) {
        let value = self.draft.value.get_untracked();
        if self.before.with_value(|before| value.trim() == before) {
            self.place.close();
            return;
        }
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        let stood = self.before.get_value();
        let record = self.place.record.with_untracked(|record| record.id);
        let change = Change { field: Field::OfKind(self.place.id), value };
        let changes = Changes { revision: self.seen.get_value(), fields: vec![change] };
        spawn_local(async move {
            let answer = update_record(record, changes).await.and_then(|record| Ok(record.read()?));
            self.pending.try_set(false);
            match answer {
                Ok(now) => {
                    self.offer_back(&now, stood);
                    self.place.record.try_set(now);
                    self.place.close();
                }
                Err(error) => self.refused(error),
            }
        });
    }

    /// What stood in the field can stand there again.
    fn offer_back(self, now: &Record, stood: String) {
        let written = now.values.iter().find(|value| value.field == self.place.id);
        let Some(name) = self.place.field.try_with_value(|field| field_name(self.i18n, field)) else {
            return;
        };
        // What says the same in other letters has changed nothing.
        if written.map_or("", |value| value.value.as_str()) == stood {
            return;
        }
        let change = Change { field: Field::OfKind(self.place.id), value: stood };
        let step = Changes { revision: now.revision, fields: vec![change] };
        let said = t_string!(self.i18n, records.changed_field, field = name);
        offer(self.i18n, self.toasts, said, vec![Back::of(now.id, step)]);
    }

    fn refused(self, error: ApiError) {
        let said = format!("{} {}", t_string!(self.i18n, records.save_failed), error_text(self.i18n, &error));
        let found = error.conflicts();
        let is_said_here = found.is_some() || error.invalid().is_some();
        if let Some(found) = found {
            let theirs = found.fields.into_iter().next().map(|conflict| conflict.theirs).unwrap_or_default();
            self.seen.try_set_value(found.revision);
            self.before.try_set_value(theirs.clone());
            self.theirs.try_set(Some(theirs));
        }
        // Whoever has closed the field meanwhile hears of it all the same.
        let is_gone = self.error.try_set(Some(error)).is_some();
        if is_gone || !is_said_here {
            self.toasts.push(Toast::failed(said));
        }
    }
}

#[component]
fn Editing(place: FieldPlace) -> impl IntoView {
    let i18n = use_i18n();
    let edit = Edit::new(place);
    let error = field_error(i18n, edit.error, Field::OfKind(place.id));
    let form = NodeRef::<html::Form>::new();
    Effect::new(move || {
        let control =
            form.get().and_then(|form| form.query_selector("input, select, textarea").ok().flatten());
        if let Some(control) = control.and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = control.focus();
        }
    });
    view! {
        <form
            node_ref=form
            class="property__form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                edit.save();
            }
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.default_prevented() {
                    event.prevent_default();
                    event.stop_propagation();
                    place.close();
                } else if sends(&event) {
                    event.prevent_default();
                    edit.save();
                }
            }
        >
            <FieldEditor field=place.field.get_value() draft=edit.draft error />
            <Alike edit />
            <Theirs edit />
            <div class="property__buttons">
                <Button kind="submit" variant=ButtonVariant::Primary pending=edit.pending testid="property-save">{t!(i18n, common.save)}</Button>
                <Button on_click=move |_| place.close()>{t!(i18n, common.cancel)}</Button>
            </div>
        </form>
    }
}

/// Other records that have what is being typed, where that tells who it is.
#[component]
fn Alike(edit: Edit) -> impl IntoView {
    let FieldPlace { field, id, record, .. } = edit.place;
    let can_tell = field.with_value(|field| tells(&field.what));
    let (kind, except) = record.with_untracked(|record| (record.kind.key.clone(), record.id));
    let typed = Signal::derive(move || {
        let value = edit.draft.value.get();
        let is_new = !value.trim().is_empty() && edit.before.with_value(|before| value.trim() != before);
        is_new.then_some(Change { field: Field::OfKind(id), value }).into_iter().collect::<Vec<_>>()
    });
    can_tell.then(|| view! { <Twins kind typed except=Some(except) /> })
}

/// Somebody else was faster: what stands there now, to be kept or written over.
#[component]
fn Theirs(edit: Edit) -> impl IntoView {
    let i18n = use_i18n();
    let words = move |value: String| {
        let field = edit.place.field.get_value();
        // The record is read again with the news of the change, which also says what an id is called.
        let known = edit.place.value().filter(|now| now.value == value);
        let value = known.unwrap_or_else(|| FieldValue::new(field.id, value, None));
        if value.value.is_empty() {
            t_string!(i18n, records.not_filled).to_owned()
        } else {
            value_words(i18n, &field, &value)
        }
    };
    view! {
        {move || edit.theirs.get().map(|theirs| view! {
            <div class="callout" data-tone="warn" role="alert" data-testid="property-conflict">
                <div class="callout__text">
                    <p>{t!(i18n, records.conflict)}" "<strong dir="auto">{words(theirs)}</strong></p>
                    <p>{t!(i18n, records.conflict_then)}</p>
                    <Button testid="keep-theirs" on_click=move |_| edit.place.close()>
                        {t!(i18n, records.keep_theirs)}
                    </Button>
                </div>
            </div>
        })}
    }
}
