//! SQL of the summaries: facts in, lines and folders' counts out, one statement a table.

use super::{FolderSummary, MessageFact, PlacementFact, ThreadSummary};
use crate::{Result, Tx};
use chrono::{DateTime, Utc};
use kurier_model::{Address, FolderId, MessageId, ThreadId, WorkspaceId, inbox::Person};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

pub async fn message_facts(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<MessageFact>> {
    let ids: Vec<Uuid> = threads.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT id, thread_id, subject, from_name, from_address, received_at, snippet, is_mine, has_attachments,
                  jsonb_path_query_array(recipients, '$.to[0 to 3]') AS "to!: Json<Vec<Address>>"
           FROM messages WHERE thread_id = ANY ($1)"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| MessageFact {
            id: MessageId(row.id),
            thread: ThreadId(row.thread_id),
            subject: row.subject,
            from: row.from_address.map(|address| Address { name: row.from_name, address }),
            to: row.to.0,
            received_at: row.received_at,
            snippet: row.snippet,
            is_mine: row.is_mine,
            has_attachments: row.has_attachments,
        })
        .collect())
}

pub async fn placement_facts(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<PlacementFact>> {
    let ids: Vec<Uuid> = threads.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "SELECT message_id, folder_id, seen, flagged, answered FROM placements WHERE thread_id = ANY ($1) AND leaving IS NULL",
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PlacementFact {
            message: MessageId(row.message_id),
            folder: FolderId(row.folder_id),
            seen: row.seen,
            flagged: row.flagged,
            answered: row.answered,
        })
        .collect())
}

pub async fn put_summaries(tx: &mut Tx, summaries: &[(ThreadId, ThreadSummary)]) -> Result<()> {
    let ids: Vec<Uuid> = summaries.iter().map(|(id, _)| id.0).collect();
    let subjects: Vec<String> = summaries.iter().map(|(_, summary)| summary.subject.clone()).collect();
    let people: Vec<Json<&[Person]>> = summaries.iter().map(|(_, summary)| Json(&*summary.people)).collect();
    let snippets: Vec<String> = summaries.iter().map(|(_, summary)| summary.snippet.clone()).collect();
    let lasts: Vec<DateTime<Utc>> = summaries.iter().map(|(_, summary)| summary.last_at).collect();
    let counts: Vec<i32> = summaries.iter().map(|(_, summary)| summary.messages).collect();
    let unread: Vec<i32> = summaries.iter().map(|(_, summary)| summary.unread).collect();
    let flag = |of: fn(&ThreadSummary) -> bool| {
        summaries.iter().map(|(_, summary)| of(summary)).collect::<Vec<bool>>()
    };
    sqlx::query!(
        "UPDATE threads t SET subject = u.subject, people = u.people, snippet = u.snippet, last_at = u.last_at,
             message_count = u.messages, unread_count = u.unread, flagged = u.flagged, answered = u.answered,
             attachments = u.attachments
         FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[], $5::timestamptz[], $6::int[], $7::int[], $8::bool[],
                     $9::bool[], $10::bool[])
              AS u (id, subject, people, snippet, last_at, messages, unread, flagged, answered, attachments)
         WHERE t.id = u.id",
        &ids,
        &subjects,
        &people as &[Json<&[Person]>],
        &snippets,
        &lasts,
        &counts,
        &unread,
        &flag(|summary| summary.flagged),
        &flag(|summary| summary.answered),
        &flag(|summary| summary.attachments),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Replaces the lines of these threads in every folder and keeps the folders' counts.
pub async fn replace_lines(
    tx: &mut Tx,
    workspace: WorkspaceId,
    threads: &[ThreadId],
    lines: &[FolderSummary],
) -> Result<()> {
    let ids: Vec<Uuid> = threads.iter().map(|id| id.0).collect();
    let mut counts = Counts::default();
    let old = sqlx::query!(
        "DELETE FROM thread_folders WHERE thread_id = ANY ($1) RETURNING folder_id, unread",
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for line in old {
        counts.add(FolderId(line.folder_id), -1, line.unread);
    }
    for line in lines {
        counts.add(line.folder, 1, line.unread);
    }
    let folders: Vec<Uuid> = lines.iter().map(|line| line.folder.0).collect();
    let of: Vec<Uuid> = lines.iter().map(|line| line.thread.0).collect();
    let lasts: Vec<DateTime<Utc>> = lines.iter().map(|line| line.last_at).collect();
    let unread: Vec<bool> = lines.iter().map(|line| line.unread).collect();
    let flagged: Vec<bool> = lines.iter().map(|line| line.flagged).collect();
    sqlx::query!(
        "INSERT INTO thread_folders (folder_id, thread_id, workspace_id, last_at, unread, flagged)
         SELECT u.folder, u.thread, $1, u.last_at, u.unread, u.flagged
         FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::bool[], $6::bool[])
              AS u (folder, thread, last_at, unread, flagged)",
        workspace.0,
        &folders,
        &of,
        &lasts,
        &unread,
        &flagged
    )
    .execute(&mut **tx)
    .await?;
    counts.store(tx).await
}

/// Changes of folders' counts: threads shown, threads with something unread.
#[derive(Debug, Default)]
pub struct Counts(BTreeMap<FolderId, (i32, i32)>);

impl Counts {
    pub fn add(&mut self, folder: FolderId, by: i32, unread: bool) {
        let entry = self.0.entry(folder).or_default();
        entry.0 += by;
        entry.1 += if unread { by } else { 0 };
    }

    pub async fn store(self, tx: &mut Tx) -> Result<()> {
        let changed: Vec<_> = self.0.into_iter().filter(|(_, change)| *change != (0, 0)).collect();
        let folders: Vec<Uuid> = changed.iter().map(|(folder, _)| folder.0).collect();
        let totals: Vec<i32> = changed.iter().map(|(_, (total, _))| *total).collect();
        let unread: Vec<i32> = changed.iter().map(|(_, (_, unread))| *unread).collect();
        sqlx::query!(
            "UPDATE folders f SET total = f.total + u.total, unread = f.unread + u.unread
             FROM unnest($1::uuid[], $2::int[], $3::int[]) AS u (id, total, unread) WHERE f.id = u.id",
            &folders,
            &totals,
            &unread
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}
