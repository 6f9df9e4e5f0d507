//! Saying who was faster, and what they have decided.

use super::api::decided_elsewhere;
use crate::features::message::subject_or;
use crate::features::timeline::record_url;
use crate::state::{Toast, Toasts};
use kurier_i18n::{I18n, t_string};
use kurier_model::ThreadId;
use kurier_model::ready::{Became, Elsewhere};

/// Of something on which one has just decided in vain.
pub async fn say_refused(i18n: I18n, toasts: Toasts, thread: ThreadId) {
    let told = decided_elsewhere(thread).await.ok().flatten();
    let text = told.as_ref().map(|told| words(i18n, told));
    let text = text.unwrap_or_else(|| t_string!(i18n, ready.decided_elsewhere).to_owned());
    toasts.push(leading(Toast::failed(text), told.as_ref()));
}

/// Of something that goes from before one's eyes. What one has done oneself at another window is known.
pub async fn say_gone(i18n: I18n, toasts: Toasts, thread: ThreadId) {
    if let Ok(Some(told)) = decided_elsewhere(thread).await
        && !told.is_me
    {
        toasts.push(leading(Toast::info(words(i18n, &told)), Some(&told)));
    }
}

/// To the record, where there is one that may be seen.
fn leading(toast: Toast, told: Option<&Elsewhere>) -> Toast {
    match told.map(|told| &told.became) {
        Some(Became::Created { record, kind, .. } | Became::Attached { record, kind, .. }) => {
            toast.with_link(record_url(kind, *record))
        }
        _ => toast,
    }
}

fn words(i18n: I18n, told: &Elsewhere) -> String {
    let subject = subject_or(i18n, &told.subject);
    let Some(by) = told.by.clone() else {
        return match &told.became {
            Became::Created { name, .. } | Became::Attached { name, .. } => {
                t_string!(i18n, ready.elsewhere_attached, name = name.as_str(), subject = subject)
            }
            Became::Ignored => t_string!(i18n, ready.elsewhere_ignored, subject = subject),
            Became::Decided | Became::Postponed => t_string!(i18n, ready.decided_elsewhere).to_owned(),
        };
    };
    match &told.became {
        Became::Created { name, .. } => {
            t_string!(i18n, ready.elsewhere_created_by, by = by, name = name.as_str(), subject = subject)
        }
        Became::Attached { name, .. } => {
            t_string!(i18n, ready.elsewhere_attached_by, by = by, name = name.as_str(), subject = subject)
        }
        Became::Decided => t_string!(i18n, ready.elsewhere_decided_by, by = by, subject = subject),
        Became::Ignored => t_string!(i18n, ready.elsewhere_ignored_by, by = by, subject = subject),
        Became::Postponed => t_string!(i18n, ready.elsewhere_postponed_by, by = by, subject = subject),
    }
}
