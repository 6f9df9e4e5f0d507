//! What is kept against what is there: lines and counts computed anew from the placements, folders against the server.

use super::elsewhere::{Elsewhere, Ids};
use anyhow::{Result, ensure};
use chrono::{DateTime, Utc};
use kurier_model::MailboxId;
use kurier_testbed::{Dovecot, Person};
use sqlx::PgPool;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A message in a folder, as it is shown.
#[derive(sqlx::FromRow)]
struct Shown {
    thread: Uuid,
    message: Uuid,
    folder: Uuid,
    unread: bool,
    flagged: bool,
    answered: bool,
    has_attachments: bool,
    is_mine: bool,
    received_at: DateTime<Utc>,
}

/// Messages, unread, flagged, and when the latest came.
type Line = (i32, i32, i32, DateTime<Utc>);
/// Messages, unread, flagged, answered, with attachments, from others.
type Sums = (i32, i32, i32, i32, i32, i32);

/// Computes lines, threads and folders from the placements and compares them with what is kept.
pub async fn lines_agree(pool: &PgPool, mailbox: MailboxId) -> Result<()> {
    let shown: Vec<Shown> = sqlx::query_as(
        "SELECT m.thread_id AS thread, m.id AS message, coalesce(p.wanted_folder_id, p.folder_id) AS folder,
                NOT written_by_us(m.is_mine, m.recipients, m.from_key) AND NOT coalesce(p.wanted_seen, p.seen) AS unread,
                coalesce(p.wanted_flagged, p.flagged) AS flagged, coalesce(p.wanted_answered, p.answered) AS answered,
                m.has_attachments, m.is_mine, m.received_at
         FROM placements p JOIN messages m ON m.id = p.message_id WHERE p.mailbox_id = $1",
    )
    .bind(mailbox.0)
    .fetch_all(pool)
    .await?;
    let (lines, sums) = (lines(&shown), sums(&shown));

    let kept: Vec<(Uuid, Uuid, i32, i32, i32, DateTime<Utc>)> = sqlx::query_as(
        "SELECT l.folder_id, l.thread_id, l.messages, l.unread_messages, l.flagged_messages, l.last_at
         FROM thread_folders l JOIN folders f ON f.id = l.folder_id WHERE f.mailbox_id = $1",
    )
    .bind(mailbox.0)
    .fetch_all(pool)
    .await?;
    let kept: BTreeMap<(Uuid, Uuid), Line> =
        kept.into_iter().map(|(folder, thread, a, b, c, last)| ((folder, thread), (a, b, c, last))).collect();
    ensure!(lines == kept, "lines differ: {:?}", differing(&lines, &kept));

    let kept: Vec<(Uuid, i32, i32, i32, i32, i32, i32)> = sqlx::query_as(
        "SELECT id, message_count, unread_count, flagged_count, answered_count, attachment_count, others_count
         FROM threads WHERE mailbox_id = $1 AND (message_count > 0 OR unread_count > 0)",
    )
    .bind(mailbox.0)
    .fetch_all(pool)
    .await?;
    let kept: BTreeMap<Uuid, Sums> =
        kept.into_iter().map(|(thread, a, b, c, d, e, f)| (thread, (a, b, c, d, e, f))).collect();
    ensure!(sums == kept, "threads differ: {:?}", differing(&sums, &kept));

    let mut totals: BTreeMap<Uuid, (i32, i32)> = BTreeMap::new();
    for ((folder, _), line) in &lines {
        let total = totals.entry(*folder).or_default();
        *total = (total.0 + 1, total.1 + i32::from(line.1 > 0));
    }
    let kept: Vec<(Uuid, i32, i32)> = sqlx::query_as(
        "SELECT id, total, unread FROM folders WHERE mailbox_id = $1 AND (total, unread) <> (0, 0)",
    )
    .bind(mailbox.0)
    .fetch_all(pool)
    .await?;
    let kept: BTreeMap<Uuid, (i32, i32)> = kept.into_iter().map(|(id, a, b)| (id, (a, b))).collect();
    ensure!(totals == kept, "folders differ: {:?}", differing(&totals, &kept));
    placements_are_whole(pool, mailbox).await?;
    decisions_hang_on_what_is_there(pool, mailbox).await
}

/// A link or a decision on a thread that has become part of another would be seen by nobody.
async fn decisions_hang_on_what_is_there(pool: &PgPool, mailbox: MailboxId) -> Result<()> {
    let strays: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM threads t WHERE t.mailbox_id = $1 AND t.merged_into IS NOT NULL
           AND (EXISTS (SELECT FROM record_threads l WHERE l.thread_id = t.id)
                OR EXISTS (SELECT FROM triage q WHERE q.thread_id = t.id))",
    )
    .bind(mailbox.0)
    .fetch_one(pool)
    .await?;
    ensure!(strays == 0, "decisions hang on {strays} threads that are part of others");
    Ok(())
}

/// A placement is of its message's thread; no merged thread has messages.
async fn placements_are_whole(pool: &PgPool, mailbox: MailboxId) -> Result<()> {
    let strays: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM placements p JOIN messages m ON m.id = p.message_id JOIN threads t ON t.id = m.thread_id
         WHERE p.mailbox_id = $1 AND (p.thread_id <> m.thread_id OR t.merged_into IS NOT NULL)",
    )
    .bind(mailbox.0)
    .fetch_one(pool)
    .await?;
    ensure!(strays == 0, "{strays} placements are not of their thread");
    Ok(())
}

