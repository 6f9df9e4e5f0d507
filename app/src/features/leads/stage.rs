//! Stages in words and colours.

use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::pipeline::StageName;
use leptos::prelude::*;

/// A stage in the person's language; the workspace's own names as they were written.
#[must_use]
pub fn stage_label(i18n: I18n, stage: &StageName) -> String {
    let name = match stage.key() {
        Some("new") => t_string!(i18n, leads.stage_new),
        Some("contacted") => t_string!(i18n, leads.stage_contacted),
        Some("qualified") => t_string!(i18n, leads.stage_qualified),
        Some("proposal") => t_string!(i18n, leads.stage_proposal),
        Some("won") => t_string!(i18n, leads.stage_won),
        Some("lost") => t_string!(i18n, leads.stage_lost),
        Some(key) => key,
        None => stage.as_stored(),
    };
    name.to_owned()
}

/// A stage as a coloured word.
#[component]
pub fn StageMark(stage: StageName) -> impl IntoView {
    let i18n = use_i18n();
    let known = ["new", "won", "lost"].into_iter().find(|known| stage.key() == Some(known));
    let kind = known.unwrap_or("open");
    view! { <span class="stage-mark" data-stage=kind dir="auto">{stage_label(i18n, &stage)}</span> }
}
