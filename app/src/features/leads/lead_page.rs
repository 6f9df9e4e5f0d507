//! `/leads/{id}`: the lead card with its mail and everything that happened around it.

use super::api::{get_lead, move_to_stage};
use super::details::Details;
use super::history::LeadHistory;
use super::stage::{StageMark, stage_label};
use super::threads::{AttachedThreads, LeadThreads};
use crate::api::{ApiError, Fetched};
use crate::features::compose::use_compose;
use crate::features::consents::PersonConsents;
use crate::features::tasks::RecordTasks;
use crate::features::timeline::{NoteBox, Writing};
use crate::features::visibility::RecordSight;
use crate::state::{Toast, use_live, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{
    Button, ButtonLink, ButtonVariant, EmptyState, Icon, IconName, PageTitle, Skeleton, lasting,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::lead::{Lead, Stage};
use kurier_model::live::News;
use kurier_model::{Address, LeadId, StageId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn LeadPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get_str("id").and_then(|id| id.parse::<LeadId>().ok()))
    });
    let editing = RwSignal::new(false);
    let writing = Writing::begin();
    let changes = changes_of(id, editing);
    // Another lead begins with its facts.
    Effect::new(move |before: Option<Option<LeadId>>| {
        let now = id.get();
        editing.set(false);
        if before.is_some_and(|before| before != now) {
            writing.forget();
        }
        now
    });
    let threads = LeadThreads::new(id, changes);
    let page = Fetched::new(
        "get_lead",
        move || format!("{:?} {}", id.get(), changes.get()),
        move || {
            let id = id.get_untracked();
            async move { get_lead(id.ok_or(ApiError::NotFound)?).await }
        },
    );
    view! {
        <div class="lead">
            <div class="lead__inner">
                <a class="lead__back" href="/leads">
                    <Icon name=IconName::ArrowLeft />
                    {t!(i18n, leads.back)}
                </a>
                <Shown page id threads editing writing />
            </div>
        </div>
    }
}

