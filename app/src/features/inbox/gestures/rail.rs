//! Leads, deals and tickets to drop threads on, while threads are dragged.

use crate::features::inbox::state::Inbox;
use crate::{
    api::ApiError,
    features::{
        board::{Card, CardView},
        records::{
            api::{record_kind, record_list},
            record_card,
            words::icon_of,
        },
    },
    trouble::LoadError,
    ui::{Icon, IconName, Skeleton},
};
use futures::future::try_join_all;
use kurier_i18n::{I18n, t};
use kurier_model::pipeline::Outcome;
use kurier_model::record::{FieldType, Filter, KindKey, ListQuery, RecordRow, Test};
use leptos::prelude::*;

/// How many records the rail offers.
const RECENT: u32 = 12;
/// Of these kinds: what people work on with clients by mail.
const OFFERED: [&str; 3] = ["lead", "deal", "ticket"];

/// Open ones of all these kinds, the latest worked on first.
async fn recent(i18n: I18n) -> Result<Vec<Card>, ApiError> {
    let mut cards = try_join_all(OFFERED.map(|kind| recent_of(i18n, kind.into()))).await?.concat();
    cards.sort_by_key(|card| std::cmp::Reverse(card.at));
    cards.truncate(RECENT as usize);
    Ok(cards)
}

async fn recent_of(i18n: I18n, key: KindKey) -> Result<Vec<Card>, ApiError> {
    let kind = record_kind(key.clone()).await?.read()?;
    let open = kind.stages.iter().filter(|stage| stage.outcome == Outcome::Open);
    let values = open.map(|stage| stage.id.to_string()).collect();
    let filters = kind
        .first(&FieldType::Stage)
        .map(|field| Filter { field: field.key.clone(), test: Test::OneOf { values } });
    let query = ListQuery { filters: filters.into_iter().collect(), ..ListQuery::default() };
    let page = record_list(key, query, None, RECENT).await?.read()?;
    // There is little room: by what one knows whose it is.
    let whose = |row: &RecordRow| {
        let value = |key: &&str| {
            let field = kind.field_called(key)?;
            let value = row.values.iter().find(|value| value.field == field.id)?;
            Some(value.label.clone().unwrap_or_else(|| value.value.clone()))
        };
        ["company_name", "company", "contact", "emails"].iter().find_map(value).into_iter().collect()
    };
    let icon = Some(icon_of(&kind.key, kind.own.as_ref()));
    let card = |row: &RecordRow| Card {
        takes_mail: true,
        notes: whose(row),
        since: None,
        icon,
        ..record_card(i18n, &kind, row)
    };
    Ok(page.rows.iter().map(card).collect())
}

/// The records that something happened to lately, at the far edge of the window. Made when a drag begins, in the browser.
#[component]
pub fn DragRail(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let cards = LocalResource::new(move || recent(i18n));
    view! {
        <aside class="drag-rail" data-testid="lead-drop-rail" aria-hidden="true">
            <p class="drag-rail__title"><Icon name=IconName::Link />{t!(i18n, inbox.drag.rail)}</p>
            {move || match cards.get() {
                None => view! { <Skeleton lines=4 kind="cards" /> }.into_any(),
                Some(Err(error)) => view! { <LoadError error on_retry=move |()| cards.refetch() /> }.into_any(),
                Some(Ok(cards)) if cards.is_empty() => {
                    view! { <p class="drag-rail__empty">{t!(i18n, inbox.drag.rail_empty)}</p> }.into_any()
                }
                Some(Ok(cards)) => {
                    cards.into_iter().map(|card| view! { <CardView card /> }).collect_view().into_any()
                }
            }}
        </aside>
    }
}
