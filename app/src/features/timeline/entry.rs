//! A line of a timeline: a message, or something that was done.

use super::mail::{Mail, MailEntry};
use super::notes::NoteMenu;
use super::of::Of;
use super::splitting::SplitButton;
use super::words::Said;
use crate::ui::{Icon, IconName, Time};
use chrono::{DateTime, Utc};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::timeline::{OtherRecord, RecordEvent, TimelineEntry, TimelineItem};
use kurier_model::{NoteId, RecordId};
use leptos::prelude::*;

/// A line of a timeline. `words` says what an event was; whose it is knows its record's kind.
#[component]
pub fn Entry(record: RecordId, entry: TimelineEntry, words: Callback<RecordEvent, Said>) -> impl IntoView {
    match entry.what {
        TimelineItem::Mail { message, thread, from, to, subject, snippet, is_mine, attachments, .. } => {
            let mail = Mail { message, thread, from, to, subject, snippet, is_mine, attachments };
            view! { <MailEntry record at=entry.at of=entry.of mail /> }.into_any()
        }
        TimelineItem::Note { id, by, text, mine, edited } => {
            view! { <NoteEntry at=entry.at of=entry.of note=Note { id, by, text, mine, edited } /> }
                .into_any()
        }
        TimelineItem::Event { by, what, .. } => {
            view! { <EventEntry at=entry.at of=entry.of by what words /> }.into_any()
        }
    }
}

/// Something that somebody has written down.
struct Note {
    id: NoteId,
    by: String,
    text: String,
    mine: bool,
    edited: bool,
}

#[component]
fn NoteEntry(at: DateTime<Utc>, of: Option<OtherRecord>, note: Note) -> impl IntoView {
    let i18n = use_i18n();
    let Note { id, by, text, mine, edited } = note;
    view! {
        <li class="timeline__entry" data-kind="note" data-testid="note">
            <span class="timeline__icon" role="img" aria-label=t_string!(i18n, records.notes.note)><Icon name=IconName::StickyNote /></span>
            <div class="timeline__mail timeline__note">
                <div class="timeline__line">
                    <span class="timeline__who" dir="auto">{by}</span>
                    <Of of />
                    {edited.then(|| view! { <span class="timeline__dim">{t_string!(i18n, records.notes.edited).to_owned()}</span> })}
                    <span class="timeline__at"><Time at /></span>
                    {mine.then(|| view! { <NoteMenu note=id text=text.clone() /> })}
                </div>
                <p class="timeline__text" dir="auto">{text.clone()}</p>
            </div>
        </li>
    }
}

#[component]
fn EventEntry(
    at: DateTime<Utc>,
    of: Option<OtherRecord>,
    by: Option<String>,
    what: RecordEvent,
    words: Callback<RecordEvent, Said>,
) -> impl IntoView {
    let i18n = use_i18n();
    let icon = match &what {
        RecordEvent::Created => IconName::Plus,
        RecordEvent::Changed { .. } => IconName::Pencil,
        RecordEvent::Removed => IconName::Trash2,
        RecordEvent::Restored | RecordEvent::Split { .. } => IconName::Undo2,
        RecordEvent::Merged { .. } => IconName::GitMerge,
        RecordEvent::StageChanged { .. } => IconName::Kanban,
        RecordEvent::ThreadAttached { .. } | RecordEvent::ThreadDetached { .. } => IconName::Link,
        RecordEvent::TaskAdded { .. }
        | RecordEvent::TaskDone { .. }
        | RecordEvent::TaskLinked { .. }
        | RecordEvent::TaskUnlinked { .. } => IconName::ListTodo,
        RecordEvent::File { .. } => IconName::Paperclip,
        RecordEvent::Consent { .. } => IconName::ShieldCheck,
        RecordEvent::Photo { .. } => IconName::Image,
        RecordEvent::Shown { .. } => IconName::Eye,
    };
    let merge = match &what {
        RecordEvent::Merged { merge, .. } => *merge,
        _ => None,
    };
    let Said { text, whole } = words.run(what);
    let by = by.unwrap_or_else(|| t_string!(i18n, leads.by_kurier).to_owned());
    view! {
        <li class="timeline__entry" data-kind="event">
            <span class="timeline__icon"><Icon name=icon /></span>
            <div class="timeline__line">
                <span class="timeline__who" dir="auto">{by}</span>
                <span class="timeline__said" dir="auto" title=whole>{text}</span>
                <Of of />
                <span class="timeline__at"><Time at /></span>
                {merge.map(|merge| view! { <SplitButton merge /> })}
            </div>
        </li>
    }
}
