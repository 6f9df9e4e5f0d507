//! SQL of intake: whole batches by arrays, one statement a table.

use super::{
    Destination,
    prepare::{Facts, Prepared, Recipients},
};
use crate::{
    db::Tx,
    error::{Error, Result},
    mailboxes,
};
use chrono::{DateTime, Utc};
use kurier_model::{
    Address, AttachmentId, ContentId, MailboxId, MessageId, PlacementId, SetAsideId, ThreadId, WorkspaceId,
};
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A message that is not stored yet.
#[derive(Clone, Copy, Debug)]
pub struct NewMessage<'a> {
    pub id: MessageId,
    pub thread: ThreadId,
    pub content: ContentId,
    pub received_at: DateTime<Utc>,
    pub is_mine: bool,
    pub facts: &'a Facts,
    pub prepared: &'a Prepared,
}

/// Stores raw bytes that are not there yet; answers with the id of each digest.
pub async fn put_contents(
    tx: &mut Tx,
    workspace: WorkspaceId,
    mail: &[&Prepared],
) -> Result<HashMap<[u8; 32], ContentId>> {
    // In the order of digests, so that two mailboxes that store the same mail at once wait instead of dead-locking.
    let distinct: BTreeMap<[u8; 32], &Prepared> =
        mail.iter().map(|message| (message.digest, *message)).collect();
    let ids: Vec<Uuid> = distinct.iter().map(|_| ContentId::new().0).collect();
    let digests: Vec<Vec<u8>> = distinct.keys().map(|digest| digest.to_vec()).collect();
    let raws: Vec<&[u8]> =
        distinct.values().map(|message| message.raw.as_deref().unwrap_or_default()).collect();
    let sizes: Vec<i32> =
        distinct.values().map(|message| i32::try_from(message.size).unwrap_or(i32::MAX)).collect();
    let new = sqlx::query!(
        "INSERT INTO contents (id, workspace_id, digest, raw, size)
         SELECT id, $1, digest, raw, size FROM unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::int[]) AS u (id, digest, raw, size)
         ON CONFLICT (workspace_id, digest) DO NOTHING RETURNING id, digest",
        workspace.0,
        &ids,
        &digests,
        &raws as &[&[u8]],
        &sizes,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: Vec<(Uuid, Vec<u8>)> = new.into_iter().map(|row| (row.id, row.digest)).collect();
    if found.len() < digests.len() {
        let rows = sqlx::query!(
            "SELECT id, digest FROM contents WHERE workspace_id = $1 AND digest = ANY ($2)",
            workspace.0,
            &digests
        )
        .fetch_all(&mut **tx)
        .await?;
        found = rows.into_iter().map(|row| (row.id, row.digest)).collect();
    }
    found
        .into_iter()
        .map(|(id, digest)| {
            Ok((digest.try_into().map_err(|_| Error::internal("a digest is not 32 bytes"))?, ContentId(id)))
        })
        .collect()
}

/// Which of these contents the mailbox has as messages already.
pub async fn known_messages(
    tx: &mut Tx,
    mailbox: MailboxId,
    contents: &HashMap<[u8; 32], ContentId>,
) -> Result<HashMap<ContentId, (MessageId, ThreadId)>> {
    let ids: Vec<Uuid> = contents.values().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "SELECT content_id, id, thread_id FROM messages WHERE mailbox_id = $1 AND content_id = ANY ($2)",
        mailbox.0,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (ContentId(row.content_id), (MessageId(row.id), ThreadId(row.thread_id))))
        .collect())
}

