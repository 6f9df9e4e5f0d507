//! Rules that say how long something is kept. What one would do is looked at before it is switched on.

use super::api::{preview_retention, retention_rules, set_retention};
use super::words::{deed_words, left_words};
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::features::records::words::many_of;
use crate::followed::followed;
use crate::state::{Kinds, Toast, use_kinds, use_session, use_toasts};
use crate::ui::{Button, ButtonSize, ButtonVariant, Dialog, Select, Skeleton};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::member::Role;
use kurier_model::protection::{Deed, RetentionLine, RetentionOf, RetentionPreview, RetentionRule};
use kurier_model::record::OwnKind;
use leptos::prelude::*;

/// For so many months one can choose.
const MONTHS: [u32; 8] = [3, 6, 12, 18, 24, 36, 60, 120];
const USUAL: u32 = 24;

/// What a rule is about.
pub(super) fn rule_words(i18n: I18n, what: &RetentionOf, made: Option<&OwnKind>) -> String {
    match what {
        RetentionOf::People(kind) => {
            t_string!(i18n, protection.rule_people, kind = many_of(i18n, kind, made))
        }
        RetentionOf::LostLeads => t_string!(i18n, protection.rule_lost).to_owned(),
    }
}

/// The rules, and what is always forgotten.
#[component]
pub(super) fn Rules(changes: RwSignal<u32>) -> impl IntoView {
    let i18n = use_i18n();
    let again = Callback::new(move |()| {
        changes.try_update(|changes| *changes += 1);
    });
    let all = Fetched::new("retention_rules", move || changes.get(), retention_rules);
    view! {
        <section class="settings__section" aria-labelledby="rules" data-testid="retention">
            <h2 id="rules">{t!(i18n, protection.rules)}</h2>
            <p class="settings__lead">{t!(i18n, protection.rules_text)}</p>
            {followed(
                all,
                || view! { <Skeleton lines=4 /> }.into_any(),
                |_| false,
                move |all| view! { <Lines all again /> }.into_any(),
                || ().into_any(),
            )}
            <p class="protection__hint">{t!(i18n, protection.bin)}</p>
            <p class="protection__hint">{t!(i18n, protection.imports)}</p>
        </section>
    }
}

#[component]
fn Lines(all: RwSignal<Vec<RetentionLine>>, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let may_change = Memo::new(move |_| session.me().is_some_and(|me| me.role >= Role::Admin));
    let chosen = RwSignal::new(None::<RetentionLine>);
    let open = RwSignal::new(false);
    Effect::new(move || open.set(chosen.with(Option::is_some)));
    let kinds = use_kinds();
    let name = move |line: &RetentionLine| rule_words(i18n, &line.what, made_of(kinds, &line.what).as_ref());
    let title = Signal::derive(move || chosen.with(|line| line.as_ref().map(name)).unwrap_or_default());
    view! {
        <ul class="protection__list">
            <For each=move || all.get() key=|line| format!("{line:?}") let:line>
                <Line line chosen may_change again />
            </For>
        </ul>
        <Dialog open title size="s" testid="retention-dialog" on_close=Callback::new(move |()| chosen.set(None))>
            {move || chosen.get().map(|line| view! { <Setting line open again /> })}
        </Dialog>
    }
}

/// How a kind of the workspace's own is called.
fn made_of(kinds: Kinds, what: &RetentionOf) -> Option<OwnKind> {
    match what {
        RetentionOf::People(kind) => kinds.own(kind),
        RetentionOf::LostLeads => None,
    }
}

