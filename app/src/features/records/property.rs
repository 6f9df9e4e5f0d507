//! A field of a record on its page: what stands in it, and changing that in its place.

use super::api::update_record;
use super::draft::Draft;
use super::editor::FieldEditor;
use super::record_url;
use super::words::{field_name, value_words};
use crate::api::ApiError;
use crate::features::compose::use_compose;
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::{error_text, field_error};
use crate::ui::{Button, ButtonVariant, Icon, IconName, sends};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::{Change, Changes, FieldDefinition, FieldType, FieldValue, Record};
use kurier_model::{Address, Field, FieldId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

/// A record whose fields are changed one at a time.
#[derive(Clone, Copy)]
pub struct Sheet {
    pub record: RwSignal<Record>,
    pub editing: RwSignal<Option<FieldId>>,
}

impl Sheet {
    fn value(self, field: FieldId) -> Option<FieldValue> {
        self.record.with(|record| record.values.iter().find(|value| value.field == field).cloned())
    }

    /// Until the record is read again, it shows what was saved.
    fn put(self, field: &FieldDefinition, value: String, label: Option<String>) {
        self.record.update(|record| {
            record.values.retain(|other| other.field != field.id);
            if field.what == FieldType::Name {
                record.name.clone_from(&value);
            }
            if !value.is_empty() {
                record.values.push(FieldValue { field: field.id, value, label });
            }
            record.revision += 1;
        });
    }

    /// Ends changing a field; the focus goes back to what began it.
    fn close(self, field: FieldId) {
        self.editing.try_set(None);
        request_animation_frame(move || {
            let button = document().query_selector(&format!("[data-edit='{field}']")).ok().flatten();
            if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = button.focus();
            }
        });
    }
}

/// The field.
#[component]
pub fn Property(field: FieldDefinition, sheet: Sheet) -> impl IntoView {
    let id = field.id;
    let is_edited = Memo::new(move |_| sheet.editing.get() == Some(id));
    let value = Memo::new(move |_| sheet.value(id));
    let field = StoredValue::new(field);
    view! {
        <div class="property" data-testid="property" data-key=field.with_value(|field| field.key.clone())>
            {move || if is_edited.get() {
                view! { <Editing field=field.get_value() sheet /> }.into_any()
            } else {
                view! { <Shown field=field.get_value() value=value.get() sheet /> }.into_any()
            }}
        </div>
    }
}

#[component]
fn Shown(field: FieldDefinition, value: Option<FieldValue>, sheet: Sheet) -> impl IntoView {
    let i18n = use_i18n();
    let name = field_name(i18n, &field);
    let id = field.id;
    let is_gone = move || sheet.record.with(|record| record.removed_at.is_some());
    let label = t_string!(i18n, records.edit_field, field = name);
    view! {
        <span class="property__name">{name}</span>
        <div class="property__value">
            {match value {
                Some(value) => view! { <ValueOf field value /> }.into_any(),
                None => view! { <span class="lead-list__dim">{t!(i18n, records.not_filled)}</span> }.into_any(),
            }}
        </div>
        <button
            type="button"
            class="button button--icon property__edit"
            data-variant="quiet"
            data-size="s"
            data-edit=id.to_string()
            aria-label=label.clone()
            title=label
            hidden=is_gone
            on:click=move |_| sheet.editing.set(Some(id))
        >
            <Icon name=IconName::Pencil />
        </button>
    }
}