/// The lead that the address names, once it is here.
#[component]
fn Shown(
    page: Fetched<Lead>,
    id: Memo<Option<LeadId>>,
    threads: LeadThreads,
    editing: RwSignal<bool>,
    writing: Writing,
) -> impl IntoView {
    let drawn = RwSignal::new(0_u32);
    let redraw = Callback::new(move |()| drawn.update(|times| *times += 1));
    view! {
        <Transition fallback=|| view! { <Skeleton kind="text" /> }>
            {move || {
                drawn.track();
                let now = id.get();
                lasting(async move {
                    match page.first().await {
                        Ok(first) if Some(first.row.id) == now => {
                            let is_this = move |lead: &Lead| Some(lead.row.id) == now;
                            let lead = page.follow(first, is_this, redraw);
                            view! { <Content lead threads editing writing /> }.into_any()
                        }
                        Ok(_) => {
                            // That of the last address; this one's is on its way.
                            page.track();
                            view! { <Skeleton kind="text" /> }.into_any()
                        }
                        Err(ApiError::NotFound) => {
                            page.track();
                            view! { <NotFound /> }.into_any()
                        }
                        Err(error) => {
                            page.track();
                            view! { <LoadError error on_retry=move || page.refetch() /> }.into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}

/// Counts what becomes known of this lead, but not while somebody types into its form: reading anew would throw that away.
fn changes_of(id: Memo<Option<LeadId>>, editing: RwSignal<bool>) -> RwSignal<u32> {
    let changes = RwSignal::new(0_u32);
    let missed = RwSignal::new(false);
    use_live().on(move |news| {
        let mine = match news {
            News::Record { record } => id.get_untracked() == Some(record),
            News::Resync => true,
            _ => false,
        };
        if mine {
            missed.set(true);
        }
    });
    Effect::new(move |_| {
        if missed.get() && !editing.get() {
            missed.set(false);
            changes.update(|changes| *changes += 1);
        }
    });
    changes
}

#[component]
fn NotFound() -> impl IntoView {
    let i18n = use_i18n();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <PageTitle text=t_string!(i18n, leads.not_found) />
        <EmptyState
            icon=IconName::Target
            title=t_string!(i18n, leads.not_found)
            text=Signal::stored(t_string!(i18n, leads.not_found_text).to_owned())
        >
            <ButtonLink href="/leads">{t!(i18n, leads.back)}</ButtonLink>
        </EmptyState>
    }
}

/// What changes is drawn anew by itself: what is open on the timeline stays.
#[component]
fn Content(
    lead: RwSignal<Lead>,
    threads: LeadThreads,
    editing: RwSignal<bool>,
    writing: Writing,
) -> impl IntoView {
    let i18n = use_i18n();
    let id = lead.with_untracked(|lead| lead.row.id);
    let name = Memo::new(move |_| lead.with(|lead| lead.row.name.clone()));
    let company = Memo::new(move |_| lead.with(|lead| lead.row.company.clone()));
    let email = Memo::new(move |_| lead.with(|lead| lead.form.email.trim().to_owned()));
    let hidden = Memo::new(move |_| lead.with(|lead| lead.row.hidden_threads));
    let stage = Memo::new(move |_| lead.with(|lead| lead.row.stage_name.clone()));
    let stages = Memo::new(move |_| lead.with(|lead| lead.stages.clone()));
    let in_stage = Memo::new(move |_| lead.with(|lead| lead.row.stage));
    view! {
        {move || view! { <PageTitle text=name.get() /> }}
        <header class="lead__head" data-testid="lead-head" data-lead-id=id.to_string()>
            <div class="lead__names">
                <h1 class="lead__title" dir="auto">{move || name.get()}</h1>
                {move || company.get().map(|company| view! { <p class="lead__company" dir="auto">{company}</p> })}
            </div>
            <div class="lead__actions">
                {move || view! { <StageMark stage=stage.get() /> }}
                {move || Some(email.get()).filter(|email| !email.is_empty()).map(|address| view! { <WriteButton address lead=id /> })}
            </div>
        </header>
        <RecordSight record=id />
        {move || view! { <Stages lead=id stages=stages.get() in_stage /> }}
        <div class="lead__columns">
            <div class="lead__side">
                {move || view! { <Details lead=lead.get() editing /> }}
                <RecordTasks record=id />
                {move || view! { <AttachedThreads threads name=name.get() hidden=hidden.get() /> }}
                <PersonConsents record=id />
            </div>
            <section class="panel" aria-labelledby="timeline">
                <h2 class="panel__title" id="timeline">{t!(i18n, leads.timeline)}</h2>
                <NoteBox record=Signal::stored(Some(id)) writing>
                    <LeadHistory lead=id />
                </NoteBox>
            </section>
        </div>
    }
}

/// Only where there is an address to write to.
#[component]
fn WriteButton(address: String, lead: LeadId) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    view! {
        <Button
            variant=ButtonVariant::Primary
            icon=IconName::Mail
            testid="write-email"
            on_click=move |_| compose.write_to(Address::bare(address.clone()), Some(lead))
        >
            {t!(i18n, leads.write_email)}
        </Button>
    }
}

/// The pipeline; a click moves the lead.
#[component]
fn Stages(lead: LeadId, stages: Vec<Stage>, in_stage: Memo<StageId>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let now = RwSignal::new(in_stage.get_untracked());
    Effect::new(move || now.set(in_stage.get()));
    let order: StoredValue<Vec<StageId>> = StoredValue::new(stages.iter().map(|stage| stage.id).collect());
    let passed = move |stage: StageId| {
        order.with_value(|order| {
            let place = |stage: StageId| order.iter().position(|other| *other == stage);
            place(stage) < place(now.get())
        })
    };
    let change = move |to: StageId| {
        let before = now.get_untracked();
        if before == to {
            return;
        }
        now.set(to);
        spawn_local(async move {
            if let Err(error) = move_to_stage(lead, to).await {
                now.try_set(before);
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
        });
    };
    view! {
        <ol class="stages" aria-label=t_string!(i18n, leads.stage)>
            {stages
                .into_iter()
                .map(|stage| {
                    let id = stage.id;
                    view! {
                        <li data-passed=move || passed(id).to_string()>
                            <button
                                type="button"
                                dir="auto"
                                aria-pressed=move || (now.get() == id).to_string()
                                on:click=move |_| change(id)
                            >
                                {stage_label(i18n, &stage.name)}
                            </button>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}
