//! Drafts of which the server has nothing yet but that they were begun: this browser has what was written.

use super::local_copy::{Found, LocalCopy};
use crate::features::compose::api::get_draft;
use kurier_model::DraftId;
use kurier_model::compose::DraftRow;

/// So many are shown …
const MOST: usize = 20;
/// … of so many that are asked for.
const ASKED: usize = 60;

/// Those that a list lacks. A copy of which the server says nothing can be that of somebody else who uses this browser, and stays.
pub async fn kept_here(listed: &[DraftId]) -> Vec<DraftRow> {
    let mut rows = Vec::new();
    for id in LocalCopy::all().into_iter().filter(|id| !listed.contains(id)).take(ASKED) {
        if rows.len() == MOST {
            break;
        }
        let Ok(draft) = get_draft(id).await else { continue };
        let Some(copy) = LocalCopy::read(id) else { continue };
        let content = match copy.against(&draft) {
            Found::Nothing => continue,
            Found::Newer(copy) => copy.content,
            Found::Conflict(content) => content,
        };
        rows.push(DraftRow {
            id,
            to: content.to,
            subject: content.subject,
            snippet: String::new(),
            thread: draft.thread,
            updated_at: draft.updated_at,
            failed: draft.failure.is_some(),
        });
    }
    rows
}

/// A draft was thrown away, with what this browser has of it.
pub fn forget_copy(draft: DraftId) {
    LocalCopy::forget(draft);
}
