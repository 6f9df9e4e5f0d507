//! SQL of wishes.

use super::{Place, RefusedWish, Wanted};
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::{
    FolderId, MailboxId, MessageId, PlacementId, ThreadId,
    wish::{Refusal, RefusalReason, Wish},
};
use uuid::Uuid;

fn uuids(placements: &[PlacementId]) -> Vec<Uuid> {
    placements.iter().map(|id| id.0).collect()
}

/// Due at once, with all attempts before it. What was refused before is forgotten: this is the person's last word.
pub async fn want(tx: &mut Tx, placements: &[PlacementId], wanted: Wanted) -> Result<()> {
    sqlx::query!(
        "UPDATE placements SET wanted_folder_id = coalesce($2, wanted_folder_id), wanted_seen = coalesce($3, wanted_seen),
             wanted_flagged = coalesce($4, wanted_flagged), wanted_answered = coalesce($5, wanted_answered),
             wish_due = now(), wish_attempts = 0, refused = NULL
         WHERE id = ANY ($1)",
        &uuids(placements),
        wanted.folder.map(|folder| folder.0),
        wanted.seen,
        wanted.flagged,
        wanted.answered,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Given up: the messages are shown as they are, and what was wanted is kept beside the reason.
pub async fn refuse(tx: &mut Tx, placements: &[Uuid], reason: RefusalReason, answer: &str) -> Result<()> {
    if placements.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE placements p SET
             refused = jsonb_strip_nulls(jsonb_build_object('folder', p.wanted_folder_id,
                 'path', (SELECT path FROM folders f WHERE f.id = p.wanted_folder_id), 'seen', p.wanted_seen,
                 'flagged', p.wanted_flagged, 'answered', p.wanted_answered, 'reason', $2::jsonb, 'answer', $3::text,
                 'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'))),
             wanted_folder_id = NULL, wanted_seen = NULL, wanted_flagged = NULL, wanted_answered = NULL, wish_due = NULL,
             wish_attempts = 0
         WHERE id = ANY ($1)",
        placements,
        serde_json::to_value(reason)?,
        answer.replace('\0', " "),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is wanted of the flags of placements that are about to end, for [`hand_over`]: the message may only have been moved by another
/// program.
pub async fn keep(tx: &mut Tx, placements: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "INSERT INTO wishes_on_the_way (message_id, workspace_id, seen, flagged, answered)
         SELECT DISTINCT ON (message_id) message_id, workspace_id, wanted_seen, wanted_flagged, wanted_answered
         FROM placements
         WHERE id = ANY ($1) AND (wanted_seen IS NOT NULL OR wanted_flagged IS NOT NULL OR wanted_answered IS NOT NULL)
         ORDER BY message_id, wish_due DESC NULLS LAST
         ON CONFLICT (message_id) DO UPDATE SET seen = excluded.seen, flagged = excluded.flagged, answered = excluded.answered",
        placements
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Wherever these messages lie now, what is still wanted of them is wanted there. What lies nowhere waits.
pub async fn hand_over(tx: &mut Tx, messages: &[MessageId]) -> Result<()> {
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    sqlx::query!(
        "WITH wanted AS (
             DELETE FROM wishes_on_the_way w
             WHERE w.message_id = ANY ($1) AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = w.message_id)
             RETURNING w.message_id, w.seen, w.flagged, w.answered)
         UPDATE placements p SET wanted_seen = coalesce(p.wanted_seen, w.seen),
                wanted_flagged = coalesce(p.wanted_flagged, w.flagged),
                wanted_answered = coalesce(p.wanted_answered, w.answered), wish_due = now(), wish_attempts = 0
         FROM wanted w WHERE p.message_id = w.message_id",
        &messages
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Every refusal in mailboxes that the actor may see, one a placement and kind, latest first.
pub async fn refused(tx: &mut Tx, actor: &Actor) -> Result<Vec<Refusal>> {
    let rows = sqlx::query!(
        r#"SELECT p.mailbox_id, p.thread_id, p.refused AS "refused!", f.path AS "path?"
           FROM placements p LEFT JOIN folders f ON f.id = (p.refused ->> 'folder')::uuid
           WHERE p.refused IS NOT NULL AND may_see(p.mailbox_id, $1) ORDER BY p.refused ->> 'at' DESC LIMIT 2000"#,
        actor.user.map(|user| user.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut refusals = Vec::new();
    for row in rows {
        let refused: RefusedWish = serde_json::from_value(row.refused)?;
        let path = row.path.or(refused.path);
        let wishes = [
            path.map(|to| Wish::Move { to }),
            refused.seen.map(|seen| if seen { Wish::Read } else { Wish::Unread }),
            refused.flagged.map(|flagged| if flagged { Wish::Flagged } else { Wish::Unflagged }),
            refused.answered.map(|_| Wish::Answered),
        ];
        refusals.extend(wishes.into_iter().flatten().map(|wish| Refusal {
            mailbox: MailboxId(row.mailbox_id),
            wish,
            reason: refused.reason.unwrap_or(RefusalReason::Refused),
            answer: refused.answer.clone(),
            at: refused.at.unwrap_or_default(),
            threads: vec![ThreadId(row.thread_id)],
            messages: 1,
        }));
    }
    Ok(refusals)
}

/// Those of these threads that the actor may see, with their mailboxes.
pub async fn visible(tx: &mut Tx, actor: &Actor, threads: &[ThreadId]) -> Result<Vec<(MailboxId, ThreadId)>> {
    let ids: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query!(
        "SELECT mailbox_id, id FROM threads WHERE id = ANY ($1) AND may_see(mailbox_id, $2)",
        &ids,
        actor.user.map(|user| user.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (MailboxId(row.mailbox_id), ThreadId(row.id))).collect())
}

pub async fn refused_places(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<Place>> {
    let ids: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query!(
        r#"SELECT id, message_id, thread_id, coalesce(wanted_folder_id, folder_id) AS "folder_id!" FROM placements
           WHERE thread_id = ANY ($1) AND refused IS NOT NULL"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Place {
            placement: PlacementId(row.id),
            message: MessageId(row.message_id),
            thread: ThreadId(row.thread_id),
            folder: FolderId(row.folder_id),
        })
        .collect())
}

/// Wants again what was refused (where its folder is still there), or forgets it.
pub async fn answer(tx: &mut Tx, placements: &[PlacementId], once_more: bool) -> Result<()> {
    sqlx::query!(
        "UPDATE placements p SET refused = NULL, wish_attempts = 0,
             wish_due = CASE WHEN $2 THEN now() ELSE p.wish_due END,
             wanted_folder_id = CASE WHEN $2 THEN coalesce(
                 (SELECT f.id FROM folders f WHERE f.id = (p.refused ->> 'folder')::uuid AND f.gone_at IS NULL), p.wanted_folder_id)
                 ELSE p.wanted_folder_id END,
             wanted_seen = CASE WHEN $2 THEN coalesce((p.refused ->> 'seen')::boolean, p.wanted_seen) ELSE p.wanted_seen END,
             wanted_flagged = CASE WHEN $2 THEN coalesce((p.refused ->> 'flagged')::boolean, p.wanted_flagged)
                              ELSE p.wanted_flagged END,
             wanted_answered = CASE WHEN $2 THEN coalesce((p.refused ->> 'answered')::boolean, p.wanted_answered)
                               ELSE p.wanted_answered END
         WHERE p.id = ANY ($1)",
        &uuids(placements),
        once_more,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
