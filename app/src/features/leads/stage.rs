//! Stages in words and colours.

use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::lead::StageName;
use leptos::prelude::*;

/// A stage in the person's language; the workspace's own names as they were written.
#[must_use]
pub fn stage_label(i18n: I18n, stage: &StageName) -> String {
    match stage {
        StageName::New => t_string!(i18n, leads.stage_new).to_owned(),
        StageName::Contacted => t_string!(i18n, leads.stage_contacted).to_owned(),
        StageName::Qualified => t_string!(i18n, leads.stage_qualified).to_owned(),
        StageName::Proposal => t_string!(i18n, leads.stage_proposal).to_owned(),
        StageName::Won => t_string!(i18n, leads.stage_won).to_owned(),
        StageName::Lost => t_string!(i18n, leads.stage_lost).to_owned(),
        StageName::Own(name) => name.clone(),
    }
}

/// A stage as a coloured word.
#[component]
pub fn StageMark(stage: StageName) -> impl IntoView {
    let i18n = use_i18n();
    let kind = match &stage {
        StageName::New => "new",
        StageName::Won => "won",
        StageName::Lost => "lost",
        _ => "open",
    };
    view! { <span class="stage-mark" data-stage=kind dir="auto">{stage_label(i18n, &stage)}</span> }
}
