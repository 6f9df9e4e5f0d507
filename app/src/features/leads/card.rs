//! A lead as a card, and a place to drop mail on.

use crate::ui::Time;
use kurier_i18n::{t_string, use_i18n};
use kurier_model::lead::LeadRow;
use leptos::prelude::*;

/// The card. Threads that are dragged onto it are attached to the lead (`data-drop-lead`).
#[component]
pub fn LeadCard(
    row: LeadRow,
    /// What stands at the end of the first line.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <article class="lead-card" data-testid="lead-card" data-drop-lead=row.id.to_string() data-drop-name=row.name.clone()>
            <a class="lead-card__name" dir="auto" href=format!("/leads/{}", row.id) draggable="false">{row.name.clone()}</a>
            {row.company.clone().or(row.email.clone()).map(|text| view! { <span class="lead-card__company" dir="auto">{text}</span> })}
            <span class="lead-card__foot">
                <span class="lead-card__owner" dir="auto">
                    {row.owner_name.clone().unwrap_or_else(|| t_string!(i18n, leads.unassigned).to_owned())}
                </span>
                <Time at=row.last_activity_at />
                {children.map(|children| view! { <span class="lead-card__tools">{children()}</span> })}
            </span>
        </article>
    }
}
