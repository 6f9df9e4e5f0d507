//! SQL of the queue.

use super::Asked;
use crate::keyset::{cursor, cursor_parts};
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::page::Cursor;
use kurier_model::ready::{COUNTED, Ignored, Postponed, ReadyFilter, ReadyItem};
use kurier_model::{Address, MailboxId, MessageId, ThreadId};
use uuid::Uuid;

/// A row without matches; the preview is the snippet.
struct Row {
    thread_id: Uuid,
    mailbox_id: Uuid,
    mailbox_address: String,
    message_id: Uuid,
    subject: String,
    snippet: String,
    at: DateTime<Utc>,
    attachments: bool,
    automatic: bool,
    from_name: Option<String>,
    from_address: Option<String>,
    files: Vec<String>,
    note: Option<String>,
    left_by: Option<String>,
    left_at: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    is_left: Option<bool>,
    back_at: Option<DateTime<Utc>>,
    is_ignored: bool,
    ignored_by: Option<String>,
    ignored_at: Option<DateTime<Utc>>,
    rule: Option<String>,
    place: DateTime<Utc>,
}

impl From<Row> for ReadyItem {
    fn from(row: Row) -> Self {
        let is_over = !row.is_left.unwrap_or_default();
        let postponed = match (row.note, row.left_by, row.left_at, row.until) {
            (Some(note), Some(by), Some(at), Some(until)) => {
                Some(Postponed { note, by, at, until, is_over, back_at: row.back_at })
            }
            _ => None,
        };
        let ignored = |at| Ignored { by: row.ignored_by, at, rule: row.rule };
        let ignored = row.ignored_at.filter(|_| row.is_ignored).map(ignored);
        Self {
            thread: ThreadId(row.thread_id),
            mailbox: MailboxId(row.mailbox_id),
            mailbox_address: row.mailbox_address,
            message: MessageId(row.message_id),
            from: Address { name: row.from_name, address: row.from_address.unwrap_or_default() },
            subject: row.subject,
            preview: row.snippet,
            received_at: row.at,
            attachments: row.attachments,
            automatic: row.automatic,
            files: row.files,
            matches: Vec::new(),
            postponed,
            ignored,
        }
    }
}

/// Rows of a list, in its order and with their places in it, each looked up by itself: they are few, which Postgres does not know. `$2` is the
/// moment at which it is asked.
macro_rules! rows {
    ($list:literal, $order:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT q.thread_id AS "thread_id!", q.mailbox_id AS "mailbox_id!", b.address AS mailbox_address,
                      q.message_id AS "message_id!", m.subject, m.snippet, q.at AS "at!",
                      t.attachments, m.automatic AND m.author_key IS NULL AS "automatic!",
                      CASE WHEN m.author_key IS NULL THEN m.from_name ELSE m.author_name END AS from_name,
                      coalesce(m.author_address, m.from_address) AS from_address,
                      ARRAY(SELECT a.name FROM attachments a WHERE a.message_id = m.id AND NOT a.inline ORDER BY a.part) AS "files!",
                      p.note AS "note?", u.name AS "left_by?", p.at AS "left_at?", p.until AS "until?",
                      q.state = 'ready' AND q.back_at > $2 AS is_left,
                      CASE WHEN q.state = 'ready' AND q.back_at <= $2 THEN q.back_at END AS back_at,
                      q.state = 'ignored' AS "is_ignored!", d.name AS "ignored_by?", q.decided_at AS ignored_at,
                      CASE WHEN q.by_rule THEN m.from_address END AS rule, list.place AS "place!"
               FROM "#
                + $list
                + r#" list
               CROSS JOIN LATERAL (SELECT q.* FROM triage q WHERE q.thread_id = list.thread_id OFFSET 0) q
               CROSS JOIN LATERAL (SELECT m.* FROM messages m WHERE m.id = q.message_id OFFSET 0) m
               CROSS JOIN LATERAL (SELECT t.attachments FROM threads t WHERE t.id = q.thread_id OFFSET 0) t
               JOIN mailboxes b ON b.id = q.mailbox_id
               LEFT JOIN postponed p ON p.thread_id = q.thread_id LEFT JOIN users u ON u.id = p.by_id
               LEFT JOIN users d ON d.id = q.decided_by
               ORDER BY "#
                + $order,
            $($argument),+
        )
    };
}

fn stored(filter: ReadyFilter) -> &'static str {
    match filter {
        ReadyFilter::Ready | ReadyFilter::Postponed => "ready",
        ReadyFilter::Ignored => "ignored",
    }
}

/// A row of a list, and its place in it.
pub type Placed = (ReadyItem, DateTime<Utc>);

fn placed(rows: Vec<Row>) -> Vec<Placed> {
    let placed = |row: Row| {
        let place = row.place;
        (row.into(), place)
    };
    rows.into_iter().map(placed).collect()
}

