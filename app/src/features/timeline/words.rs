//! What was done, in words: where these are the same whatever kind the record is of.

use crate::features::consents::step_text;
use crate::features::message::subject_or;
use crate::features::visibility::words::who_sees;
use kurier_i18n::{I18n, t_string};
use kurier_model::file::FileStep;
use kurier_model::pipeline::StageName;
use kurier_model::timeline::RecordEvent;

/// What stands in a line, and all of it where that is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    pub whole: Option<String>,
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self { text, whole: None }
    }
}

/// What a task is called, for those who see it.
fn task_title(i18n: I18n, title: &str) -> &str {
    if title.is_empty() { t_string!(i18n, tasks.event_unseen) } else { title }
}

/// What was done with a file.
fn file_text(i18n: I18n, step: FileStep, name: Option<&str>) -> String {
    let name = name.unwrap_or(t_string!(i18n, records.files.forgotten));
    match step {
        FileStep::Added => t_string!(i18n, records.files.event_added, name = name),
        FileStep::Renamed => t_string!(i18n, records.files.event_renamed, name = name),
        FileStep::Removed => t_string!(i18n, records.files.event_removed, name = name),
        FileStep::Restored => t_string!(i18n, records.files.event_restored, name = name),
    }
}

/// What an event was; what a `stage` is called is known above. That fields were changed is told there with what stood in them.
pub fn event_text(i18n: I18n, what: &RecordEvent, stage: impl Fn(&StageName) -> String) -> String {
    match what {
        RecordEvent::Created => t_string!(i18n, records.event_created).to_owned(),
        RecordEvent::Removed => t_string!(i18n, records.event_removed).to_owned(),
        RecordEvent::Restored => t_string!(i18n, records.event_restored).to_owned(),
        RecordEvent::Merged { names, .. } => {
            t_string!(i18n, records.merging.event, names = names.join(", "))
        }
        RecordEvent::Split { names, fields } if fields.is_empty() => {
            t_string!(i18n, records.merging.event_split, names = names.join(", "))
        }
        RecordEvent::Split { names, fields } => {
            t_string!(i18n, records.merging.event_split_kept, names = names.join(", "), count = fields.len())
        }
        RecordEvent::Changed { .. } => t_string!(i18n, records.event_changed_gone).to_owned(),
        RecordEvent::StageChanged { from, to } => {
            t_string!(i18n, leads.event_stage, from = stage(from), to = stage(to))
        }
        RecordEvent::ThreadAttached { subject: Some(subject) } => {
            t_string!(i18n, leads.event_attached, subject = subject_or(i18n, subject))
        }
        RecordEvent::ThreadDetached { subject: Some(subject) } => {
            t_string!(i18n, leads.event_detached, subject = subject_or(i18n, subject))
        }
        RecordEvent::ThreadAttached { subject: None } => {
            t_string!(i18n, leads.event_attached_hidden).to_owned()
        }
        RecordEvent::ThreadDetached { subject: None } => {
            t_string!(i18n, leads.event_detached_hidden).to_owned()
        }
        RecordEvent::TaskAdded { title } => {
            t_string!(i18n, tasks.event_added, title = task_title(i18n, title))
        }
        RecordEvent::TaskLinked { title } => {
            t_string!(i18n, tasks.event_linked, title = task_title(i18n, title))
        }
        RecordEvent::TaskUnlinked { title } => {
            t_string!(i18n, tasks.event_unlinked, title = task_title(i18n, title))
        }
        RecordEvent::TaskDone { title } => t_string!(i18n, tasks.event_done, title = task_title(i18n, title)),
        RecordEvent::File { step, name } => file_text(i18n, *step, name.as_deref()),
        RecordEvent::Photo { there: true } => t_string!(i18n, records.photo.event_put).to_owned(),
        RecordEvent::Photo { there: false } => t_string!(i18n, records.photo.event_removed).to_owned(),
        RecordEvent::Consent { what, by_link: false } => step_text(i18n, *what).to_owned(),
        RecordEvent::Consent { what, by_link: true } => {
            t_string!(i18n, consents.step_by_link, what = step_text(i18n, *what))
        }
        RecordEvent::Shown { to } => t_string!(i18n, visibility.event, who = who_sees(i18n, *to, None)),
    }
}
