//! `/notifications`: what one was told, the latest first.

use super::api::{list_notifications, read_notifications};
use super::line::Line;
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::followed::followed;
use crate::state::use_live;
use crate::ui::{Button, ButtonLink, ButtonVariant, EmptyState, IconName, PageTitle, Skeleton};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::live::News;
use kurier_model::notification::Notification;
use kurier_model::page::Page;
use leptos::prelude::*;

/// How many a page has, and how many a refresh fetches at most.
const PAGE: u32 = 50;
const MOST: u32 = 200;

/// The page.
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let loaded = StoredValue::new(PAGE);
    // What it is about has a new name, or is done.
    let tasks = RwSignal::new(0_u32);
    live.on(move |news| {
        if matches!(news, News::Tasks | News::Ready) {
            tasks.try_update(|times| *times += 1);
        }
    });
    let page = Fetched::new(
        "list_notifications",
        move || format!("{} {} {}", live.notified.get(), live.records.get(), tasks.get()),
        move || list_notifications(None, loaded.get_value().clamp(PAGE, MOST)),
    );
    let attempt = Attempt::begin();
    let read_all = move |_| attempt.make(read_notifications(None), |()| {});
    view! {
        <PageTitle text=t_string!(i18n, notifications.title) />
        <div class="tasks" data-testid="notifications"><div class="tasks__inner">
            <header class="tasks__head">
                <h1 class="tasks__title">{t!(i18n, notifications.title)}</h1>
                <ButtonLink href="/settings/profile" icon=IconName::Settings variant=ButtonVariant::Quiet>
                    {t!(i18n, notifications.choose)}
                </ButtonLink>
                <Button icon=IconName::Check pending=attempt.pending testid="read-all" on_click=read_all>
                    {t!(i18n, notifications.read_all)}
                </Button>
            </header>
            {followed(
                page,
                || view! { <Skeleton kind="text" /> }.into_any(),
                |page| page.rows.is_empty(),
                move |page| view! { <Lines page loaded /> }.into_any(),
                move || view! {
                    <EmptyState
                        icon=IconName::Bell
                        title=t_string!(i18n, notifications.none)
                        text=Signal::stored(t_string!(i18n, notifications.none_text).to_owned())
                    />
                }
                .into_any(),
            )}
        </div></div>
    }
}

#[component]
fn Lines(page: RwSignal<Page<Notification>>, loaded: StoredValue<u32>) -> impl IntoView {
    let i18n = use_i18n();
    let (rows, next) = page.with_untracked(|page| (page.rows.clone(), page.next));
    let (rows, next) = (RwSignal::new(rows), RwSignal::new(next));
    Effect::new(move |is_first: Option<()>| {
        let now = page.get();
        if is_first.is_some() {
            rows.set(now.rows);
            next.set(now.next);
        }
    });
    let attempt = Attempt::begin();
    let more = move |_| {
        let after = next.get_untracked();
        let asked = async move { list_notifications(after, PAGE).await.and_then(|page| Ok(page.read()?)) };
        attempt.make(asked, move |page: Page<Notification>| {
            // The list was read anew meanwhile, and goes on elsewhere.
            if next.try_get_untracked() != Some(after) {
                return;
            }
            rows.try_update(|rows| {
                rows.extend(page.rows);
                loaded.set_value(u32::try_from(rows.len()).unwrap_or(PAGE));
            });
            next.try_set(page.next);
        });
    };
    view! {
        <ul class="tasks__list">
            <For each=move || rows.get() key=|told| told.id let:told>
                <Line told list=rows />
            </For>
        </ul>
        <Show when=move || next.with(Option::is_some)>
            <Button pending=attempt.pending on_click=more>{t!(i18n, records.more)}</Button>
        </Show>
    }
}