/// What waits or is ignored, newest or latest back first, from behind a place down to another one.
pub async fn page(
    tx: &mut Tx,
    actor: &Actor,
    filter: ReadyFilter,
    asked: &Asked,
    (after, floor): (Option<Cursor>, Option<Cursor>),
    limit: u32,
) -> Result<Vec<Placed>> {
    let ((at, id), (floor_at, floor_id)) = (cursor_parts(after), cursor_parts(floor));
    let rows = rows!(
        "queue_list($1, $3, $2, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        "list.place DESC, list.thread_id DESC",
        actor.user.map(|user| user.0),
        asked.now,
        stored(filter),
        asked.mailbox.map(|mailbox| mailbox.0),
        asked.words.as_deref(),
        asked.since,
        asked.before,
        at,
        id,
        floor_at,
        floor_id,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(placed(rows))
}

/// What is left for later, what comes back first coming first.
pub async fn postponed(
    tx: &mut Tx,
    actor: &Actor,
    asked: &Asked,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Placed>> {
    let (until, id) = cursor_parts(after);
    let rows = rows!(
        "(SELECT l.thread_id, l.back_at AS place FROM postponed_list($1, $2, $3, $4, $5, $6, $7, $8, $9) l)",
        "list.place, list.thread_id",
        actor.user.map(|user| user.0),
        asked.now,
        asked.mailbox.map(|mailbox| mailbox.0),
        asked.words.as_deref(),
        asked.since,
        asked.before,
        until,
        id,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(placed(rows))
}

/// Where a thread that the actor may see stands in a list, as what it is now; no place: it is not in it, or behind a copy of its mail. `None`:
/// there is no such thread.
pub async fn stands_at(
    tx: &mut Tx,
    actor: &Actor,
    filter: ReadyFilter,
    thread: ThreadId,
    now: DateTime<Utc>,
) -> Result<Option<(ThreadId, Option<DateTime<Utc>>)>> {
    let row = sqlx::query!(
        r#"SELECT t.id, CASE WHEN q.state IS DISTINCT FROM $3 THEN NULL WHEN NOT $4::boolean THEN queue_place(q, $5)
                             WHEN q.back_at > $5 THEN q.back_at END AS place
           FROM threads t LEFT JOIN triage q ON q.thread_id = t.id WHERE t.id = current_thread($1) AND may_see(t.mailbox_id, $2)"#,
        thread.0,
        actor.user.map(|user| user.0),
        stored(filter),
        filter == ReadyFilter::Postponed,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (ThreadId(row.id), row.place)))
}

/// The place that lies so many rows behind another one, whoever they are from; `None`: there are not so many.
pub async fn place(
    tx: &mut Tx,
    actor: &Actor,
    filter: ReadyFilter,
    asked: &Asked,
    after: Option<Cursor>,
    rows: i64,
) -> Result<Option<Cursor>> {
    let (at, id) = cursor_parts(after);
    let row = sqlx::query!(
        r#"SELECT w.at AS "at!", w.thread_id AS "thread_id!" FROM (
             (SELECT q.at, q.thread_id FROM triage q
              WHERE q.workspace_id = kurier_workspace() AND q.state = $2 AND q.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
                AND (q.back_at IS NULL OR $2 <> 'ready')
                AND ($3::uuid IS NULL OR q.mailbox_id = $3) AND ($4::timestamptz IS NULL OR q.at >= $4) AND ($5::timestamptz IS NULL OR q.at < $5)
                AND ($6::timestamptz IS NULL OR (q.at, q.thread_id) < ($6, $7))
              ORDER BY q.at DESC, q.thread_id DESC LIMIT $8::bigint + 1)
             UNION ALL
             (SELECT greatest(q.at, q.back_at), q.thread_id FROM triage q
              WHERE q.workspace_id = kurier_workspace() AND q.state = 'ready' AND $2 = 'ready' AND q.back_at IS NOT NULL AND q.back_at <= $9
                AND q.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
                AND ($3::uuid IS NULL OR q.mailbox_id = $3) AND ($4::timestamptz IS NULL OR q.at >= $4) AND ($5::timestamptz IS NULL OR q.at < $5)
                AND ($6::timestamptz IS NULL OR (greatest(q.at, q.back_at), q.thread_id) < ($6, $7))
              ORDER BY greatest(q.at, q.back_at) DESC, q.thread_id DESC LIMIT $8::bigint + 1)) w
           ORDER BY w.at DESC, w.thread_id DESC OFFSET $8::bigint LIMIT 1"#,
        actor.user.map(|user| user.0),
        stored(filter),
        asked.mailbox.map(|mailbox| mailbox.0),
        asked.since,
        asked.before,
        at,
        id,
        rows,
        asked.now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| cursor(row.at, row.thread_id)))
}

/// How many wait, as far as they are counted.
pub async fn count(tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM queue_list($1, 'ready', $2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, $3)"#,
        actor.user.map(|user| user.0),
        now,
        i64::from(COUNTED),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A thread that the actor may see, as what it is now, and the address (lower case, possibly empty) of its other side: who wrote last from
/// outside, else to whom we wrote.
pub async fn other_side(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<(ThreadId, String)>> {
    let row = sqlx::query!(
        r#"SELECT t.id, coalesce((
               SELECT who.key FROM (
                   SELECT coalesce(m.author_key, m.from_key) AS key, m.received_at, 0::bigint AS place FROM messages m
                   WHERE m.thread_id = t.id AND NOT m.is_mine
                   UNION ALL
                   SELECT lower(btrim(person ->> 'address')), m.received_at, place FROM messages m,
                       jsonb_array_elements((m.recipients -> 'to') || (m.recipients -> 'cc')) WITH ORDINALITY AS p (person, place)
                   WHERE m.thread_id = t.id AND (m.is_mine OR is_ours(coalesce(m.author_key, m.from_key, '')))) who
               WHERE who.key <> '' AND NOT is_ours(who.key) ORDER BY who.place > 0, who.received_at DESC, who.place LIMIT 1),
               '') AS "key!"
           FROM threads t WHERE t.id = current_thread($1) AND may_see(t.mailbox_id, $2)"#,
        thread.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (ThreadId(row.id), row.key)))
}
