//! Taking a stage away: what stands in it goes to another one first.

use super::BACK;
use super::api::{remove_stage, uses_of_stage};
use crate::attempt::Attempt;
use crate::features::records::words::stage_name;
use crate::state::{Toast, use_toasts};
use crate::trouble::LoadError;
use crate::ui::{Button, ButtonVariant, Dialog, Select, Skeleton, mend_focus};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::StageId;
use kurier_model::pipeline::PipelineStage;
use kurier_model::record::StageUses;
use leptos::prelude::*;

/// The dialog, for the stage that is to go.
#[component]
pub fn RemoveDialog(removing: RwSignal<Option<PipelineStage>>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(removing.with(Option::is_some)));
    let title = Signal::derive(move || {
        let name = removing.with(|stage| stage.as_ref().map(|stage| stage_name(i18n, &stage.name)));
        name.map(|name| t_string!(i18n, settings.stages.remove_title, name = name)).unwrap_or_default()
    });
    view! {
        <Dialog open title size="s" testid="remove-stage" on_close=Callback::new(move |()| removing.set(None))>
            {move || removing.get().map(|stage| view! { <Asking stage open done /> })}
        </Dialog>
    }
}

#[component]
fn Asking(stage: PipelineStage, open: RwSignal<bool>, done: Callback<()>) -> impl IntoView {
    let id = stage.id;
    let uses_now =
        LocalResource::new(move || async move { uses_of_stage(id).await.and_then(|uses| Ok(uses.read()?)) });
    let stage = StoredValue::new(stage);
    move || {
        match uses_now.get() {
        None => view! { <Skeleton lines=3 kind="text" /> }.into_any(),
        Some(Err(error)) => view! { <LoadError error on_retry=move |()| uses_now.refetch() /> }.into_any(),
        Some(Ok(uses)) => view! { <Ways stage=stage.get_value() uses open done again=Callback::new(move |()| uses_now.refetch()) /> }.into_any(),
    }
    }
}

/// Why it cannot go, or where its records go.
#[component]
fn Ways(
    stage: PipelineStage,
    uses: StageUses,
    open: RwSignal<bool>,
    done: Callback<()>,
    /// It is another one than was looked at.
    again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    Effect::new(move || {
        if attempt.error.with(Option::is_some) {
            again.run(());
        }
    });
    let is_used = uses.records > 0;
    let is_stuck = uses.is_needed || is_used && uses.others.is_empty();
    let to = RwSignal::new(uses.others.first().map(|stage| stage.id.to_string()).unwrap_or_default());
    let (id, name) = (stage.id, stage_name(i18n, &stage.name));
    let remove = move |_| {
        let target = to.get_untracked().parse::<StageId>().ok().filter(|_| is_used);
        let name = name.clone();
        attempt.make(remove_stage(id, target), move |()| {
            mend_focus(None, BACK);
            open.try_set(false);
            toasts.push(Toast::done(t_string!(i18n, settings.stages.removed, name = name)));
            done.try_run(());
        });
    };
    let options: Vec<(String, String)> =
        uses.others.iter().map(|stage| (stage.id.to_string(), stage_name(i18n, &stage.name))).collect();
    view! {
        <p data-testid="stage-uses">{records(i18n, &uses)}</p>
        {if is_stuck {
            let why = if uses.is_needed {
                t_string!(i18n, settings.stages.is_needed)
            } else {
                t_string!(i18n, settings.stages.nowhere)
            };
            view! { <p>{why}</p> }.into_any()
        } else if is_used {
            view! { <Select name="stage-target" label=t_string!(i18n, settings.stages.move_to) value=to options=Signal::stored(options) /> }
                .into_any()
        } else {
            ().into_any()
        }}
        <div class="dialog__actions">
            <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
            {(!is_stuck).then(|| view! {
                <Button variant=ButtonVariant::Danger pending=attempt.pending on_click=remove testid="remove-stage-yes">
                    {t!(i18n, settings.fields.remove)}
                </Button>
            })}
        </div>
    }
}

fn records(i18n: I18n, uses: &StageUses) -> String {
    match (uses.records, uses.more) {
        (0, _) => t_string!(i18n, settings.stages.empty).to_owned(),
        (count, true) => t_string!(i18n, settings.stages.used_by_more, count = count),
        (count, false) => t_string!(i18n, settings.stages.used_by, count = count),
    }
}
