//! A lead as a card.

use crate::features::board::Card;
use kurier_model::lead::LeadRow;

/// What the card of a lead says.
#[must_use]
pub fn lead_card(row: &LeadRow) -> Card {
    Card {
        id: row.id,
        href: format!("/leads/{}", row.id),
        name: row.name.clone(),
        notes: row.company.clone().or_else(|| row.email.clone()).into_iter().collect(),
        owner: row.owner_name.clone(),
        at: row.last_activity_at,
        takes_mail: true,
    }
}
