//! Taking a record out of the bin.

use super::api::restore_record;
use crate::state::{Toast, Toasts};
use crate::trouble::error_text;
use kurier_i18n::{I18n, t_string};
use kurier_model::RecordId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks for it, and says when it was not done. `pending` while it is on its way.
pub fn restore(record: RecordId, i18n: I18n, toasts: Toasts, pending: RwSignal<bool>) {
    pending.set(true);
    spawn_local(async move {
        let answer = restore_record(record).await;
        pending.try_set(false);
        if let Err(error) = answer {
            toasts.push(Toast::failed(match error.invalid() {
                Some(_) => t_string!(i18n, records.restore_taken).to_owned(),
                None => error_text(i18n, &error),
            }));
        }
    });
}
