//! What there is of a person, section by section: one search for what is handed out, for what is counted, and for what is looked for when
//! somebody was erased.

mod store;

pub(super) use store::{Message, file_bytes, mail_left, messages, on_the_way, raw};

use super::holding;
use super::subject::{Found, Subject};
use crate::{db::Tx, error::Result};
use kurier_model::protection::{Counted, DataKind, PersonalData};
use serde_json::Value;

/// Rows of one kind, as they are handed out.
pub(super) struct Section {
    pub(super) what: DataKind,
    pub(super) rows: Vec<Value>,
}

/// Everything but mail and mentions.
pub(super) async fn sections(tx: &mut Tx, subject: &Subject) -> Result<Vec<Section>> {
    let (ids, keys) = (&subject.records[..], &subject.keys[..]);
    let mut notes = store::notes(tx, ids).await?;
    notes.extend(store::left_for_later(tx, keys).await?);
    let rows = [
        (DataKind::Records, store::records(tx, ids).await?),
        (DataKind::History, store::history(tx, ids).await?),
        (DataKind::Links, store::links(tx, ids).await?),
        (DataKind::Notes, notes),
        (DataKind::RecordFiles, store::record_files(tx, ids).await?),
        (DataKind::Tasks, store::tasks(tx, ids).await?),
        (DataKind::Consents, store::consents(tx, ids, keys).await?),
        (DataKind::Sends, store::sends(tx, ids, keys).await?),
        (DataKind::Drafts, store::drafts(tx, ids, keys).await?),
        (DataKind::Outbox, store::outbox(tx, keys).await?),
        (DataKind::Notifications, store::notifications(tx, ids).await?),
        (DataKind::ImportLines, store::import_lines(tx, ids, keys).await?),
        (DataKind::Threads, store::threads(tx, ids).await?),
    ];
    Ok(rows.into_iter().map(|(what, rows)| Section { what, rows }).collect())
}

/// Where they are mentioned elsewhere: what belongs to them is in the other sections.
pub(super) async fn mentions(tx: &mut Tx, subject: &Subject) -> Result<Vec<Value>> {
    let but: Vec<_> = subject.but.iter().chain(&subject.records).copied().collect();
    store::mentions(tx, &subject.marks(), &but).await
}

/// How much of everything there is.
pub(super) fn counted(sections: &[Section]) -> Vec<Counted> {
    let count = |section: &Section| u32::try_from(section.rows.len()).unwrap_or(u32::MAX);
    sections.iter().map(|section| Counted { what: section.what, count: count(section) }).collect()
}

/// What there is, before somebody decides what to do.
pub(super) async fn data(tx: &mut Tx, found: Found) -> Result<PersonalData> {
    let Found { subject, record, others, names } = found;
    let mut counts = counted(&sections(tx, &subject).await?);
    let mailboxes = store::mailboxes(tx, &subject.keys).await?;
    let mail = mailboxes.iter().map(|mailbox| mailbox.count).sum();
    counts.push(Counted { what: DataKind::Mail, count: mail });
    counts.push(Counted { what: DataKind::Files, count: store::files(tx, &subject.keys).await? });
    let on_the_way = store::on_the_way(tx, &subject).await?;
    let hold = holding::of(tx, record.id).await?;
    let addresses = subject.addresses;
    Ok(PersonalData { record, others, addresses, names, counts, mailboxes, on_the_way, hold })
}
