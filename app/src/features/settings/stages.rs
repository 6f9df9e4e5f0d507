//! `/settings/stages/{kind}`: the stages that records go through.

pub mod api;
mod form;
mod reasons;
mod removing;

use super::list_frame::ListFrame;
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::features::records::words::{many_of, stage_name};
use crate::ui::{Button, ButtonVariant, IconName, Menu, MenuItem, NotFoundPage, focused, mend_focus};
use api::{order_stages, pipelines};
use form::{Filling, StageDialog};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::StageId;
use kurier_model::pipeline::{Outcome, PipelineStage};
use kurier_model::record::{KindKey, OwnKind, Pipeline};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use reasons::Reasons;
use removing::RemoveDialog;

/// Where one goes on when what one pressed is gone.
const BACK: &[&str] = &["[data-testid=add-stage]", "main"];

/// The page.
#[component]
pub fn StagesPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let key = Memo::new(move |_| params.with(|params| params.get("kind").unwrap_or_default()));
    let changes = RwSignal::new(0_u32);
    let all = Fetched::new("pipelines", move || changes.get(), pipelines);
    let again = Callback::new(move |()| {
        changes.try_update(|changes| *changes += 1);
    });
    let draw = move |all, may_change| view! { <Chosen all key may_change again /> }.into_any();
    view! { <ListFrame title=t_string!(i18n, settings.stages.title) text=t_string!(i18n, settings.stages.text) all draw /> }
}

/// The pipeline that the address names.
#[component]
fn Chosen(
    all: RwSignal<Vec<Pipeline>>,
    key: Memo<String>,
    may_change: bool,
    again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let kinds = Memo::new(move |_| {
        let key = |pipeline: &Pipeline| (pipeline.kind.clone(), pipeline.own.clone());
        all.with(|all| all.iter().map(key).collect::<Vec<_>>())
    });
    let is_known = Memo::new(move |_| kinds.with(|kinds| kinds.iter().any(|(kind, _)| kind.0 == key.get())));
    let stages = Memo::new(move |_| {
        let wanted = key.get();
        all.with(|all| {
            let pipeline = all.iter().find(|pipeline| pipeline.kind.0 == wanted);
            pipeline.map(|pipeline| pipeline.stages.clone()).unwrap_or_default()
        })
    });
    let link = move |(kind, own): (KindKey, Option<OwnKind>)| {
        let name = many_of(i18n, &kind, own.as_ref());
        let href = format!("/settings/stages/{kind}");
        view! { <a href=href dir="auto" aria-current=move || (key.get() == kind.0).then_some("page")>{name}</a> }
    };
    view! {
        <Show when=move || is_known.get() fallback=NotFoundPage>
            <nav class="segmented fields__kinds" aria-label=t_string!(i18n, settings.fields.kinds)>
                {move || kinds.get().into_iter().map(link).collect_view()}
            </nav>
            <Content all key stages may_change again />
        </Show>
    }
}

