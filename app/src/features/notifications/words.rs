//! Kinds of what one is told, in words and pictures.

use crate::ui::IconName;
use kurier_i18n::{I18n, t_string};
use kurier_model::notification::NotificationKind;

/// What happened, in a few words.
#[must_use]
pub fn kind_name(i18n: I18n, kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::TaskGiven => t_string!(i18n, notifications.task_given),
        NotificationKind::TaskDue => t_string!(i18n, notifications.task_due),
        NotificationKind::TaskDone => t_string!(i18n, notifications.task_done),
        NotificationKind::Mentioned => t_string!(i18n, notifications.mentioned),
        NotificationKind::RecordGiven => t_string!(i18n, notifications.record_given),
        NotificationKind::Followed => t_string!(i18n, notifications.followed),
        NotificationKind::RecordMail => t_string!(i18n, notifications.record_mail),
        NotificationKind::RecordMoved => t_string!(i18n, notifications.record_moved),
        NotificationKind::RecordNote => t_string!(i18n, notifications.record_note),
        NotificationKind::RecordChanged => t_string!(i18n, notifications.record_changed),
        NotificationKind::CameBack => t_string!(i18n, notifications.came_back),
    }
}

pub(super) fn kind_icon(kind: NotificationKind) -> IconName {
    match kind {
        NotificationKind::TaskGiven => IconName::ListTodo,
        NotificationKind::TaskDone => IconName::CircleCheckBig,
        NotificationKind::Mentioned | NotificationKind::RecordNote => IconName::StickyNote,
        NotificationKind::RecordGiven => IconName::User,
        NotificationKind::Followed | NotificationKind::TaskDue => IconName::Bell,
        NotificationKind::RecordMail => IconName::Mail,
        NotificationKind::RecordMoved => IconName::Kanban,
        NotificationKind::RecordChanged => IconName::Pencil,
        NotificationKind::CameBack => IconName::Clock,
    }
}
