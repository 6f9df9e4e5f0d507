//! Writing to the people of a record, and what is missing where there is nobody to write to.

use super::words::field_name;
use crate::features::compose::{About, use_compose};
use crate::features::timeline::record_url;
use crate::ui::{Button, ButtonVariant, Dialog, IconName, Menu, MenuItem};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::compose::DraftStart;
use kurier_model::record::{FieldDefinition, FieldType, KindKey, LEAD, Reachable, Record};
use kurier_model::{Address, FieldId};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// To what mail that is written from the page of a record is attached: what is about something says so; mail to a person or a company is theirs
/// anyway.
#[must_use]
pub fn mail_about(record: &Record) -> Option<About> {
    let is_theirs = record.kind.stages.is_empty() && record.kind.has_addresses();
    (!is_theirs).then(|| About { record: record.id, name: record.name.clone() })
}

/// To the first of those who are reachable, the others in a menu; where there is nobody, what is missing is said.
#[component]
pub fn WriteButton(record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let all = Memo::new(move |_| record.with(|record| record.reachable.clone()));
    // A lead is written to once it has an address (S4.4): an enquiry comes before there is one.
    let waits = record.with_untracked(|record| record.kind.key.0 == LEAD);
    let is_shown = Memo::new(move |_| !waits || all.with(|all| !all.is_empty()));
    let missing = RwSignal::new(false);
    let button = NodeRef::<html::Span>::new();
    let write = move |one: &Reachable| {
        let name = Some(one.name.clone()).filter(|name| *name != one.address);
        compose.write_to(Address { name, address: one.address.clone() }, record.with_untracked(mail_about));
    };
    let first = move |_| match all.with_untracked(|all| all.first().cloned()) {
        Some(first) => write(&first),
        None => missing.set(true),
    };
    let item = move |one: Reachable| {
        let Reachable { name, address, .. } = &one;
        let shown = if name == address { address.clone() } else { format!("{name} · {address}") };
        view! { <MenuItem on_select=Callback::new(move |()| write(&one))><span dir="auto">{shown}</span></MenuItem> }
    };
    view! {
        <Show when=move || is_shown.get()>
            <span class="record__write" node_ref=button>
                <Button variant=ButtonVariant::Primary icon=IconName::Mail testid="write-email" on_click=first>
                    {t!(i18n, leads.write_email)}
                </Button>
            </span>
        </Show>
        <Show when=move || all.with(|all| all.len() > 1)>
            <Menu label=t_string!(i18n, records.write_elsewhere) testid="write-elsewhere" icon=IconName::ChevronDown>
                {move || all.get().into_iter().map(item).collect_view()}
            </Menu>
        </Show>
        <Dialog
            open=missing
            size="s"
            title=Signal::derive(move || t_string!(i18n, records.nobody_title).to_owned())
            testid="nobody-to-write-to"
        >
            <Missing record open=missing button />
        </Dialog>
    }
}

/// Something to fill in so that there is somebody to write to.
enum Lack {
    /// A field of the record.
    Field { field: FieldId, words: String },
    /// Whom it is about has no address.
    Address { name: String, to: String },
}

/// What the record lacks: an address of its own, or somebody whom it is about, and an address of theirs.
fn lacks(i18n: I18n, record: &Record) -> Vec<Lack> {
    if let Some(emails) = record.kind.addresses() {
        let words = t_string!(i18n, records.nobody_add_address).to_owned();
        return vec![Lack::Field { field: emails.id, words }];
    }
    let reaches = |to: &KindKey| matches!(to.0.as_str(), "contact" | "lead" | "company");
    let lack = |field: &FieldDefinition| {
        let FieldType::Link { to, several: None } = &field.what else { return None };
        if !reaches(to) {
            return None;
        }
        let value = record.values.iter().find(|value| value.field == field.id);
        match value.and_then(|value| Some((value.label.clone()?, value.value.parse().ok()?))) {
            Some((name, id)) => Some(Lack::Address { name, to: record_url(to, id) }),
            None if to.0 == "contact" => Some(Lack::Field {
                field: field.id,
                words: t_string!(i18n, records.nobody_choose_contact).to_owned(),
            }),
            None => {
                let field_name = field_name(i18n, field);
                let words = t_string!(i18n, records.nobody_fill_in, field = field_name);
                Some(Lack::Field { field: field.id, words })
            }
        }
    };
    record.kind.fields.iter().filter_map(lack).collect()
}

/// Says it, and leads there; whoever has the address elsewhere writes all the same.
#[component]
fn Missing(record: RwSignal<Record>, open: RwSignal<bool>, button: NodeRef<html::Span>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let edit = move |field: FieldId| {
        open.set(false);
        // After the dialog has given the focus back.
        request_animation_frame(move || open_field(button, field));
    };
    let write = move |_| {
        open.set(false);
        let record = record.with_untracked(mail_about).map(|about| about.record);
        compose.start(DraftStart::New { mailbox: None, record });
    };
    let (found, gives_address) =
        untrack(|| record.with(|record| (lacks(i18n, record), record.kind.addresses().is_some())));
    let text = match gives_address {
        true => t_string!(i18n, records.nobody_without_address),
        false => t_string!(i18n, records.nobody_about_whom),
    };
    let shown = move |lack: Lack| {
        match lack {
        Lack::Field { field, words } => {
            view! { <Button variant=ButtonVariant::Primary testid="nobody-field" on_click=move |_| edit(field)>{words}</Button> }
                .into_any()
        }
        Lack::Address { name, to } => view! {
            <a class="button" data-variant="primary" data-size="m" href=to on:click=move |_| open.set(false)>
                {t_string!(i18n, records.nobody_address_of, name = name)}
            </a>
        }
            .into_any(),
    }
    };
    view! {
        <p>{text}</p>
        <div class="dialog__actions">
            <Button testid="nobody-write" on_click=write>{t!(i18n, records.nobody_write)}</Button>
            {found.into_iter().map(shown).collect_view()}
        </div>
    }
}

/// Opens a field of the record whose button this is: the same kind may stand beside the page.
fn open_field(button: NodeRef<html::Span>, field: FieldId) {
    let head = button.get_untracked().and_then(|button| button.closest("header").ok().flatten());
    let record = head.and_then(|head| head.parent_element());
    let edit =
        record.and_then(|record| record.query_selector(&format!("[data-edit='{field}']")).ok().flatten());
    if let Some(edit) = edit.and_then(|edit| edit.dyn_into::<web_sys::HtmlElement>().ok()) {
        edit.click();
    }
}
