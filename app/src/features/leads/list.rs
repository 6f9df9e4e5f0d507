//! Leads as a list.

use super::api::lead_page;
use super::stage::StageMark;
use crate::api::ApiError;
use crate::state::{Toast, use_beside, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, Time};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::StageId;
use kurier_model::lead::LeadRow;
use kurier_model::page::Page;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many rows a page has.
pub const PAGE: u32 = 50;

/// The rows and a button for more. `loaded` counts them, so that a refresh fetches as many.
#[component]
pub fn LeadList(
    page: Page<LeadRow>,
    stage: Option<StageId>,
    query: Option<String>,
    loaded: StoredValue<u32>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let rows = RwSignal::new(page.rows);
    let next = RwSignal::new(page.next);
    let pending = RwSignal::new(false);
    let query = StoredValue::new(query);
    let more = move |_| {
        pending.set(true);
        spawn_local(async move {
            let answer: Result<_, ApiError> = lead_page(stage, query.get_value(), next.get_untracked(), PAGE)
                .await
                .and_then(|page| Ok(page.read()?));
            pending.try_set(false);
            match answer {
                Ok(page) => {
                    rows.try_update(|rows| {
                        rows.extend(page.rows);
                        loaded.set_value(u32::try_from(rows.len()).unwrap_or(PAGE));
                    });
                    next.try_set(page.next);
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <table class="lead-list">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, leads.name)}</th>
                    <th scope="col">{t!(i18n, leads.stage)}</th>
                    <th scope="col" data-cell="phone">{t!(i18n, leads.phone)}</th>
                    <th scope="col">{t!(i18n, leads.owner)}</th>
                    <th scope="col">{t!(i18n, leads.attached_threads)}</th>
                    <th scope="col">{t!(i18n, leads.last_activity)}</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || rows.get() key=|row| row.id let:row>
                    <Row row />
                </For>
            </tbody>
        </table>
        <Show when=move || next.get().is_some()>
            <div class="leads__more"><Button pending on_click=more>{t!(i18n, leads.more)}</Button></div>
        </Show>
    }
}

/// How much mail belongs to a lead; what the person may not see is said to be there.
fn threads_text(i18n: I18n, row: &LeadRow) -> String {
    let seen = || t_string!(i18n, leads.threads, count = row.threads);
    let hidden = || t_string!(i18n, leads.hidden_threads, count = row.hidden_threads);
    match (row.threads, row.hidden_threads) {
        (_, 0) => seen(),
        (0, _) => hidden(),
        _ => format!("{}, {}", seen(), hidden()),
    }
}

#[component]
fn Row(row: LeadRow) -> impl IntoView {
    let i18n = use_i18n();
    let (beside, id) = (use_beside(), row.id);
    let context =
        [row.company.clone(), row.email.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <tr data-testid="lead-row" data-drop-lead=row.id.to_string() data-drop-name=row.name.clone()>
            <td data-cell="name">
                <a class="lead-list__name" dir="auto" href=format!("/leads/{}", row.id) aria-current=move || beside.shows(id).then_some("true")>{row.name.clone()}</a>
                <div class="lead-list__dim" dir="auto">{context}</div>
            </td>
            <td data-cell="stage"><StageMark stage=row.stage_name.clone() /></td>
            <td data-cell="phone" class="lead-list__dim" dir="ltr">{row.phone.clone()}</td>
            <td data-cell="owner" dir="auto">
                {match row.owner_name.clone() {
                    Some(name) => name.into_any(),
                    None => view! { <span class="lead-list__nobody">{t!(i18n, leads.unassigned)}</span> }.into_any(),
                }}
            </td>
            <td data-cell="threads" class="lead-list__dim">{threads_text(i18n, &row)}</td>
            <td data-cell="activity" class="lead-list__dim"><Time at=row.last_activity_at /></td>
        </tr>
    }
}