#[component]
fn Content(
    all: RwSignal<Vec<Pipeline>>,
    key: Memo<String>,
    stages: Memo<Vec<PipelineStage>>,
    may_change: bool,
    again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let filling = RwSignal::new(None::<Filling>);
    let removing = RwSignal::new(None::<PipelineStage>);
    let attempt = Attempt::begin();
    // One place up or down.
    let moving = Callback::new(move |(stage, up): (StageId, bool)| {
        let mut order: Vec<StageId> = stages.with_untracked(|now| now.iter().map(|one| one.id).collect());
        let at = order.iter().position(|one| *one == stage);
        let to = at.and_then(|at| if up { at.checked_sub(1) } else { Some(at + 1) });
        if let Some((at, to)) = at.zip(to).filter(|(_, to)| *to < order.len()) {
            order.swap(at, to);
            let kind = key.get_untracked().as_str().into();
            attempt.make(order_stages(kind, order), move |()| {
                // What is moved on the page loses the focus.
                mend_focus(focused(), &["main"]);
                all.try_update(|all| {
                    let own =
                        all.iter_mut().find(|pipeline| pipeline.stages.iter().any(|one| one.id == stage));
                    // It may have been moved by somebody else meanwhile.
                    let is_there =
                        |own: &&mut Pipeline| own.stages.get(at).is_some_and(|one| one.id == stage);
                    if let Some(own) = own.filter(is_there).filter(|own| to < own.stages.len()) {
                        own.stages.swap(at, to);
                    }
                });
                again.try_run(());
            });
        }
    });
    let add = move |_| filling.set(Some(Filling::new(None)));
    view! {
        <section class="fields" aria-label=t_string!(i18n, settings.stages.title) data-testid="stages-list">
            {(!may_change).then(|| view! { <p class="settings__lead">{t!(i18n, settings.privacy.only_admins)}</p> })}
            <ol class="fields__list">
                <For each=move || stages.get() key=|stage| format!("{stage:?}") let:stage>
                    <StageLine stage stages may_change filling removing moving />
                </For>
            </ol>
            {may_change.then(|| view! {
                <Button variant=ButtonVariant::Primary icon=IconName::Plus testid="add-stage" on_click=add>
                    {t!(i18n, settings.stages.add)}
                </Button>
            })}
        </section>
        <Reasons all key may_change again />
        <StageDialog filling key done=again />
        <RemoveDialog removing done=again />
    }
}

/// What becomes of records in a stage.
fn outcome_name(i18n: I18n, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Open => t_string!(i18n, settings.stages.open),
        Outcome::Won => t_string!(i18n, settings.stages.won),
        Outcome::Lost => t_string!(i18n, settings.stages.lost),
    }
}

#[component]
fn StageLine(
    stage: PipelineStage,
    stages: Memo<Vec<PipelineStage>>,
    may_change: bool,
    filling: RwSignal<Option<Filling>>,
    removing: RwSignal<Option<PipelineStage>>,
    moving: Callback<(StageId, bool)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let id = stage.id;
    let name = stage_name(i18n, &stage.name);
    let outcome = outcome_name(i18n, stage.outcome);
    let about = match (stage.outcome, stage.probability) {
        (Outcome::Open, likely @ 1..) => {
            format!("{outcome} · {}", t_string!(i18n, settings.stages.likely, percent = likely))
        }
        _ => outcome.to_owned(),
    };
    let closes = stage.outcome.closes();
    let stage = StoredValue::new(stage);
    // Stages that end stand behind the open ones.
    let beside = move |up: bool| {
        stages.with(|all| {
            let at = all.iter().position(|one| one.id == id)?;
            let to = if up { at.checked_sub(1)? } else { at + 1 };
            all.get(to).filter(|other| other.outcome.closes() == closes).map(|other| other.id)
        })
    };
    let edit = move |()| filling.set(Some(Filling::new(Some(stage.get_value()))));
    let actions = t_string!(i18n, settings.stages.actions_of, name = name.clone());
    view! {
        <li class="fields__line" data-testid="stage-line" data-stage=id.to_string()>
            <span class="fields__name" dir="auto" title=name.clone()>{name.clone()}</span>
            <span class="fields__what">{about}</span>
            {may_change.then(|| view! {
                <Menu label=actions testid="stage-menu">
                    <MenuItem icon=IconName::Pencil on_select=edit>{t!(i18n, settings.fields.edit)}</MenuItem>
                    <MenuItem icon=IconName::ChevronUp disabled=Signal::derive(move || beside(true).is_none()) on_select=move |()| moving.run((id, true))>
                        {t!(i18n, settings.fields.up)}
                    </MenuItem>
                    <MenuItem icon=IconName::ChevronDown disabled=Signal::derive(move || beside(false).is_none()) on_select=move |()| moving.run((id, false))>
                        {t!(i18n, settings.fields.down)}
                    </MenuItem>
                    <MenuItem icon=IconName::Trash2 danger=true on_select=move |()| removing.set(Some(stage.get_value()))>
                        {t!(i18n, settings.fields.remove)}
                    </MenuItem>
                </Menu>
            })}
        </li>
    }
}
