//! A card, and a place to drop mail on.

use crate::state::use_beside;
use crate::ui::{Icon, IconName, Time};
use chrono::{DateTime, Utc};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::RecordId;
use leptos::prelude::*;

/// What a card says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Card {
    pub id: RecordId,
    pub href: String,
    pub name: String,
    /// Whom it is about, what it is worth: a line each.
    pub notes: Vec<String>,
    pub owner: Option<String>,
    pub at: DateTime<Utc>,
    /// How long it has been in its stage: in short, and in a sentence.
    pub since: Option<(String, String)>,
    /// What kind it is of, where there are several.
    pub icon: Option<IconName>,
    /// Threads that are dragged onto it are attached to the record.
    pub takes_mail: bool,
}

/// The card.
#[component]
pub fn CardView(
    card: Card,
    /// What stands at the end of the last line.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Card { id, href, name, notes, owner, at, since, icon, takes_mail } = card;
    let beside = use_beside();
    let drop_name = takes_mail.then(|| name.clone());
    view! {
        <article class="lead-card" data-testid="lead-card" data-drop-lead=takes_mail.then(|| id.to_string()) data-drop-name=drop_name>
            <a class="lead-card__name" dir="auto" href=href draggable="false" aria-current=move || beside.shows(id).then_some("true")>
                {icon.map(|icon| view! { <Icon name=icon /> })}
                {name}
            </a>
            {notes.into_iter().map(|note| view! { <span class="lead-card__company" dir="auto">{note}</span> }).collect_view()}
            <span class="lead-card__foot">
                <span class="lead-card__owner" dir="auto">
                    {owner.unwrap_or_else(|| t_string!(i18n, leads.unassigned).to_owned())}
                </span>
                <span class="lead-card__rest">
                    <Time at />
                    {since.map(|(short, whole)| view! { <Since short whole /> })}
                    {children.map(|children| view! { <span class="lead-card__tools">{children()}</span> })}
                </span>
            </span>
        </article>
    }
}

/// How long it has been in its stage.
#[component]
fn Since(short: String, whole: String) -> impl IntoView {
    let title = whole.clone();
    view! {
        <span class="lead-card__since" title=title>
            <Icon name=IconName::Kanban />
            <span aria-hidden="true">{short}</span>
            <span class="visually-hidden">{whole}</span>
        </span>
    }
}
