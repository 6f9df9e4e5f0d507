//! Records that link to the one that is open: the contacts of a company.

use super::create_drawer::LaterDrawer;
use super::words::{field_name, icon_of, many_of, new_of, role_name};
use crate::features::timeline::record_url;
use crate::ui::{Button, ButtonSize, Icon, IconName};
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::record::{FieldDefinition, FieldType, FieldValue, Kind, Named, Record, Related};
use kurier_model::{FieldId, RecordId};
use leptos::prelude::*;

/// A panel for each field by which others link to the record.
#[component]
pub fn RelatedRecords(record: RwSignal<Record>) -> impl IntoView {
    let related = Memo::new(move |_| record.with(|record| record.related.clone()));
    view! {
        <For each=move || related.get() key=|related| related.field let:one>
            <Panel one related record />
        </For>
    }
}

/// What the panel is called. By which field of theirs, where that says more than that they are linked.
fn title(i18n: I18n, related: &Related) -> String {
    let kind = many_of(i18n, &related.kind, related.own.as_ref());
    match &related.through {
        Some(field) => format!("{kind} · {}", field_name(i18n, field)),
        None => kind,
    }
}

/// The records, each with the role in which this one is there.
fn lines(i18n: I18n, related: &Related) -> Vec<(Named, Option<String>)> {
    let roles = related.roles.iter().map(Option::as_deref).chain(std::iter::repeat(None));
    let words = |role: Option<&str>| Some(role_name(i18n, related.through.as_ref()?, role?));
    related.records.iter().cloned().zip(roles.map(words)).collect()
}

/// What stands in a record that is made from the page of another: that one, in the field by which it links to it, and what both can be about.
/// A deal of a contact is one of their company's.
fn given_by(record: &Record, kind: &Kind, field: FieldId) -> Vec<FieldValue> {
    let mut given = vec![FieldValue::of_record(field, record.id, record.name.clone())];
    let to_it = FieldType::link(record.kind.key.clone());
    for own in links(kind).filter(|own| own.id != field && own.what != to_it) {
        let Some(theirs) = links(&record.kind).find(|other| other.what == own.what) else { continue };
        let value = record.values.iter().find(|value| value.field == theirs.id);
        // One that lies in the bin, or is not seen, has no name.
        let known =
            value.and_then(|value| Some((value.value.parse::<RecordId>().ok()?, value.label.clone()?)));
        given.extend(known.map(|(id, name)| FieldValue::of_record(own.id, id, name)));
    }
    given
}

/// The fields that link to one record, those that are there from the beginning: of what a workspace has added nobody knows what it means.
fn links(kind: &Kind) -> impl Iterator<Item = &FieldDefinition> {
    let is_link = |what: &FieldType| matches!(what, FieldType::Link { several: None, .. });
    kind.fields.iter().filter(move |field| !field.is_own() && is_link(&field.what))
}

#[component]
fn Panel(one: Related, related: Memo<Vec<Related>>, record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    let Related { kind, own, field, .. } = one.clone();
    // It stays while it is told, with what is being written in its drawer.
    let now = Memo::new(move |_| {
        let all = related.get();
        all.into_iter()
            .find(|other| other.field == field)
            .map(|one| (lines(i18n, &one), one.more))
            .unwrap_or_default()
    });
    let adding = RwSignal::new(false);
    let given =
        Callback::new(move |kind: Kind| record.with_untracked(|record| given_by(record, &kind, field)));
    let heading = format!("related-{field}");
    let heading_id = heading.clone();
    let title = title(i18n, &one);
    let label = StoredValue::new(new_of(i18n, &kind, own.as_ref()));
    let icon = icon_of(&kind, own.as_ref());
    let can_add = move || record.with(|record| record.removed_at.is_none());
    let shown = kind.clone();
    view! {
        <section class="panel" aria-labelledby=heading data-testid="related">
            <div class="panel__head">
                <h2 class="panel__title" id=heading_id dir="auto">{title}</h2>
                <Show when=can_add>
                    <Button size=ButtonSize::Small icon=IconName::Plus testid="add-related" on_click=move |_| adding.set(true)>
                        {label.get_value()}
                    </Button>
                </Show>
            </div>
            <ul class="related">
                <For
                    each=move || now.with(|(records, _)| records.clone())
                    key=|(named, role)| (named.id, named.name.clone(), named.note.clone(), role.clone())
                    let((named, role))
                >
                    <li>
                        <Icon name=icon />
                        <a href=record_url(&shown, named.id) dir="auto" title=named.name.clone()>{named.name.clone()}</a>
                        {role.map(|role| view! { <span class="linked__role" dir="auto" title=role.clone()>{role.clone()}</span> })}
                        {named.note.map(|note| view! { <span class="lead-list__dim" dir="ltr" title=note.clone()>{note.clone()}</span> })}
                    </li>
                </For>
            </ul>
            {move || match now.with(|(records, more)| (records.len(), *more)) {
                (0, _) => Some(view! { <p class="timeline__dim">{t_string!(i18n, records.no_related).to_owned()}</p> }),
                (_, 0) => None,
                (_, more) => Some(view! { <p class="timeline__dim">{t_string!(i18n, records.more_related, count = more)}</p> }),
            }}
            <LaterDrawer open=adding kind given />
        </section>
    }
}
