//! Work in the background that Kurier gave up, for administrators. Nothing is shown while there is none.

use super::api::{dead_jobs, revive_job};
use crate::api::Fetched;
use crate::state::{Toast, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonSize, IconName, Time, lasting};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::jobs::{DeadJob, JobKind};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The list, at the end of the mailboxes.
#[component]
pub fn DeadJobs() -> impl IntoView {
    let i18n = use_i18n();
    // No trouble of this list may take the mailboxes above it away.
    let list = Fetched::new("dead_jobs", || 0, dead_jobs);
    let again = Callback::new(move |()| list.refetch());
    view! {
        <Transition>
            {move || lasting(async move {
                let list = list.read().await.unwrap_or_default();
                (!list.is_empty()).then(|| view! {
                    <section class="settings__section" data-testid="dead-jobs">
                        <h2>{t!(i18n, settings.jobs.title)}</h2>
                        <p class="settings__lead">{t!(i18n, settings.jobs.text)}</p>
                        <ul class="set-aside">
                            {list.into_iter().map(|job| view! { <Row job again /> }).collect_view()}
                        </ul>
                    </section>
                })
            })}
        </Transition>
    }
}

#[component]
fn Row(job: DeadJob, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let revive = move |_| {
        pending.set(true);
        spawn_local(async move {
            if let Err(error) = revive_job(job.id).await {
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
            pending.try_set(false);
            again.try_run(());
        });
    };
    view! {
        <li class="set-aside__row">
            <div class="set-aside__what">
                <p><strong>{kind_text(i18n, job.kind)}</strong></p>
                <p><Time at=job.since long=true /></p>
            </div>
            <Button size=ButtonSize::Small icon=IconName::RefreshCw pending on_click=revive>
                {t!(i18n, settings.jobs.again)}
            </Button>
        </li>
    }
}

fn kind_text(i18n: I18n, kind: JobKind) -> &'static str {
    match kind {
        JobKind::Deliver => t_string!(i18n, settings.jobs.deliver),
        JobKind::FileCopy => t_string!(i18n, settings.jobs.file_copy),
        JobKind::Index => t_string!(i18n, settings.jobs.index),
        JobKind::Badges => t_string!(i18n, settings.jobs.badges),
        JobKind::ForgetMail | JobKind::ForgetMailbox => t_string!(i18n, settings.jobs.forget),
        JobKind::Import => t_string!(i18n, settings.jobs.import),
        JobKind::Relink => t_string!(i18n, settings.jobs.relink),
        JobKind::Sweep => t_string!(i18n, settings.jobs.sweep),
        JobKind::Erase => t_string!(i18n, settings.jobs.erase),
        JobKind::Remind => t_string!(i18n, settings.jobs.remind),
        JobKind::Upkeep => t_string!(i18n, settings.jobs.upkeep),
    }
}
