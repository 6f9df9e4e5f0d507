//! Leads to drop threads on, while threads are dragged.

use crate::features::inbox::state::Inbox;
use crate::{
    api::ApiError,
    features::{
        board::{Card, CardView},
        records::{
            api::{record_kind, record_list},
            record_card,
        },
    },
    trouble::LoadError,
    ui::{Icon, IconName, Skeleton},
};
use kurier_i18n::{I18n, t};
use kurier_model::record::{KindKey, LEAD, ListQuery, RecordRow};
use leptos::prelude::*;

/// How many leads the rail offers.
const RECENT: u32 = 12;

async fn recent(i18n: I18n) -> Result<Vec<Card>, ApiError> {
    let lead = || KindKey::from(LEAD);
    let (kind, page) =
        futures::join!(record_kind(lead()), record_list(lead(), ListQuery::default(), None, RECENT));
    let (kind, page) = (kind?.read()?, page?.read()?);
    // There is little room: by what one knows whose it is.
    let whose = |row: &RecordRow| {
        let value = |key: &&str| {
            let field = kind.field_called(key)?;
            Some(row.values.iter().find(|value| value.field == field.id)?.value.clone())
        };
        ["company_name", "emails"].iter().find_map(value).into_iter().collect()
    };
    let card =
        |row: &RecordRow| Card { takes_mail: true, notes: whose(row), ..record_card(i18n, &kind, row) };
    Ok(page.rows.iter().map(card).collect())
}

/// The leads that something happened to lately, at the far edge of the window. Made when a drag begins, in the browser.
#[component]
pub fn DragRail(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let leads = LocalResource::new(move || recent(i18n));
    view! {
        <aside class="drag-rail" data-testid="lead-drop-rail" aria-hidden="true">
            <p class="drag-rail__title"><Icon name=IconName::Target />{t!(i18n, inbox.drag.rail)}</p>
            {move || match leads.get() {
                None => view! { <Skeleton lines=4 kind="cards" /> }.into_any(),
                Some(Err(error)) => view! { <LoadError error on_retry=move |()| leads.refetch() /> }.into_any(),
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