fn lines(shown: &[Shown]) -> BTreeMap<(Uuid, Uuid), Line> {
    // Two copies in one folder are one message there.
    let mut messages: BTreeMap<(Uuid, Uuid, Uuid), (bool, bool, DateTime<Utc>)> = BTreeMap::new();
    for one in shown {
        let entry =
            messages.entry((one.folder, one.thread, one.message)).or_insert((false, false, one.received_at));
        *entry = (entry.0 | one.unread, entry.1 | one.flagged, entry.2);
    }
    let mut lines: BTreeMap<(Uuid, Uuid), Line> = BTreeMap::new();
    for ((folder, thread, _), (unread, flagged, at)) in messages {
        let line = lines.entry((folder, thread)).or_insert((0, 0, 0, at));
        *line = (line.0 + 1, line.1 + i32::from(unread), line.2 + i32::from(flagged), line.3.max(at));
    }
    lines
}

fn sums(shown: &[Shown]) -> BTreeMap<Uuid, Sums> {
    let mut messages: BTreeMap<(Uuid, Uuid), [bool; 5]> = BTreeMap::new();
    for one in shown {
        let entry = messages.entry((one.thread, one.message)).or_default();
        let now = [one.unread, one.flagged, one.answered, one.has_attachments, !one.is_mine];
        for (kept, now) in entry.iter_mut().zip(now) {
            *kept |= now;
        }
    }
    let mut sums: BTreeMap<Uuid, Sums> = BTreeMap::new();
    for ((thread, _), facts) in messages {
        let [unread, flagged, answered, attachments, others] = facts.map(i32::from);
        let sum = sums.entry(thread).or_default();
        *sum = (
            sum.0 + 1,
            sum.1 + unread,
            sum.2 + flagged,
            sum.3 + answered,
            sum.4 + attachments,
            sum.5 + others,
        );
    }
    sums
}

/// Message-IDs in each of our folders, by path.
pub async fn ours(pool: &PgPool, mailbox: MailboxId) -> Result<BTreeMap<String, Ids>> {
    let rows: Vec<(String, Option<String>)> = sqlx::query_as(
        "SELECT f.path, m.message_id FROM folders f LEFT JOIN placements p ON p.folder_id = f.id AND p.uid IS NOT NULL
         LEFT JOIN messages m ON m.id = p.message_id WHERE f.mailbox_id = $1 AND f.gone_at IS NULL",
    )
    .bind(mailbox.0)
    .fetch_all(pool)
    .await?;
    let mut folders: BTreeMap<String, Ids> = BTreeMap::new();
    for (path, id) in rows {
        let ids = folders.entry(path).or_default();
        if let Some(id) = id {
            *ids.entry(id.trim_matches(['<', '>']).to_owned()).or_default() += 1;
        }
    }
    Ok(folders)
}

/// For a difference that stays: the UIDs in each folder as another mail program is told them now, and as we keep them.
pub async fn as_all_see_it(
    pool: &PgPool,
    mailbox: MailboxId,
    dovecot: &Dovecot,
    person: &Person,
) -> Result<String> {
    let mut theirs = Elsewhere::open(dovecot, person).await?;
    let mut words = Vec::new();
    for (folder, ours) in our_uids(pool, mailbox).await? {
        let told = theirs.messages(&folder).await?;
        words.push(format!("{folder}: UIDs, told and ours: {:?}", differing(&told, &ours)));
    }
    Ok(words.join("\n"))
}

/// The Message-ID behind each UID in each of our folders, by path.
async fn our_uids(pool: &PgPool, mailbox: MailboxId) -> Result<BTreeMap<String, BTreeMap<u32, String>>> {
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT f.path, p.uid, m.message_id FROM folders f JOIN placements p ON p.folder_id = f.id AND p.uid IS NOT NULL
         JOIN messages m ON m.id = p.message_id WHERE f.mailbox_id = $1 AND f.gone_at IS NULL",
    )
    .bind(mailbox.0)
    .fetch_all(pool)
    .await?;
    let mut folders: BTreeMap<String, BTreeMap<u32, String>> = BTreeMap::new();
    for (path, uid, id) in rows {
        folders.entry(path).or_default().insert(u32::try_from(uid)?, id.trim_matches(['<', '>']).to_owned());
    }
    Ok(folders)
}

/// The entries that are not the same on both sides.
pub fn differing<'a, K: Ord, V: PartialEq>(
    one: &'a BTreeMap<K, V>,
    other: &'a BTreeMap<K, V>,
) -> Vec<(&'a K, Option<&'a V>, Option<&'a V>)> {
    let keys: BTreeSet<&K> = one.keys().chain(other.keys()).collect();
    keys.into_iter()
        .map(|key| (key, one.get(key), other.get(key)))
        .filter(|(_, one, other)| one != other)
        .collect()
}

/// A mailbox that has not come to rest, and what is still wanted of its mail.
pub async fn as_it_stands(pool: &PgPool, mailbox: MailboxId) -> Result<String> {
    let wishes: Vec<String> = sqlx::query_scalar(
        "SELECT to_jsonb(p)::text FROM placements p WHERE p.mailbox_id = $1 AND p.wish_due IS NOT NULL LIMIT 5",
    )
    .bind(mailbox.0)
    .fetch_all(pool)
    .await?;
    let mailbox: String = sqlx::query_scalar(
        "SELECT jsonb_build_object('state', m.state, 'requested', m.sync_requested_at, 'finished', m.sync_finished_at,
             'lease', (SELECT to_jsonb(l) FROM mailbox_leases l WHERE l.mailbox_id = m.id), 'now', now(), 'folders',
             (SELECT jsonb_agg(to_jsonb(f)) FROM folders f WHERE f.mailbox_id = m.id AND f.deletion_wanted_at IS NOT NULL))::text
         FROM mailboxes m WHERE id = $1",
    )
    .bind(mailbox.0)
    .fetch_one(pool)
    .await?;
    Ok(format!("{mailbox} {wishes:#?}"))
}
