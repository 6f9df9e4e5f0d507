//! Failures of sending, in words.

use super::writing::checks::Stop;
use crate::api::ApiError;
use crate::trouble::error_text;
use crate::ui::file_size;
use kurier_i18n::{I18n, t_string};
use kurier_model::compose::{AssistantTrouble, SendFailure};
use kurier_model::mailbox::Trouble;
use kurier_model::{Address, Field};

/// What happened and what to do.
#[must_use]
pub fn failure_text(i18n: I18n, failure: &SendFailure) -> String {
    match failure {
        SendFailure::RecipientsRefused { recipients, .. } if failure.is_for_now() => {
            t_string!(i18n, compose.failure_recipients_now, recipients = recipients.join(", "))
        }
        SendFailure::RecipientsRefused { recipients, .. } => {
            t_string!(i18n, compose.failure_recipients, recipients = recipients.join(", "))
        }
        SendFailure::TooLarge { bytes, max: Some(max) } => t_string!(
            i18n,
            compose.failure_too_large,
            size = file_size(i18n, *bytes),
            max = file_size(i18n, *max)
        ),
        SendFailure::TooLarge { bytes, max: None } => {
            t_string!(i18n, compose.failure_too_large_unknown, size = file_size(i18n, *bytes))
        }
        SendFailure::WrongPassword { .. } => t_string!(i18n, compose.failure_password).to_owned(),
        SendFailure::Refused { .. } if failure.is_for_now() => {
            t_string!(i18n, compose.failure_refused_now).to_owned()
        }
        SendFailure::Refused { .. } => t_string!(i18n, compose.failure_refused).to_owned(),
        SendFailure::Unreachable { .. } => t_string!(i18n, compose.failure_unreachable).to_owned(),
        SendFailure::Interrupted => t_string!(i18n, compose.failure_interrupted).to_owned(),
        SendFailure::MailboxRemoved => t_string!(i18n, compose.failure_mailbox_removed).to_owned(),
        SendFailure::Ours => t_string!(i18n, compose.failure_ours).to_owned(),
        SendFailure::OptedOut { recipients } => {
            t_string!(i18n, compose.failure_opted_out, recipients = recipients.join(", "))
        }
    }
}

/// Who has not got what was sent: for good, or for now.
#[must_use]
pub fn partly_text(i18n: I18n, refused: &[String], awaited: &[String]) -> String {
    let refused =
        (!refused.is_empty()).then(|| t_string!(i18n, compose.sent_partly, recipients = refused.join(", ")));
    let awaited =
        (!awaited.is_empty()).then(|| t_string!(i18n, compose.sent_awaited, recipients = awaited.join(", ")));
    refused.into_iter().chain(awaited).collect::<Vec<_>>().join(" ")
}

/// What went wrong with a message that has gone out.
#[must_use]
pub fn aftermath_text(i18n: I18n, refused: &[String], no_copy: Option<&Trouble>) -> String {
    let partly = Some(partly_text(i18n, refused, &[])).filter(|text| !text.is_empty());
    let no_copy = no_copy.map(|trouble| match trouble {
        Trouble::WrongPassword { .. } => t_string!(i18n, compose.no_copy_password),
        Trouble::Protocol { .. } => t_string!(i18n, compose.no_copy_refused),
        _ => t_string!(i18n, compose.no_copy_unreachable),
    });
    partly.into_iter().chain(no_copy.map(str::to_owned)).collect::<Vec<_>>().join(" ")
}

/// What the server said, when it said something.
#[must_use]
pub fn failure_detail(i18n: I18n, failure: &SendFailure) -> Option<String> {
    let answer = match failure {
        SendFailure::RecipientsRefused { answer, .. }
        | SendFailure::WrongPassword { answer }
        | SendFailure::Refused { answer } => answer,
        SendFailure::TooLarge { .. }
        | SendFailure::Unreachable { .. }
        | SendFailure::Interrupted
        | SendFailure::MailboxRemoved
        | SendFailure::Ours
        | SendFailure::OptedOut { .. } => return None,
    };
    let answer = answer.trim();
    (!answer.is_empty()).then(|| t_string!(i18n, compose.server_answer, answer = answer))
}

/// Why there are no suggested replies.
#[must_use]
pub fn trouble_text(i18n: I18n, trouble: &AssistantTrouble) -> String {
    match trouble {
        AssistantTrouble::TimedOut => t_string!(i18n, compose.trouble_timed_out).to_owned(),
        AssistantTrouble::Unreachable => t_string!(i18n, compose.trouble_unreachable).to_owned(),
        AssistantTrouble::KeyRefused => t_string!(i18n, compose.trouble_key).to_owned(),
        AssistantTrouble::Busy => t_string!(i18n, compose.trouble_busy).to_owned(),
        AssistantTrouble::Nonsense => t_string!(i18n, compose.trouble_nonsense).to_owned(),
        AssistantTrouble::Refused { status } => t_string!(i18n, compose.trouble_refused, status = status),
    }
}

/// Recipients as a list shows them.
#[must_use]
pub fn recipients_text(i18n: I18n, to: &[Address]) -> String {
    if to.is_empty() {
        return t_string!(i18n, compose.no_recipient_yet).to_owned();
    }
    to.iter().map(Address::label).collect::<Vec<_>>().join(", ")
}

/// A subject, or words in its place.
#[must_use]
pub fn subject_text(i18n: I18n, subject: &str) -> String {
    if subject.trim().is_empty() {
        t_string!(i18n, compose.no_subject).to_owned()
    } else {
        subject.to_owned()
    }
}

/// What stops sending, in words.
#[must_use]
pub(super) fn stop_text(i18n: I18n, stop: &Stop) -> String {
    match stop {
        Stop::NoRecipients => t_string!(i18n, compose.no_recipients).to_owned(),
        Stop::Unreadable(_) => t_string!(i18n, compose.unreadable).to_owned(),
        Stop::Uploading => t_string!(i18n, compose.uploading_wait).to_owned(),
        Stop::TooLarge { bytes, max } => {
            t_string!(i18n, compose.too_large, size = file_size(i18n, *bytes), max = file_size(i18n, *max))
        }
    }
}

/// Why a message that is sent again was not taken: without grounds it has to be opened and sent from there.
pub fn refusal(i18n: I18n, error: &ApiError) -> String {
    let needs_grounds = error.invalid().is_some_and(|invalid| invalid.about(Field::LegalBasis).is_some());
    if needs_grounds { t_string!(i18n, compose.needs_grounds).to_owned() } else { error_text(i18n, error) }
}
