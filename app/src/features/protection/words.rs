//! Data protection in words.

use kurier_i18n::{I18n, t_string};
use kurier_model::protection::{Act, ActKind, DataKind, Deed, LeftWhy};

/// What is kept of a person.
pub(super) fn kind_words(i18n: I18n, what: DataKind) -> &'static str {
    match what {
        DataKind::Records => t_string!(i18n, protection.kinds.records),
        DataKind::History => t_string!(i18n, protection.kinds.history),
        DataKind::Links => t_string!(i18n, protection.kinds.links),
        DataKind::Notes => t_string!(i18n, protection.kinds.notes),
        DataKind::RecordFiles => t_string!(i18n, protection.kinds.record_files),
        DataKind::Tasks => t_string!(i18n, protection.kinds.tasks),
        DataKind::Consents => t_string!(i18n, protection.kinds.consents),
        DataKind::Sends => t_string!(i18n, protection.kinds.sends),
        DataKind::Drafts => t_string!(i18n, protection.kinds.drafts),
        DataKind::Outbox => t_string!(i18n, protection.kinds.outbox),
        DataKind::Notifications => t_string!(i18n, protection.kinds.notifications),
        DataKind::ImportLines => t_string!(i18n, protection.kinds.import_lines),
        DataKind::Threads => t_string!(i18n, protection.kinds.threads),
        DataKind::Mentions => t_string!(i18n, protection.kinds.mentions),
        DataKind::Mail => t_string!(i18n, protection.kinds.mail),
        DataKind::Files => t_string!(i18n, protection.kinds.files),
    }
}

/// What somebody did.
pub(super) fn act_words(i18n: I18n, act: &Act) -> &'static str {
    match act.what {
        ActKind::Exported => t_string!(i18n, protection.acts.exported),
        ActKind::Erased if act.going => t_string!(i18n, protection.acts.erasing),
        ActKind::Erased => t_string!(i18n, protection.acts.erased),
        ActKind::Retained => t_string!(i18n, protection.acts.retained),
        ActKind::Held => t_string!(i18n, protection.acts.held),
        ActKind::Released => t_string!(i18n, protection.acts.released),
        ActKind::RuleChanged if act.matter.off => t_string!(i18n, protection.acts.rule_off),
        ActKind::RuleChanged => t_string!(i18n, protection.acts.rule_set),
    }
}

/// What a rule does.
pub(super) fn deed_words(i18n: I18n, deed: Deed) -> &'static str {
    match deed {
        Deed::Report => t_string!(i18n, protection.deed_report),
        Deed::Anonymise => t_string!(i18n, protection.deed_anonymise),
        Deed::Erase => t_string!(i18n, protection.deed_erase),
    }
}

/// Why records stay that a rule would take, each with how many; `None`: none do.
pub(super) fn left_words(i18n: I18n, left: &[(LeftWhy, u32)]) -> Option<String> {
    let each = left.iter().map(|(why, count)| match why {
        LeftWhy::Held => t_string!(i18n, protection.left_held, count = count),
        LeftWhy::Task => t_string!(i18n, protection.left_task, count = count),
        LeftWhy::Work => t_string!(i18n, protection.left_work, count = count),
        LeftWhy::Mail => t_string!(i18n, protection.left_mail, count = count),
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| t_string!(i18n, protection.left, why = each.join(", ")))
}
