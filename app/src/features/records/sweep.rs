//! One change of all records of a list, while it is under way and when it is over: how far it is, what came of it, stopping it and taking it back.

use super::api::{dismiss_sweep, get_sweep, stop_sweep, take_sweep_back};
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::trouble::reason_text;
use crate::ui::{Button, ButtonSize, IconButton, IconName, mend_focus};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::SweepId;
use kurier_model::record::{Sweep, SweepRefusal, SweepState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// While it is under way, how far it is is asked for so often.
const ROUND: Duration = Duration::from_secs(1);

/// Nothing where nothing was asked for.
#[component]
pub fn SweepBar(sweep: RwSignal<Option<Sweep>>) -> impl IntoView {
    let i18n = use_i18n();
    let is_any = Memo::new(move |_| sweep.with(Option::is_some));
    let is_under_way = Memo::new(move |_| {
        sweep.with(|sweep| sweep.as_ref().is_some_and(|sweep| sweep.state.is_under_way()))
    });
    // Whatever comes of asking, it is asked again.
    let asked = RwSignal::new(0_u32);
    Effect::new(move || {
        asked.track();
        if is_under_way.get()
            && let Ok(timer) = set_timeout_with_handle(move || look(sweep, asked), ROUND)
        {
            on_cleanup(move || timer.clear());
        }
    });
    let words = move || sweep.with(|sweep| sweep.as_ref().map(|sweep| told(i18n, sweep)).unwrap_or_default());
    let progress = move || sweep.with(|sweep| sweep.as_ref().and_then(progress_of));
    let refused =
        move || sweep.with(|sweep| sweep.as_ref().map(|sweep| sweep.refused.clone()).unwrap_or_default());
    let line = move |one: SweepRefusal| view! { <li>{refused_text(i18n, &one)}</li> };
    view! {
        <Show when=move || is_any.get()>
            <div class="sweep" role="region" aria-label=t_string!(i18n, records.sweep.title) data-testid="sweep">
                <div class="sweep__told">
                    <p role="status">{words}</p>
                    {move || progress().map(|(value, max)| view! {
                        <progress class="mailbox-state__bar" max=max.to_string() value=value.to_string() aria-label=t_string!(i18n, records.sweep.title)></progress>
                    })}
                    <ul class="sweep__refused">{move || refused().into_iter().map(line).collect_view()}</ul>
                </div>
                <Acts sweep is_under_way />
            </div>
        </Show>
    }
}

fn look(sweep: RwSignal<Option<Sweep>>, asked: RwSignal<u32>) {
    let Some(id) = sweep.try_with_untracked(|sweep| sweep.as_ref().map(|sweep| sweep.id)).flatten() else {
        return;
    };
    spawn_local(async move {
        let answer: Result<Sweep, ApiError> = get_sweep(id).await.and_then(|now| Ok(now.read()?));
        if let Ok(now) = answer {
            sweep.try_set(Some(now));
        }
        asked.try_update(|asked| *asked = asked.wrapping_add(1));
    });
}

#[component]
fn Acts(sweep: RwSignal<Option<Sweep>>, is_under_way: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let id = move || sweep.with_untracked(|sweep| sweep.as_ref().map(|sweep| sweep.id));
    let stop = move |_| {
        let Some(id) = id() else { return };
        attempt.make(read(stop_sweep(id)), move |now| {
            mend_focus(None, BACK);
            sweep.try_set(Some(now));
        });
    };
    let back = move |_| {
        let Some(id) = id() else { return };
        attempt.make(read(take_sweep_back(id)), move |now| {
            mend_focus(None, BACK);
            sweep.try_set(Some(now));
        });
    };
    let dismiss = move |_| {
        let Some(id) = id() else { return };
        attempt.make(dismiss_sweep(id), move |()| {
            mend_focus(None, &["main"]);
            sweep.try_set(None);
        });
    };
    let can_go_back = move || {
        sweep.with(|sweep| {
            sweep.as_ref().is_some_and(|sweep| {
                let has_ended = matches!(sweep.state, SweepState::Done | SweepState::Stopped);
                has_ended && sweep.changed.saturating_sub(sweep.back + sweep.kept) != 0
            })
        })
    };
    view! {
        <div class="sweep__acts">
            <Show when=move || is_under_way.get()>
                <Button size=ButtonSize::Small pending=attempt.pending testid="sweep-stop" on_click=stop>{t!(i18n, records.sweep.stop)}</Button>
            </Show>
            <Show when=can_go_back>
                <Button size=ButtonSize::Small icon=IconName::Undo2 pending=attempt.pending testid="sweep-back" on_click=back>{t!(i18n, common.undo)}</Button>
            </Show>
            <Show when=move || !is_under_way.get()>
                <IconButton icon=IconName::X label=t_string!(i18n, common.close) testid="sweep-dismiss" on_click=dismiss />
            </Show>
        </div>
    }
}

const BACK: &[&str] = &[".sweep .button", "main"];

async fn read(
    asked: impl Future<Output = Result<crate::api::Unread<Sweep>, ApiError>>,
) -> Result<Sweep, ApiError> {
    Ok(asked.await?.read()?)
}

/// Reads it for the first time.
pub async fn begun(id: SweepId) -> Result<Sweep, ApiError> {
    read(get_sweep(id)).await
}

fn progress_of(sweep: &Sweep) -> Option<(u32, u32)> {
    match sweep.state {
        SweepState::Changing => Some((sweep.looked_at.min(sweep.total), sweep.total.max(1))),
        SweepState::TakingBack => Some(((sweep.back + sweep.kept).min(sweep.changed), sweep.changed.max(1))),
        _ => None,
    }
}

fn told(i18n: I18n, sweep: &Sweep) -> String {
    let Sweep { total, looked_at, changed, same, gone, back, kept, .. } = *sweep;
    let changed_words = || {
        if sweep.removes {
            t_string!(i18n, records.chosen.removed, count = changed)
        } else {
            t_string!(i18n, records.chosen.changed, count = changed)
        }
    };
    let mut all = match sweep.state {
        SweepState::Finding => return t_string!(i18n, records.sweep.finding, count = total),
        SweepState::Changing => {
            return t_string!(i18n, records.sweep.changing, looked_at = looked_at.min(total), total = total);
        }
        SweepState::TakingBack => {
            return t_string!(i18n, records.sweep.taking_back, back = back + kept, changed = changed);
        }
        SweepState::Done => vec![changed_words()],
        SweepState::Stopped => {
            let left = total.saturating_sub(looked_at);
            let stopped = t_string!(i18n, records.sweep.stopped, left = left);
            vec![stopped, changed_words()]
        }
        SweepState::TakenBack => vec![t_string!(i18n, records.sweep.taken_back, count = back)],
    };
    if same > 0 {
        all.push(t_string!(i18n, records.sweep.same, count = same));
    }
    if gone > 0 {
        all.push(t_string!(i18n, records.sweep.gone, count = gone));
    }
    if kept > 0 {
        all.push(t_string!(i18n, records.sweep.kept, count = kept));
    }
    all.join(" ")
}

fn refused_text(i18n: I18n, refused: &SweepRefusal) -> String {
    let mut names = refused.names.join(", ");
    if usize::try_from(refused.count).unwrap_or(usize::MAX) > refused.names.len() {
        names.push('…');
    }
    let why = reason_text(i18n, &refused.why);
    t_string!(i18n, records.sweep.refused, count = refused.count, names = names, why = why)
}
