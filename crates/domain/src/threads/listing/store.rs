//! SQL of the thread list.

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::{
    FolderId, MailboxId, RecordId, ThreadId,
    inbox::{ClientBadge, Person, ThreadFilter, ThreadRow},
    page::Cursor,
    record::KindKey,
};
use sqlx::types::Json;
use uuid::Uuid;

/// A line as the database tells it.
pub struct RowOf {
    pub id: Uuid,
    pub mailbox_id: Uuid,
    pub subject: String,
    pub people: Json<Vec<Person>>,
    pub snippet: String,
    pub last_at: DateTime<Utc>,
    pub message_count: i32,
    pub unread_count: i32,
    pub flagged: bool,
    pub answered: bool,
    pub attachments: bool,
    pub client_id: Option<Uuid>,
    pub client_kind: Option<String>,
    pub client_name: Option<String>,
}

fn client(record: Option<Uuid>, kind: Option<String>, name: Option<String>) -> Option<ClientBadge> {
    Some(ClientBadge { record: RecordId(record?), kind: KindKey(kind?), name: name? })
}

impl From<RowOf> for ThreadRow {
    fn from(row: RowOf) -> Self {
        Self {
            id: ThreadId(row.id),
            mailbox: MailboxId(row.mailbox_id),
            subject: row.subject,
            people: row.people.0,
            snippet: row.snippet,
            last_at: row.last_at,
            messages: u32::try_from(row.message_count).unwrap_or_default(),
            unread: u32::try_from(row.unread_count).unwrap_or_default(),
            flagged: row.flagged,
            answered: row.answered,
            attachments: row.attachments,
            draft: false,
            client: client(row.client_id, row.client_kind, row.client_name),
        }
    }
}

/// One statement for each filter, so that each is served by its own index.
macro_rules! page {
    ($filter:literal, $tx:expr, $actor:expr, $folder:expr, $at:expr, $id:expr, $limit:expr) => {
        sqlx::query_as!(
            RowOf,
            r#"SELECT t.id, t.mailbox_id, t.subject, t.people AS "people!: Json<Vec<Person>>", t.snippet, l.last_at,
                      t.message_count, t.unread_count, t.flagged, t.answered, t.attachments,
                      r.id AS "client_id?", r.kind AS "client_kind?", r.name AS "client_name?"
               FROM (SELECT thread_id, last_at FROM thread_folders
                     WHERE folder_id = $1 AND (last_at, thread_id) < ($2, $3) "#
                + $filter
                + r#" ORDER BY last_at DESC, thread_id DESC LIMIT $4) l
               JOIN threads t ON t.id = l.thread_id
               LEFT JOIN records r ON r.id = t.client_record_id AND r.removed_at IS NULL
               WHERE may_see((SELECT mailbox_id FROM folders WHERE id = $1), $5)
               ORDER BY l.last_at DESC, l.thread_id DESC"#,
            $folder,
            $at,
            $id,
            $limit,
            $actor,
        )
        .fetch_all($tx)
        .await?
    };
}

pub async fn page(
    tx: &mut Tx,
    actor: &Actor,
    folder: FolderId,
    filter: ThreadFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<ThreadRow>> {
    let (at, id) = start(after);
    let (person, limit) = (actor.user.map(|user| user.0), i64::from(limit));
    let rows = match filter {
        ThreadFilter::All => page!("", &mut **tx, person, folder.0, at, id, limit),
        ThreadFilter::Unread => page!("AND unread", &mut **tx, person, folder.0, at, id, limit),
        ThreadFilter::Flagged => page!("AND flagged", &mut **tx, person, folder.0, at, id, limit),
    };
    Ok(rows.into_iter().map(Into::into).collect())
}

fn start(after: Option<Cursor>) -> (DateTime<Utc>, Uuid) {
    match after {
        Some(cursor) => {
            (DateTime::from_timestamp_micros(cursor.at_micros).unwrap_or(DateTime::<Utc>::MAX_UTC), cursor.id)
        }
        // Later than any thread; Postgres' own range ends in the year 294276.
        None => (DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default(), Uuid::max()),
    }
}

pub async fn require_folder(tx: &mut Tx, actor: &Actor, folder: FolderId) -> Result<()> {
    sqlx::query_scalar!(
        "SELECT 1 FROM folders WHERE id = $1 AND may_see(mailbox_id, $2)",
        folder.0,
        actor.user.map(|user| user.0)
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(|_| ())
    .ok_or(Error::NotFound)
}

/// Lines of these threads, in the order of `ids`, with the moment that each was found by.
pub async fn thread_rows(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Uuid],
    found_at: &[DateTime<Utc>],
) -> Result<Vec<ThreadRow>> {
    let rows = sqlx::query_as!(
        RowOf,
        r#"SELECT t.id, t.mailbox_id, t.subject, t.people AS "people!: Json<Vec<Person>>", t.snippet, u.at AS "last_at!",
                  t.message_count, t.unread_count, t.flagged, t.answered, t.attachments,
                  r.id AS "client_id?", r.kind AS "client_kind?", r.name AS "client_name?"
           FROM unnest($1::uuid[], $2::timestamptz[]) WITH ORDINALITY AS u (id, at, position)
           JOIN threads t ON t.id = u.id
           LEFT JOIN records r ON r.id = t.client_record_id AND r.removed_at IS NULL
           WHERE may_see(t.mailbox_id, $3) ORDER BY u.position"#,
        ids,
        found_at,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}