pub async fn put_messages(tx: &mut Tx, to: &Destination, new: &[NewMessage<'_>]) -> Result<()> {
    let column = |of: fn(&NewMessage<'_>) -> Uuid| new.iter().map(of).collect::<Vec<Uuid>>();
    let text = |of: &dyn Fn(&NewMessage<'_>) -> String| new.iter().map(of).collect::<Vec<String>>();
    let from = |of: &dyn Fn(&Address) -> Option<String>| -> Vec<Option<String>> {
        new.iter().map(|message| message.facts.from.as_ref().and_then(of)).collect()
    };
    let recipients: Vec<Json<&Recipients>> =
        new.iter().map(|message| Json(&message.facts.recipients)).collect();
    let dates: Vec<Option<DateTime<Utc>>> = new.iter().map(|message| message.facts.parsed.date).collect();
    let received: Vec<DateTime<Utc>> = new.iter().map(|message| message.received_at).collect();
    let sizes: Vec<i32> =
        new.iter().map(|message| i32::try_from(message.prepared.size).unwrap_or(i32::MAX)).collect();
    let flag = |of: fn(&NewMessage<'_>) -> bool| new.iter().map(of).collect::<Vec<bool>>();
    sqlx::query!(
        "INSERT INTO messages (id, workspace_id, mailbox_id, thread_id, content_id, message_id, subject, from_name,
                               from_address, from_key, recipients, date, received_at, snippet, size, is_mine, automatic,
                               has_attachments)
         SELECT u.id, $1, $2, u.thread, u.content, u.message_id, u.subject, u.from_name, u.from_address, u.from_key,
                u.recipients, u.date, u.received_at, u.snippet, u.size, u.is_mine,
                -- Our own mail may carry a way out (RFC 8058), which in others' is the mark of a machine.
                u.automatic AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = u.message_id AND o.mailbox_id = $2),
                u.has_attachments
         FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                     $11::jsonb[], $12::timestamptz[], $13::timestamptz[], $14::text[], $15::int[], $16::bool[],
                     $17::bool[], $18::bool[])
              AS u (id, thread, content, message_id, subject, from_name, from_address, from_key, recipients, date,
                    received_at, snippet, size, is_mine, automatic, has_attachments)",
        to.workspace.0,
        to.mailbox.0,
        &column(|message| message.id.0),
        &column(|message| message.thread.0),
        &column(|message| message.content.0),
        &text(&|message| message.facts.message_id.clone()),
        &text(&|message| message.facts.parsed.subject.clone()),
        &from(&|from| from.name.clone()) as &[Option<String>],
        &from(&|from| Some(from.address.clone())) as &[Option<String>],
        &new.iter().map(|message| message.facts.from_key.clone()).collect::<Vec<_>>() as &[Option<String>],
        &recipients as &[Json<&Recipients>],
        &dates as &[Option<DateTime<Utc>>],
        &received,
        &text(&|message| message.facts.parsed.snippet.clone()),
        &sizes,
        &flag(|message| message.is_mine),
        &flag(|message| message.facts.parsed.is_automatic()),
        &flag(|message| message.facts.parsed.visible_attachments().next().is_some()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// They become searchable a moment later.
pub async fn queue_for_search(tx: &mut Tx, workspace: WorkspaceId, new: &[NewMessage<'_>]) -> Result<()> {
    let ids: Vec<Uuid> = new.iter().map(|message| message.id.0).collect();
    sqlx::query!(
        "INSERT INTO index_queue (message_id, workspace_id) SELECT id, $1 FROM unnest($2::uuid[]) AS u (id)",
        workspace.0,
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn put_attachments(tx: &mut Tx, workspace: WorkspaceId, new: &[NewMessage<'_>]) -> Result<()> {
    let all: Vec<_> = new
        .iter()
        .flat_map(|message| {
            message.facts.parsed.attachments.iter().map(move |attachment| (message.id, attachment))
        })
        .collect();
    if all.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = all.iter().map(|_| AttachmentId::new().0).collect();
    let messages: Vec<Uuid> = all.iter().map(|(message, _)| message.0).collect();
    let parts: Vec<i32> =
        all.iter().map(|(_, attachment)| i32::try_from(attachment.index).unwrap_or(i32::MAX)).collect();
    let names: Vec<String> = all.iter().map(|(_, attachment)| attachment.name.clone()).collect();
    let types: Vec<String> = all.iter().map(|(_, attachment)| attachment.media_type.clone()).collect();
    let sizes: Vec<i64> =
        all.iter().map(|(_, attachment)| i64::try_from(attachment.size).unwrap_or(i64::MAX)).collect();
    let cids: Vec<Option<String>> = all.iter().map(|(_, attachment)| attachment.content_id.clone()).collect();
    let inline: Vec<bool> = all.iter().map(|(_, attachment)| attachment.inline).collect();
    sqlx::query!(
        "INSERT INTO attachments (id, workspace_id, message_id, part, name, media_type, size, content_id, inline)
         SELECT u.id, $1, u.message, u.part, u.name, u.media_type, u.size, u.cid, u.inline
         FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bool[])
              AS u (id, message, part, name, media_type, size, cid, inline)",
        workspace.0,
        &ids,
        &messages,
        &parts,
        &names,
        &types,
        &sizes,
        &cids as &[Option<String>],
        &inline,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Tells Postgres how large the tables are by now, where it does not know.
pub async fn analyze_grown(tx: &mut Tx) -> Result<()> {
    sqlx::query!(r#"SELECT kurier_analyze_grown()::text AS "done""#).fetch_one(&mut **tx).await?;
    Ok(())
}

/// What came, as the server has it in the folder.
struct Placed {
    messages: Vec<Uuid>,
    threads: Vec<Uuid>,
    uids: Vec<i64>,
    seen: Vec<bool>,
    flagged: Vec<bool>,
    answered: Vec<bool>,
    draft: Vec<bool>,
    modseqs: Vec<Option<i64>>,
}

impl Placed {
    fn of(mail: &[&Prepared], message_of: &HashMap<&[u8; 32], (MessageId, ThreadId)>) -> Self {
        let placed: Vec<(&Prepared, MessageId, ThreadId)> = mail
            .iter()
            .filter_map(|message| {
                message_of.get(&message.digest).map(|(id, thread)| (*message, *id, *thread))
            })
            .collect();
        let flag = |of: fn(&Prepared) -> bool| {
            placed.iter().map(|(prepared, ..)| of(prepared)).collect::<Vec<bool>>()
        };
        Self {
            messages: placed.iter().map(|(_, message, _)| message.0).collect(),
            threads: placed.iter().map(|(_, _, thread)| thread.0).collect(),
            uids: placed.iter().map(|(prepared, ..)| i64::from(prepared.uid)).collect(),
            seen: flag(|prepared| prepared.flags.seen),
            flagged: flag(|prepared| prepared.flags.flagged),
            answered: flag(|prepared| prepared.flags.answered),
            draft: flag(|prepared| prepared.flags.draft),
            modseqs: placed
                .iter()
                .map(|(prepared, ..)| prepared.modseq.and_then(|modseq| i64::try_from(modseq).ok()))
                .collect(),
        }
    }
}

/// Puts messages in the folder. One that we moved here ourselves and that had no UID yet gets it.
pub async fn put_placements(
    tx: &mut Tx,
    to: &Destination,
    mail: &[&Prepared],
    message_of: &HashMap<&[u8; 32], (MessageId, ThreadId)>,
) -> Result<()> {
    let placed = Placed::of(mail, message_of);
    if is_waited_for(tx, to).await? {
        give_uids(tx, to, &placed).await?;
    }
    let ids: Vec<Uuid> = placed.messages.iter().map(|_| PlacementId::new().0).collect();
    sqlx::query!(
        "INSERT INTO placements (id, workspace_id, mailbox_id, folder_id, message_id, thread_id, uid, seen, flagged, answered,
                                 draft, modseq)
         SELECT u.id, $1, $2, $3, u.message, u.thread, u.uid, u.seen, u.flagged, u.answered, u.draft, u.modseq
         FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::bool[], $9::bool[], $10::bool[], $11::bool[],
                     $12::bigint[]) AS u (id, message, thread, uid, seen, flagged, answered, draft, modseq)
         ON CONFLICT (folder_id, uid) DO NOTHING",
        to.workspace.0,
        to.mailbox.0,
        to.folder.0,
        &ids,
        &placed.messages,
        &placed.threads,
        &placed.uids,
        &placed.seen,
        &placed.flagged,
        &placed.answered,
        &placed.draft,
        &placed.modseqs as &[Option<i64>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether something lies in the folder that has no UID yet.
async fn is_waited_for(tx: &mut Tx, to: &Destination) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM placements WHERE folder_id = $1 AND uid IS NULL) AS "waits!""#,
        to.folder.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// As many of the placements that wait are served as messages came, each by one: two mails may be the same to the byte.
async fn give_uids(tx: &mut Tx, to: &Destination, placed: &Placed) -> Result<()> {
    sqlx::query!(
        "UPDATE placements p SET uid = pairs.uid, seen = pairs.seen, flagged = pairs.flagged, answered = pairs.answered,
             draft = pairs.draft, modseq = pairs.modseq
         FROM (SELECT w.id, c.uid, c.seen, c.flagged, c.answered, c.draft, c.modseq
               FROM (SELECT u.*, row_number() OVER (PARTITION BY u.message ORDER BY u.uid) AS turn
                     FROM unnest($2::uuid[], $3::bigint[], $4::bool[], $5::bool[], $6::bool[], $7::bool[], $8::bigint[])
                          AS u (message, uid, seen, flagged, answered, draft, modseq)
                     WHERE NOT EXISTS (SELECT 1 FROM placements q WHERE q.folder_id = $1 AND q.uid = u.uid)) c
               JOIN (SELECT w.id, w.message_id, row_number() OVER (PARTITION BY w.message_id ORDER BY w.id) AS turn
                     FROM placements w WHERE w.folder_id = $1 AND w.uid IS NULL AND w.message_id = ANY ($2)) w
                 ON w.message_id = c.message AND w.turn = c.turn) pairs
         WHERE p.id = pairs.id",
        to.folder.0,
        &placed.messages,
        &placed.uids,
        &placed.seen,
        &placed.flagged,
        &placed.answered,
        &placed.draft,
        &placed.modseqs as &[Option<i64>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn set_aside(tx: &mut Tx, to: &Destination, aside: &[&Prepared]) -> Result<()> {
    for message in aside {
        let Some((kind, told)) = message.set_aside() else { continue };
        sqlx::query!(
            "INSERT INTO set_aside (id, workspace_id, mailbox_id, folder_id, uid, reason, raw, size)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (folder_id, uid) DO NOTHING",
            SetAsideId::new().0,
            to.workspace.0,
            to.mailbox.0,
            to.folder.0,
            i64::from(message.uid),
            mailboxes::set_aside_kept(kind, told).replace('\0', " "),
            message.raw.as_deref(),
            i64::try_from(message.size).unwrap_or(i64::MAX),
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
