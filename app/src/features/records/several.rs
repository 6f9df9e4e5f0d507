//! A field that names several records, each perhaps in a role: as it is shown, and while it is being changed.

use super::choosing::RecordChoice;
use super::draft::Draft;
use super::words::{field_name, role_name};
use crate::features::timeline::record_url;
use crate::ui::{IconButton, IconName, mend_focus};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::record::{FieldDefinition, FieldValue, KindKey, Linked, Named};
use leptos::prelude::*;

/// Where the focus goes when somebody who had it is taken out.
const BACK: &[&str] = &[".several__line .button--icon", ".several [role=combobox]", ".several select"];

/// The records, each with its role.
#[component]
pub fn LinkedRecords(field: FieldDefinition, value: FieldValue, to: KindKey) -> impl IntoView {
    let i18n = use_i18n();
    let line = |(one, name): (Linked, Option<String>)| {
        let role = one.role.map(|role| role_name(i18n, &field, &role));
        let name = match name {
            Some(name) => {
                let title = name.clone();
                view! { <a href=record_url(&to, one.record) dir="auto" title=title>{name}</a> }.into_any()
            }
            None => view! { <span class="lead-list__dim">{t!(i18n, records.gone)}</span> }.into_any(),
        };
        view! {
            <li class="linked__one" data-testid="linked">
                {name}
                {role.map(|role| view! { <span class="linked__role" dir="auto" title=role.clone()>{role.clone()}</span> })}
            </li>
        }
    };
    let lines = value.linked().into_iter().map(line).collect_view();
    view! { <ul class="linked">{lines}</ul> }
}

/// Naming more of them, saying in which role each is, and taking them out.
#[component]
pub fn SeveralRecords(
    field: FieldDefinition,
    to: KindKey,
    draft: Draft,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let said = RwSignal::new(String::new());
    let records = Memo::new(move |_| {
        let all = draft.value.with(|text| Linked::all(text));
        all.into_iter().map(|one| one.record).collect::<Vec<_>>()
    });
    let add = Callback::new(move |named: Named| {
        if records.with_untracked(|records| records.contains(&named.id)) {
            return;
        }
        said.set(t_string!(i18n, records.several.added, name = named.name.clone()));
        draft.names.update(|names| names.push((named.id, named.name)));
        change(draft, |all| all.push(Linked { record: named.id, role: None }));
    });
    let (label, name) = (field_name(i18n, &field), format!("field-{}-add", field.id));
    let legend = format!("{name}-legend");
    let labelled = legend.clone();
    let add_label = t_string!(i18n, records.several.add).to_owned();
    let field = StoredValue::new(field);
    view! {
        <div class="field several" role="group" aria-labelledby=labelled data-testid="several" data-invalid=move || error.get().is_some().then_some("true")>
            <span class="field__label" id=legend>{label}</span>
            <ul class="several__list">
                <For each=move || records.get() key=|record| *record let:record>
                    <Line record field draft said />
                </For>
            </ul>
            <RecordChoice to name label=add_label draft=Draft::new(String::new(), None) error on_choose=add />
            <span class="visually-hidden" role="status">{move || said.get()}</span>
        </div>
    }
}

/// Writes the field anew.
fn change(draft: Draft, edit: impl FnOnce(&mut Vec<Linked>)) {
    let mut all = draft.value.with_untracked(|text| Linked::all(text));
    edit(&mut all);
    draft.value.set(Linked::written(&all));
}

/// One of them: in which role, and out with it.
#[component]
fn Line(
    record: RecordId,
    field: StoredValue<FieldDefinition>,
    draft: Draft,
    said: RwSignal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let known = untrack(|| draft.name_of(record));
    let name = known.unwrap_or_else(|| t_string!(i18n, records.gone).to_owned());
    let role = move || {
        let all = draft.value.with(|text| Linked::all(text));
        all.into_iter().find(|one| one.record == record).and_then(|one| one.role).unwrap_or_default()
    };
    let take = move |role: String| {
        change(draft, |all| {
            for one in all.iter_mut().filter(|one| one.record == record) {
                one.role = (!role.is_empty()).then(|| role.clone());
            }
        });
    };
    let gone = name.clone();
    let remove = move |_| {
        mend_focus(None, BACK);
        said.set(t_string!(i18n, records.several.removed, name = gone.clone()));
        change(draft, |all| all.retain(|one| one.record != record));
    };
    let now = untrack(role);
    let roles = field.with_value(|field| {
        let all = field.what.roles().into_iter().flatten();
        let shown = all.filter(|role| !role.removed || role.key == now);
        shown.map(|role| (role.key.clone(), role_name(i18n, field, &role.key))).collect::<Vec<_>>()
    });
    let no_role = (String::new(), t_string!(i18n, records.several.no_role).to_owned());
    let has_roles = !roles.is_empty();
    let options = std::iter::once(no_role).chain(roles);
    let options = options.map(|(key, words)| {
        let mine = key.clone();
        view! { <option value=key selected=move || role() == mine>{words}</option> }
    });
    let options = options.collect_view();
    view! {
        <li class="several__line" data-testid="several-line">
            <span class="several__name" dir="auto" title=name.clone()>{name.clone()}</span>
            <IconButton icon=IconName::X label=t_string!(i18n, records.several.remove, name = name.clone()) on_click=remove />
            {has_roles.then(|| view! {
                <select
                    class="input select several__role"
                    aria-label=t_string!(i18n, records.several.role_of, name = name.clone())
                    prop:value=role
                    on:change:target=move |event| take(event.target().value())
                >
                    {options}
                </select>
            })}
        </li>
    }
}