#[component]
fn Line(
    line: RetentionLine,
    chosen: RwSignal<Option<RetentionLine>>,
    may_change: Memo<bool>,
    again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let name = rule_words(i18n, &line.what, made_of(use_kinds(), &line.what).as_ref());
    let state = line.rule.as_ref().map(|rule| {
        let months = t_string!(i18n, protection.months, count = rule.months);
        t_string!(i18n, protection.rule_on, deed = deed_words(i18n, rule.deed), months = months)
    });
    let is_on = line.rule.is_some();
    let kept = StoredValue::new(line);
    let unset = move |_| {
        if let Some(rule) = kept.with_value(|line| line.rule.clone()) {
            attempt.make(set_retention(rule, false), move |()| {
                toasts.push(Toast::done(t_string!(i18n, protection.rule_was_unset)));
                again.try_run(());
            });
        }
    };
    view! {
        <li class="protection__line" data-testid="rule" data-on=is_on.to_string()>
            <span class="protection__wide">
                <span class="protection__rule">{name}</span>
                <span class="protection__hint">{state.unwrap_or_else(|| t_string!(i18n, protection.rule_off).to_owned())}</span>
            </span>
            <Show when=move || may_change.get()>
                <span class="protection__actions">
                    <Button size=ButtonSize::Small testid="rule-change" on_click=move |_| chosen.set(Some(kept.get_value()))>{t!(i18n, protection.rule_change)}</Button>
                    {is_on.then(|| view! {
                        <Button size=ButtonSize::Small pending=attempt.pending testid="rule-off" on_click=unset>{t!(i18n, protection.rule_unset)}</Button>
                    })}
                </span>
            </Show>
        </li>
    }
}

/// A rule that is being set: it is switched on only when it was seen what it does.
#[component]
fn Setting(line: RetentionLine, open: RwSignal<bool>, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (looking, setting) = (Attempt::begin(), Attempt::begin());
    let months = RwSignal::new(line.rule.as_ref().map_or(USUAL, |rule| rule.months).to_string());
    let deed = RwSignal::new(line.rule.as_ref().map_or(Deed::Report, |rule| rule.deed).as_str().to_owned());
    let what = StoredValue::new(line.what);
    let rule = move || RetentionRule {
        what: what.get_value(),
        months: months.get().parse().unwrap_or(USUAL),
        deed: Deed::from_stored(&deed.get()).unwrap_or_default(),
    };
    // What was looked at, and what came of it.
    let seen = RwSignal::new(None::<(RetentionRule, RetentionPreview)>);
    let current = move || seen.get().filter(|(of, _)| *of == rule()).map(|(_, preview)| preview);
    let look = move |_| {
        let rule = untrack(rule);
        looking.make(preview_retention(rule.clone()), move |preview| {
            seen.try_set(Some((rule, preview)));
        });
    };
    let set = move |_| {
        setting.make(set_retention(untrack(rule), true), move |()| {
            open.try_set(false);
            toasts.push(Toast::done(t_string!(i18n, protection.rule_was_set)));
            again.try_run(());
        });
    };
    let month = |count: u32| (count.to_string(), t_string!(i18n, protection.months, count = count));
    let deeds = Deed::ALL.map(|deed| (deed.as_str().to_owned(), deed_words(i18n, deed).to_owned()));
    view! {
        <Select name="months" label=t_string!(i18n, protection.rule_months) value=months options=Signal::stored(MONTHS.map(month).to_vec()) />
        <Select name="deed" label=t_string!(i18n, protection.rule_deed) value=deed options=Signal::stored(deeds.to_vec()) />
        <div role="status" data-testid="rule-preview">
            {move || current().map(|preview| view! { <Preview preview /> })}
        </div>
        <div class="dialog__actions">
            <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
            <Show
                when=move || current().is_some()
                fallback=move || view! {
                    <Button variant=ButtonVariant::Primary pending=looking.pending testid="rule-look" on_click=look>{t!(i18n, protection.rule_look)}</Button>
                }
            >
                <Button variant=ButtonVariant::Primary pending=setting.pending testid="rule-set" on_click=set>{t!(i18n, protection.rule_set)}</Button>
            </Show>
        </div>
    }
}

#[component]
fn Preview(preview: RetentionPreview) -> impl IntoView {
    let i18n = use_i18n();
    let names = (!preview.names.is_empty())
        .then(|| t_string!(i18n, protection.would_names, names = preview.names.join(", ")));
    view! {
        <p><strong>{t_string!(i18n, protection.would, count = preview.goes)}</strong></p>
        {names.map(|names| view! { <p dir="auto">{names}</p> })}
        {left_words(i18n, &preview.left).map(|left| view! { <p>{left}</p> })}
        {preview.more.then(|| view! { <p class="protection__hint">{t!(i18n, protection.would_more)}</p> })}
    }
}