/// Addresses are written to, numbers called, records and pages opened.
#[component]
fn ValueOf(field: FieldDefinition, value: FieldValue) -> impl IntoView {
    let i18n = use_i18n();
    let each = |value: &str| value.split(", ").map(str::to_owned).collect::<Vec<_>>();
    match field.what.clone() {
        FieldType::Email => each(&value.value)
            .into_iter()
            .map(|address| view! { <div><WriteTo address /></div> })
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
        FieldType::Link { to } => match (value.value.parse(), &value.label) {
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
fn WriteTo(address: String) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let shown = address.clone();
    view! {
        <button
            type="button"
            class="property__write"
            dir="ltr"
            title=t_string!(i18n, records.write_to, address = address.clone())
            on:click=move |_| compose.write_to(Address::bare(address.clone()))
        >
            {shown}
        </button>
    }
}

/// A field while it is being changed.
#[derive(Clone, Copy)]
struct Edit {
    sheet: Sheet,
    field: StoredValue<FieldDefinition>,
    draft: Draft,
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
    fn new(field: FieldDefinition, sheet: Sheet) -> Self {
        let now = untrack(|| sheet.value(field.id));
        let (value, label) = now.map(|now| (now.value, now.label)).unwrap_or_default();
        Self {
            sheet,
            field: StoredValue::new(field),
            draft: Draft::new(value, label),
            seen: StoredValue::new(sheet.record.with_untracked(|record| record.revision)),
            error: RwSignal::new(None),
            theirs: RwSignal::new(None),
            pending: RwSignal::new(false),
            i18n: use_i18n(),
            toasts: use_toasts(),
        }
    }

    fn save(self) {
        let field = self.field.get_value();
        let value = self.draft.value.get_untracked();
        let before = untrack(|| self.sheet.value(field.id)).map(|now| now.value).unwrap_or_default();
        if value.trim() == before && self.theirs.with_untracked(Option::is_none) {
            self.sheet.close(field.id);
            return;
        }
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        let record = self.sheet.record.with_untracked(|record| record.id);
        let change = Change { field: Field::OfKind(field.id), value: value.clone() };
        let changes = Changes { revision: self.seen.get_value(), fields: vec![change] };
        spawn_local(async move {
            let answer = update_record(record, changes).await;
            self.pending.try_set(false);
            match answer {
                Ok(()) => {
                    let label = self.draft.label.try_get_untracked().flatten();
                    self.sheet.put(&field, value.trim().to_owned(), label);
                    self.sheet.close(field.id);
                }
                Err(error) => self.refused(error),
            }
        });
    }

    fn refused(self, error: ApiError) {
        let i18n = self.i18n;
        if let Some(found) = error.conflicts() {
            self.seen.try_set_value(found.revision);
            self.theirs.try_set(found.fields.into_iter().next().map(|conflict| conflict.theirs));
        } else if error.invalid().is_none() {
            let text = format!("{} {}", t_string!(i18n, records.save_failed), error_text(i18n, &error));
            self.toasts.push(Toast::failed(text));
        }
        self.error.try_set(Some(error));
    }
}

#[component]
fn Editing(field: FieldDefinition, sheet: Sheet) -> impl IntoView {
    let i18n = use_i18n();
    let id = field.id;
    let edit = Edit::new(field.clone(), sheet);
    let error = field_error(i18n, edit.error, Field::OfKind(id));
    let save = Callback::new(move |()| edit.save());
    view! {
        <form
            class="property__form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save.run(());
            }
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.default_prevented() {
                    event.prevent_default();
                    event.stop_propagation();
                    sheet.close(id);
                } else if sends(&event) {
                    event.prevent_default();
                    save.run(());
                }
            }
        >
            <FieldEditor field draft=edit.draft error autofocus=true />
            <Theirs edit />
            <div class="property__buttons">
                <Button kind="submit" variant=ButtonVariant::Primary pending=edit.pending testid="property-save">{t!(i18n, common.save)}</Button>
                <Button on_click=move |_| sheet.close(id)>{t!(i18n, common.cancel)}</Button>
            </div>
        </form>
    }
}

/// Somebody else was faster: what stands there now, to be kept or written over.
#[component]
fn Theirs(edit: Edit) -> impl IntoView {
    let i18n = use_i18n();
    let words = move |value: String| {
        let field = edit.field.get_value();
        // The record is read again with the news of the change, which also says what an id is called.
        let label = edit.sheet.value(field.id).filter(|now| now.value == value).and_then(|now| now.label);
        let value = FieldValue { field: field.id, value, label };
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
                    <Button testid="keep-theirs" on_click=move |_| edit.sheet.close(edit.field.with_value(|field| field.id))>
                        {t!(i18n, records.keep_theirs)}
                    </Button>
                </div>
            </div>
        })}
    }
}
