//! The reasons that are offered when something is put into a stage in which it is lost.

use crate::features::records::words::{choice_name, field_name};
use crate::features::settings::record_fields::{FieldDialog, Filling};
use crate::ui::{Button, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::{Choice, FieldDefinition, Pipeline, offered};
use leptos::prelude::*;

/// Those of the pipeline that the address names. Nothing where nothing can be lost.
#[component]
pub fn Reasons(
    all: RwSignal<Vec<Pipeline>>,
    key: Memo<String>,
    may_change: bool,
    again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let field = Memo::new(move |_| {
        let wanted = key.get();
        all.with(|all| all.iter().find(|pipeline| pipeline.kind.0 == wanted)?.reason.clone())
    });
    let filling = RwSignal::new(None::<Filling>);
    let edit = move |_| filling.set(Some(Filling::new(i18n, field.get_untracked())));
    let line = move |field: &FieldDefinition, choice: &Choice| {
        let name = choice_name(i18n, field, choice);
        view! {
            <li class="fields__line" data-testid="reason-line">
                <span class="fields__name" dir="auto" title=name.clone()>{name.clone()}</span>
            </li>
        }
    };
    let list = move |field: FieldDefinition| {
        let choices = field.what.choices().map_or(&[][..], Vec::as_slice);
        let lines = offered(choices).map(|choice| line(&field, choice)).collect_view();
        view! {
            <section class="fields" aria-labelledby="lost-reasons" data-testid="lost-reasons">
                <h2 id="lost-reasons" dir="auto">{field_name(i18n, &field)}</h2>
                <p class="settings__lead">{t!(i18n, settings.stages.reasons_text)}</p>
                <ul class="fields__list">{lines}</ul>
                {may_change.then(|| view! {
                    <Button icon=IconName::Pencil testid="edit-reasons" on_click=edit>
                        {t_string!(i18n, settings.stages.reasons_edit)}
                    </Button>
                })}
            </section>
        }
    };
    let kind = Signal::derive(move || key.get().as_str().into());
    view! {
        {move || field.get().map(list)}
        // Of choices nothing else is named.
        <FieldDialog filling kind kinds=StoredValue::new(Vec::new()) done=again />
    }
}
