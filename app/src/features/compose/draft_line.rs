//! A draft in a list: whom it is to, how it begins, and what can be done with it.

use super::context::use_compose;
use super::wording::{recipients_text, subject_text};
use crate::ui::{Badge, IconButton, IconName, Time, Tone};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::compose::DraftRow;
use leptos::prelude::*;

#[component]
pub fn DraftLine(row: DraftRow) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let id = row.id;
    let (to, subject) = (recipients_text(i18n, &row.to), subject_text(i18n, &row.subject));
    view! {
        <li class="drafts__row" data-testid="draft-row">
            <button type="button" class="drafts__open" on:click=move |_| compose.open(id)>
                <span class="drafts__to" dir="auto" title=to.clone()>{to.clone()}</span>
                <span class="drafts__subject" dir="auto" title=subject.clone()>{subject.clone()}</span>
                <span class="drafts__snippet" dir="auto" title=row.snippet.clone()>{row.snippet.clone()}</span>
            </button>
            <span class="drafts__side">
                {row.failed.then(|| view! { <Badge tone=Tone::Danger>{t!(i18n, compose.failed)}</Badge> })}
                <Time at=row.updated_at />
                <IconButton icon=IconName::Trash2 label=t_string!(i18n, compose.discard) on_click=move |_| compose.discard(id) />
            </span>
        </li>
    }
}
