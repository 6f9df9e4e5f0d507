//! A lead, wherever it is shown: what is known of it, its mail and everything that happened around it.

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
use crate::followed::followed_one;
use crate::state::{Toast, use_live, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonVariant, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::lead::{Lead, Stage};
use kurier_model::live::News;
use kurier_model::{Address, LeadId, StageId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A lead that was asked for, what becomes known of it, and what is being written about it.
#[derive(Clone, Copy)]
pub struct AskedLead {
    id: Memo<Option<LeadId>>,
    answer: Fetched<Lead>,
    threads: LeadThreads,
    editing: RwSignal<bool>,
    writing: Writing,
}

impl AskedLead {
    /// Asks, and again with every change.
    pub fn new(id: Memo<Option<LeadId>>) -> Self {
        let editing = RwSignal::new(false);
        let writing = Writing::begin();
        let changes = changes_of(id, editing);
        // Another lead begins with its facts.
        Effect::new(move |before: Option<Option<LeadId>>| {
            let now = id.get();
            editing.set(false);
            if before != Some(now) {
                writing.turn_to(now);
            }
            now
        });
        let threads = LeadThreads::new(id, changes);
        let answer = Fetched::new(
            "get_lead",
            move || format!("{:?} {}", id.get(), changes.get()),
            move || {
                let id = id.get_untracked();
                async move { get_lead(id.ok_or(ApiError::NotFound)?).await }
            },
        );
        Self { id, answer, threads, editing, writing }
    }
}

/// The lead once it is here, drawn by `draw` and told of every change; `nothing` where there is none.
#[component]
pub fn FollowedLead<D, N>(asked: AskedLead, draw: D, nothing: N) -> impl IntoView
where
    D: Fn(RwSignal<Lead>) -> AnyView + Copy + Send + Sync + 'static,
    N: Fn() -> AnyView + Copy + Send + Sync + 'static,
{
    let AskedLead { id, answer, .. } = asked;
    followed_one(answer, id, |lead: &Lead| (lead.row.id, lead.row.id), draw, nothing)
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

/// All of a lead, its name as the heading of a page or of what stands beside one. What changes is drawn anew by itself: what is open on the
/// timeline stays.
#[component]
pub fn LeadParts(lead: RwSignal<Lead>, asked: AskedLead, is_page: bool) -> impl IntoView {
    let i18n = use_i18n();
    let AskedLead { threads, editing, writing, .. } = asked;
    let id = lead.with_untracked(|lead| lead.row.id);
    let name = Memo::new(move |_| lead.with(|lead| lead.row.name.clone()));
    let hidden = Memo::new(move |_| lead.with(|lead| lead.row.hidden_threads));
    let stages = Memo::new(move |_| lead.with(|lead| lead.stages.clone()));
    let in_stage = Memo::new(move |_| lead.with(|lead| lead.row.stage));
    view! {
        <Head lead name is_page />
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

/// Who it is, and writing to them.
#[component]
fn Head(lead: RwSignal<Lead>, name: Memo<String>, is_page: bool) -> impl IntoView {
    let id = lead.with_untracked(|lead| lead.row.id);
    let company = Memo::new(move |_| lead.with(|lead| lead.row.company.clone()));
    let email = Memo::new(move |_| lead.with(|lead| lead.form.email.trim().to_owned()));
    let stage = Memo::new(move |_| lead.with(|lead| lead.row.stage_name.clone()));
    view! {
        <header class="lead__head" data-testid="lead-head" data-lead-id=id.to_string()>
            <div class="lead__names">
                {if is_page {
                    view! { <h1 class="lead__title" dir="auto">{move || name.get()}</h1> }.into_any()
                } else {
                    view! { <h2 class="lead__title" dir="auto">{move || name.get()}</h2> }.into_any()
                }}
                {move || company.get().map(|company| view! { <p class="lead__company" dir="auto">{company}</p> })}
            </div>
            <div class="lead__actions">
                {move || view! { <StageMark stage=stage.get() /> }}
                {move || Some(email.get()).filter(|email| !email.is_empty()).map(|address| view! { <WriteButton address lead=id /> })}
            </div>
        </header>
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
