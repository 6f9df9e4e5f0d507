//! Writing to the people of a record.

use crate::features::compose::{About, use_compose};
use crate::ui::{Button, ButtonVariant, IconName, Menu, MenuItem};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Address;
use kurier_model::record::{FieldType, Reachable, Record};
use leptos::prelude::*;

/// To what mail that is written from the page of a record is attached: what is about something says so; mail to a person or a company is theirs
/// anyway.
#[must_use]
pub fn mail_about(record: &Record) -> Option<About> {
    let is_theirs = record.kind.stages.is_empty() && record.kind.first(&FieldType::Email).is_some();
    (!is_theirs).then(|| About { record: record.id, name: record.name.clone() })
}

/// Only where there is somebody to write to; where there are several, the others are in a menu.
#[component]
pub fn WriteButton(record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let all = Memo::new(move |_| record.with(|record| record.reachable.clone()));
    let write = move |one: &Reachable| {
        let name = Some(one.name.clone()).filter(|name| *name != one.address);
        compose.write_to(Address { name, address: one.address.clone() }, record.with_untracked(mail_about));
    };
    let first = move |_| {
        if let Some(first) = all.with_untracked(|all| all.first().cloned()) {
            write(&first);
        }
    };
    let item = move |one: Reachable| {
        let Reachable { name, address, .. } = &one;
        let shown = if name == address { address.clone() } else { format!("{name} · {address}") };
        view! { <MenuItem on_select=Callback::new(move |()| write(&one))><span dir="auto">{shown}</span></MenuItem> }
    };
    view! {
        <Show when=move || all.with(|all| !all.is_empty())>
            <Button variant=ButtonVariant::Primary icon=IconName::Mail testid="write-email" on_click=first>
                {t!(i18n, leads.write_email)}
            </Button>
        </Show>
        <Show when=move || all.with(|all| all.len() > 1)>
            <Menu label=t_string!(i18n, records.write_elsewhere) testid="write-elsewhere" icon=IconName::ChevronDown>
                {move || all.get().into_iter().map(item).collect_view()}
            </Menu>
        </Show>
    }
}
