//! Linking all mail to records again, for administrators: what there is to know of it, how far it is, and how it ended.

pub mod api;

use crate::api::{ApiError, Fetched};
use crate::followed::followed;
use crate::state::{Toast, use_session, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, IconName, Skeleton, Time, lasting};
use api::{how_relinking_goes, relink_mail, stop_relinking};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::link::{RelinkState, Relinking};
use kurier_model::member::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// While it is under way, how far it is is asked for so often.
const ROUND: Duration = Duration::from_secs(1);

/// At the end of the mailboxes; for administrators alone.
#[component]
pub fn RelinkMail() -> impl IntoView {
    let session = use_session();
    view! {
        <Transition>
            {move || lasting(async move {
                let is_admin = session.read().await.is_ok_and(|me| me.role >= Role::Admin);
                is_admin.then(|| view! { <Section /> })
            })}
        </Transition>
    }
}

#[component]
fn Section() -> impl IntoView {
    let i18n = use_i18n();
    let asked = Fetched::new("how_relinking_goes", || 0, how_relinking_goes);
    view! {
        <section class="settings__section" data-testid="relink">
            <h2>{t!(i18n, settings.relink.title)}</h2>
            <p class="settings__lead">{t!(i18n, settings.relink.text)}</p>
            {followed(
                asked,
                || view! { <Skeleton lines=2 /> }.into_any(),
                |_| false,
                move |last| view! { <Last last asked /> }.into_any(),
                || ().into_any(),
            )}
        </section>
    }
}

#[component]
fn Last(last: RwSignal<Option<Relinking>>, asked: Fetched<Option<Relinking>>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let is_under_way =
        Memo::new(move |_| last.with(|last| last.as_ref().is_some_and(|last| last.state.is_under_way())));
    // Whatever comes of asking, it is asked again.
    Effect::new(move || {
        asked.track();
        if is_under_way.get()
            && let Ok(timer) = set_timeout_with_handle(move || asked.refetch(), ROUND)
        {
            on_cleanup(move || timer.clear());
        }
    });
    let act = move |stops: bool| {
        pending.set(true);
        spawn_local(async move {
            let answer: Result<Relinking, ApiError> =
                if stops { stop_relinking().await } else { relink_mail().await };
            pending.try_set(false);
            match answer {
                Ok(now) => {
                    last.try_set(Some(now));
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        {move || last.get().map(|last| view! { <HowFar last /> })}
        <div>
            {move || if is_under_way.get() {
                view! { <Button pending testid="relink-stop" on_click=move |_| act(true)>{t!(i18n, settings.relink.stop)}</Button> }
            } else {
                view! { <Button icon=IconName::RefreshCw pending testid="relink-begin" on_click=move |_| act(false)>{t!(i18n, settings.relink.begin)}</Button> }
            }}
        </div>
    }
}

/// What is done, and what came of it.
#[component]
fn HowFar(last: Relinking) -> impl IntoView {
    let i18n = use_i18n();
    let Relinking { by, asked_at, state, looked_at, total, linked, badges } = last;
    let words = match state {
        RelinkState::Links => {
            t_string!(i18n, settings.relink.links, looked_at = looked_at.min(total), total = total)
        }
        RelinkState::Badges => t_string!(i18n, settings.relink.badges).to_owned(),
        RelinkState::Done => t_string!(i18n, settings.relink.done).to_owned(),
        RelinkState::Stopped => t_string!(i18n, settings.relink.stopped).to_owned(),
    };
    let made = format!(
        "{} {}",
        t_string!(i18n, settings.relink.linked, count = linked),
        t_string!(i18n, settings.relink.mended, count = badges)
    );
    view! {
        <div class="relink" role="status" data-testid="relink-state" data-state=state.as_str()>
            <p><strong>{words}</strong></p>
            {(state == RelinkState::Links).then(|| view! {
                <progress class="mailbox-state__bar" max=total.max(1).to_string() value=looked_at.min(total).to_string() aria-label=t_string!(i18n, settings.relink.title)></progress>
            })}
            <p class="settings__lead">{made}</p>
            <p class="settings__lead">
                {by.map(|name| view! { <span dir="auto">{name}</span>", " })}
                <Time at=asked_at long=true />
            </p>
        </div>
    }
}
