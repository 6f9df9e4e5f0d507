//! A field in the list: what it is called, what can stand in it, and what can be done with it.

use super::form::Filling;
use super::types::type_name;
use crate::features::records::words::field_name;
use crate::ui::{IconName, Menu, MenuItem};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::FieldId;
use kurier_model::record::{FieldDefinition, Kind, Shape, offered};
use leptos::prelude::*;

/// What there is to know of a field, one after the other.
fn about(i18n: I18n, field: &FieldDefinition, kinds: &[Kind]) -> String {
    let mut all = vec![type_name(i18n, &field.what, kinds)];
    if let Some(choices) = field.what.choices() {
        all.push(t_string!(i18n, settings.fields.choices_count, count = offered(choices).count()));
    }
    if let Some(roles) = field.what.roles().filter(|roles| offered(roles).next().is_some()) {
        all.push(t_string!(i18n, settings.fields.roles_count, count = offered(roles).count()));
    }
    if field.required {
        all.push(t_string!(i18n, settings.fields.is_required).to_owned());
    }
    if field.unique {
        all.push(t_string!(i18n, settings.fields.is_unique).to_owned());
    }
    if field.default.is_some() {
        all.push(t_string!(i18n, settings.fields.is_default).to_owned());
    }
    all.join(" · ")
}

/// The line.
#[component]
pub fn FieldLine(
    field: FieldDefinition,
    shape: RwSignal<Shape>,
    kinds: StoredValue<Vec<Kind>>,
    may_change: bool,
    filling: RwSignal<Option<Filling>>,
    removing: RwSignal<Option<FieldDefinition>>,
    moving: Callback<(FieldId, bool)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let id = field.id;
    let name = field_name(i18n, &field);
    let about = kinds.with_value(|kinds| about(i18n, &field, kinds));
    let key = field.key.clone();
    let field = StoredValue::new(field);
    let is_fixed = Memo::new(move |_| shape.with(|shape| shape.fixed.contains(&id)));
    let is_first = move || shape.with(|shape| shape.kind.fields.first().is_some_and(|field| field.id == id));
    let is_last = move || shape.with(|shape| shape.kind.fields.last().is_some_and(|field| field.id == id));
    let edit = move |()| filling.set(Some(Filling::new(i18n, Some(field.get_value()))));
    let actions = t_string!(i18n, settings.fields.actions_of, name = name.clone());
    view! {
        <li class="fields__line" data-testid="kind-field" data-key=key>
            <span class="fields__name" dir="auto" title=name.clone()>{name.clone()}</span>
            <span class="fields__what">{about}</span>
            {may_change.then(|| view! {
                <Menu label=actions testid="field-menu">
                    <MenuItem icon=IconName::Pencil on_select=edit>{t!(i18n, settings.fields.edit)}</MenuItem>
                    <MenuItem icon=IconName::ChevronUp disabled=Signal::derive(is_first) on_select=move |()| moving.run((id, true))>
                        {t!(i18n, settings.fields.up)}
                    </MenuItem>
                    <MenuItem icon=IconName::ChevronDown disabled=Signal::derive(is_last) on_select=move |()| moving.run((id, false))>
                        {t!(i18n, settings.fields.down)}
                    </MenuItem>
                    <Show when=move || !is_fixed.get()>
                        <MenuItem icon=IconName::Trash2 danger=true on_select=move |()| removing.set(Some(field.get_value()))>
                            {t!(i18n, settings.fields.remove)}
                        </MenuItem>
                    </Show>
                </Menu>
            })}
        </li>
    }
}
