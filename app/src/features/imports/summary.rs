//! How an import is told: in which state it is, what came of its lines, and what is wrong with them.

use crate::features::records::words::field_name;
use crate::trouble::reason_text;
use crate::ui::{Badge, Tone};
use kurier_i18n::{I18n, t_string};
use kurier_model::import::{Import, ImportState};
use kurier_model::record::Kind;
use kurier_model::{Field, Reason};
use leptos::prelude::*;

pub(super) fn state_badge(i18n: I18n, state: ImportState) -> impl IntoView {
    let (tone, words) = match state {
        ImportState::Read => (Tone::Neutral, t_string!(i18n, imports.state.read)),
        ImportState::Checking => (Tone::Accent, t_string!(i18n, imports.state.checking)),
        ImportState::Checked => (Tone::Neutral, t_string!(i18n, imports.state.checked)),
        ImportState::Running => (Tone::Accent, t_string!(i18n, imports.state.running)),
        ImportState::Done => (Tone::Ok, t_string!(i18n, imports.state.done)),
        ImportState::TakingBack => (Tone::Accent, t_string!(i18n, imports.state.taking_back)),
        ImportState::TakenBack => (Tone::Neutral, t_string!(i18n, imports.state.taken_back)),
    };
    view! { <Badge tone>{words}</Badge> }
}

/// What came of its lines, in one line; how many there are, before that is known.
pub(super) fn counted(i18n: I18n, import: &Import) -> String {
    let counts = import.counts;
    match import.state {
        ImportState::Read | ImportState::Checking => t_string!(i18n, imports.lines, count = counts.total),
        _ => {
            let parts = [
                (counts.created, t_string!(i18n, imports.created, count = counts.created)),
                (counts.updated, t_string!(i18n, imports.updated, count = counts.updated)),
                (counts.skipped, t_string!(i18n, imports.skipped, count = counts.skipped)),
                (counts.failed, t_string!(i18n, imports.failed, count = counts.failed)),
            ];
            let said: Vec<String> =
                parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
            if said.is_empty() {
                t_string!(i18n, imports.lines, count = counts.total)
            } else {
                said.join(" · ")
            }
        }
    }
}

/// A field and what is wrong with it. What a cell names may never have been there.
pub(super) fn complaint(i18n: I18n, kind: &Kind, field: Field, reason: &Reason) -> String {
    let reason = match reason {
        Reason::Unknown => t_string!(i18n, imports.unknown).to_owned(),
        reason => reason_text(i18n, reason),
    };
    let field = match field {
        Field::OfKind(id) => kind.field(id),
        _ => None,
    };
    field.map_or_else(|| reason.clone(), |field| format!("{}: {reason}", field_name(i18n, field)))
}
