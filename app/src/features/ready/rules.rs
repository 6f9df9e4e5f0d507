//! Rules about senders, beside what is ignored.

use super::api::{remove_sender_rule, sender_rules};
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::timeline::api::undo_decision;
use crate::state::{Toast, use_toasts};
use crate::ui::{Button, ButtonSize, IconButton, IconName, Paused, Time};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::{ReadyFilter, SenderRule};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many are shown at first, and how many are read again at most.
const PAGE: u32 = 50;
const MOST: u32 = 200;

/// What there is of them before the page is drawn: only where what is ignored is shown.
pub async fn first(filter: ReadyFilter) -> Result<Page<SenderRule>, ApiError> {
    match filter {
        ReadyFilter::Ignored => page(String::new(), None, PAGE).await,
        _ => Ok(Page::default()),
    }
}

async fn page(letters: String, after: Option<Cursor>, limit: u32) -> Result<Page<SenderRule>, ApiError> {
    sender_rules(letters, after, limit).await.and_then(|page| Ok(page.read()?))
}

/// The rules that are shown, and what is looked for among them.
#[derive(Clone, Copy)]
pub struct Rules {
    page: RwSignal<Page<SenderRule>>,
    letters: RwSignal<String>,
    /// There were more than a page shows: they are looked through.
    are_many: RwSignal<bool>,
}

impl Rules {
    #[must_use]
    pub fn new(page: Page<SenderRule>) -> Self {
        let are_many = RwSignal::new(page.next.is_some());
        Self { page: RwSignal::new(page), letters: RwSignal::default(), are_many }
    }

    /// Reads as many again as are shown.
    pub async fn again(self) {
        let (Some(letters), Some(shown)) =
            (self.letters.try_get_untracked(), self.page.try_with_untracked(|page| page.rows.len()))
        else {
            return;
        };
        let shown = u32::try_from(shown).unwrap_or(PAGE).clamp(PAGE, MOST);
        // Other letters have been typed meanwhile, whose answer is on its way.
        if let Ok(page) = page(letters.clone(), None, shown).await
            && self.letters.try_with_untracked(|now| *now == letters) == Some(true)
        {
            if page.next.is_some() {
                self.are_many.try_set(true);
            }
            self.page.try_set(page);
        }
    }

    fn look_for(self, letters: String) {
        if self.letters.try_set(letters).is_none() {
            spawn_local(self.again());
        }
    }
}

/// Senders whose automatic mail is ignored when it comes, each with a way to end that.
#[component]
pub fn SenderRules(rules: Rules) -> impl IntoView {
    let i18n = use_i18n();
    let none = move || rules.page.with(|page| page.rows.is_empty());
    let paused = Paused::new(move |letters| rules.look_for(letters.trim().to_owned()));
    view! {
        <Show when=move || !none() || rules.are_many.get()>
            <section class="ready-rules" aria-labelledby="ready-rules-title" data-testid="ready-rules">
                <h2 class="ready-rules__title" id="ready-rules-title">{t!(i18n, ready.rules)}</h2>
                <Show when=move || rules.are_many.get()>
                    <div class="leads__search" role="search" aria-label=t_string!(i18n, ready.rules_search)>
                        <input
                            type="search"
                            placeholder=t_string!(i18n, ready.rules_search)
                            aria-label=t_string!(i18n, ready.rules_search)
                            on:input:target=move |event| paused.typed(event.target().value())
                        />
                    </div>
                </Show>
                <Show when=none>
                    <p class="ready-rules__none" role="status">{t!(i18n, ready.nothing_found)}</p>
                </Show>
                <ul class="ready-rules__list">
                    <For each=move || rules.page.get().rows key=|rule| rule.id let:rule>
                        <Rule rule rules />
                    </For>
                </ul>
                <MoreRules rules />
            </section>
        </Show>
    }
}

#[component]
fn MoreRules(rules: Rules) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let next = move || rules.page.with(|page| page.next);
    let more = move |_| {
        let (letters, after) = (rules.letters.get_untracked(), untrack(next));
        attempt.make(page(letters, after, PAGE), move |page: Page<SenderRule>| {
            rules.page.try_update(|shown| {
                // The list was read anew meanwhile, and goes on elsewhere.
                if shown.next == after {
                    shown.rows.extend(page.rows);
                    shown.next = page.next;
                }
            });
        });
    };
    view! {
        <Show when=move || next().is_some()>
            <Button size=ButtonSize::Small pending=attempt.pending testid="ready-rules-more" on_click=more>
                {t!(i18n, ready.more)}
            </Button>
        </Show>
    }
}

#[component]
fn Rule(rule: SenderRule, rules: Rules) -> impl IntoView {
    let i18n = use_i18n();
    let (toasts, attempt) = (use_toasts(), Attempt::begin());
    let (id, address) = (rule.id, StoredValue::new(rule.address.clone()));
    let label = t_string!(i18n, ready.rule_remove, address = rule.address.as_str());
    let remove = move |_| {
        let removed = t_string!(i18n, ready.rule_removed, address = address.get_value());
        attempt.make(remove_sender_rule(id), move |undo| {
            rules.page.try_update(|page| page.rows.retain(|rule| rule.id != id));
            // News bring the rule back into the list.
            toasts.push(Toast::done(removed).with_undo(move || {
                attempt.make(undo_decision(undo), move |()| {
                    toasts.push(Toast::info(t_string!(i18n, ready.undone)));
                });
            }));
        });
    };
    view! {
        <li class="ready-rules__one" data-testid="ready-rule">
            <span class="ready-rules__address">{rule.address}</span>
            <span class="ready-rules__by">
                <span dir="auto">{rule.by}</span> " " <Time at=rule.at />
            </span>
            <IconButton icon=IconName::X label on_click=remove />
        </li>
    }
}
