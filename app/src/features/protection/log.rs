//! What was done for the protection of data, the latest first.

use super::api::protection_acts;
use super::words::{act_words, deed_words, kind_words, left_words};
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::followed::followed;
use crate::state::use_live;
use crate::ui::{Badge, Button, ButtonSize, Skeleton, Time, Tone};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::live::News;
use kurier_model::page::Page;
use kurier_model::protection::{Act, ActKind, Deed};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// So many lines are shown at first, and come with each *more*.
const PAGE: u32 = 20;

/// The log.
#[component]
pub(super) fn Log(changes: RwSignal<u32>) -> impl IntoView {
    let i18n = use_i18n();
    // What is going on ends with news of its record, or for all.
    use_live().on(move |news| {
        if matches!(news, News::Record { .. } | News::Resync) {
            changes.try_update(|changes| *changes += 1);
        }
    });
    let acts = Fetched::new("protection_acts", move || changes.get(), || protection_acts(None, PAGE));
    view! {
        <section class="settings__section" aria-labelledby="log" data-testid="protection-log">
            <h2 id="log">{t!(i18n, protection.log)}</h2>
            <p class="settings__lead">{t!(i18n, protection.log_text)}</p>
            {followed(
                acts,
                || view! { <Skeleton lines=6 /> }.into_any(),
                |page| page.rows.is_empty(),
                move |first| view! { <Lines first /> }.into_any(),
                move || view! { <p class="settings__lead">{t!(i18n, protection.log_none)}</p> }.into_any(),
            )}
        </section>
    }
}

#[component]
fn Lines(first: RwSignal<Page<Act>>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let query = use_query_map();
    // What was just asked for is marked.
    let chosen = Memo::new(move |_| query.with(|query| query.get("act").unwrap_or_default()));
    let older = RwSignal::new(Vec::<Act>::new());
    let next = RwSignal::new(first.with_untracked(|page| page.next));
    let rows = move || {
        let mut rows = first.with(|page| page.rows.clone());
        let known: Vec<_> = rows.iter().map(|act| act.id).collect();
        rows.extend(older.get().into_iter().filter(|act| !known.contains(&act.id)));
        rows
    };
    let more = move |_| {
        let after = next.get_untracked();
        let asked = async move { Ok(protection_acts(after, PAGE).await?.read()?) };
        attempt.make(asked, move |page: Page<Act>| {
            older.try_update(|older| older.extend(page.rows));
            next.try_set(page.next);
        });
    };
    view! {
        <ol class="protection__log">
            <For each=rows key=|act| (act.id, act.going, act.matter.trashed, act.matter.done) let:act>
                <Line act chosen />
            </For>
        </ol>
        <Show when=move || next.get().is_some()>
            <Button size=ButtonSize::Small pending=attempt.pending on_click=more>{t!(i18n, protection.more)}</Button>
        </Show>
    }
}

#[component]
fn Line(act: Act, chosen: Memo<String>) -> impl IntoView {
    let i18n = use_i18n();
    let id = act.id.to_string();
    let (own, certificate) = (id.clone(), format!("/export/protection/{id}?lang={}", i18n.language().tag()));
    let by = act.by.clone().unwrap_or_else(|| t_string!(i18n, protection.rule_by).to_owned());
    let done = act.counts.iter().filter(|one| one.count > 0);
    let counted: Vec<String> =
        done.map(|one| format!("{}: {}", kind_words(i18n, one.what), one.count)).collect();
    let is_proof = act.what == ActKind::Erased && !act.going;
    let said = outcome(i18n, &act);
    view! {
        <li class="protection__act" data-testid="act" data-act=act.what.as_str() data-going=act.going.to_string() aria-current=move || (chosen.get() == own).then_some("true")>
            <p class="protection__what">
                <strong>{act_words(i18n, &act)}</strong>
                {act.going.then(|| view! { " " <Badge tone=Tone::Accent>{t!(i18n, protection.going)}</Badge> })}
            </p>
            <p class="protection__hint"><Time at=act.at long=true /> " · " <span dir="auto">{by}</span></p>
            {said.into_iter().map(|said| view! { <p>{said}</p> }).collect_view()}
            {(!counted.is_empty()).then(|| view! { <p class="protection__hint">{counted.join(" · ")}</p> })}
            {is_proof.then(|| {
                let json = format!("{certificate}&format=json");
                view! {
                    <p class="protection__links">
                        <a class="protection__link" href=certificate rel="external" download="">{t!(i18n, protection.certificate)}</a>
                        <a class="protection__link" href=json rel="external" download="">{t!(i18n, protection.certificate_json)}</a>
                    </p>
                }
            })}
        </li>
    }
}

/// What came of it, in sentences.
fn outcome(i18n: kurier_i18n::I18n, act: &Act) -> Vec<String> {
    let matter = &act.matter;
    let mut said = Vec::new();
    if act.what == ActKind::Erased {
        match matter.found {
            Some(0) => said.push(t_string!(i18n, protection.found_none).to_owned()),
            Some(count) => said.push(t_string!(i18n, protection.found_some, count = count)),
            None => {}
        }
        if matter.trashed > 0 {
            said.push(t_string!(i18n, protection.trashed, count = matter.trashed));
        }
        if matter.mail_left > 0 {
            said.push(t_string!(i18n, protection.mail_left, count = matter.mail_left));
        }
    }
    if let Some(rule) = &matter.rule {
        let what = super::rules::rule_words(i18n, &rule.what, None);
        let months = t_string!(i18n, protection.months, count = rule.months);
        said.push(format!("{what}, {months}: {}", deed_words(i18n, rule.deed)));
        if act.what == ActKind::Retained {
            said.push(match rule.deed {
                Deed::Report => t_string!(i18n, protection.retained_report, count = matter.done),
                _ => t_string!(i18n, protection.retained_done, count = matter.done),
            });
        }
    }
    said.extend(left_words(i18n, &matter.left));
    said
}
