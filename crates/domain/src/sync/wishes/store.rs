//! SQL of wishes as the watcher fulfils them.

use super::flag::Flag;
use super::{Due, Opened};
use crate::sync::{Watched, store::change};
use crate::{
    db::{Db, Tx},
    error::{Result, again},
    events, lines, wishes,
};
use kurier_model::{FolderId, MessageId, PlacementId, ThreadId, live::News, wish::RefusalReason};
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// Folders in which something is due of a message whose UID is not known.
pub async fn without_uid(db: &Db, watched: &Watched) -> Result<Vec<FolderId>> {
    let mut tx = watched.tx(db).await?;
    let rows = sqlx::query_scalar!(
        "SELECT DISTINCT folder_id FROM placements WHERE mailbox_id = $1 AND wish_due <= now() AND uid IS NULL",
        watched.lease.mailbox.0
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(rows.into_iter().map(FolderId).collect())
}

/// What is due, written down as tried: after 5, 10, 20 … seconds, ten minutes at most, it is due again.
pub async fn take_due(db: &Db, watched: &Watched, limit: i64) -> Result<Vec<Due>> {
    again(|| async {
        let mut tx = watched.tx(db).await?;
        let rows = sqlx::query!(
            r#"WITH due AS (
                   UPDATE placements SET wish_attempts = wish_attempts + 1,
                          wish_due = now() + least(interval '5 s' * 2 ^ least(wish_attempts, 10), interval '10 min')
                   WHERE id IN (SELECT id FROM placements WHERE mailbox_id = $1 AND wish_due <= now()
                                ORDER BY wish_due LIMIT $2)
                   RETURNING *)
               SELECT d.id AS "id!", d.folder_id AS "folder_id!", f.raw_name, f.uidvalidity, d.uid, d.seen AS "seen!",
                      d.flagged AS "flagged!",
                      d.answered AS "answered!", d.wanted_seen, d.wanted_flagged, d.wanted_answered, d.wanted_folder_id,
                      t.raw_name AS "target?", t.uidvalidity AS "target_validity?", d.wish_attempts AS "attempts!",
                      coalesce(d.copied_to = d.wanted_folder_id, false) AS "is_copy_begun!"
               FROM due d JOIN folders f ON f.id = d.folder_id LEFT JOIN folders t ON t.id = d.wanted_folder_id"#,
            watched.lease.mailbox.0,
            limit
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(rows
            .into_iter()
            .map(|row| Due {
                placement: PlacementId(row.id),
                folder: Opened { id: FolderId(row.folder_id), raw_name: row.raw_name, validity: row.uidvalidity },
                uid: row.uid.and_then(|uid| u32::try_from(uid).ok()),
                seen: (row.seen, row.wanted_seen),
                flagged: (row.flagged, row.wanted_flagged),
                answered: (row.answered, row.wanted_answered),
                target: row.wanted_folder_id.zip(row.target).map(|(id, raw_name)| Opened {
                    id: FolderId(id),
                    raw_name,
                    validity: row.target_validity,
                }),
                is_copy_begun: row.is_copy_begun,
                attempts: row.attempts,
            })
            .collect())
    })
    .await
}

/// When the next wish is due, from now.
pub async fn next_due(db: &Db, watched: &Watched) -> Result<Option<Duration>> {
    let mut tx = watched.tx(db).await?;
    let seconds = sqlx::query_scalar!(
        "SELECT extract(epoch FROM min(wish_due) - now())::float8 FROM placements WHERE mailbox_id = $1 AND wish_due IS NOT NULL",
        watched.lease.mailbox.0
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(seconds.map(|seconds| Duration::from_secs_f64(seconds.max(0.0))))
}

/// The server has a flag as it was wanted. What is shown mostly stays the same; not where the wish was given up meanwhile for
/// another part of it.
pub async fn flag_done(
    db: &Db,
    watched: &Watched,
    placements: &[Uuid],
    flag: Flag,
    value: bool,
) -> Result<()> {
    if placements.is_empty() {
        return Ok(());
    }
    again(|| put_flag(db, watched, placements, flag, value)).await
}

async fn put_flag(db: &Db, watched: &Watched, placements: &[Uuid], flag: Flag, value: bool) -> Result<()> {
    let of = |this: Flag| (flag == this).then_some(value);
    let mut tx = watched.tx(db).await?;
    let found = concerned(&mut tx, placements).await?;
    let change = change(&mut tx, watched, found.into_iter()).await?;
    sqlx::query!(
        "UPDATE placements SET
             seen = coalesce($2, seen), wanted_seen = CASE WHEN wanted_seen = $2 THEN NULL ELSE wanted_seen END,
             flagged = coalesce($3, flagged), wanted_flagged = CASE WHEN wanted_flagged = $3 THEN NULL ELSE wanted_flagged END,
             answered = coalesce($4, answered),
             wanted_answered = CASE WHEN wanted_answered = $4 THEN NULL ELSE wanted_answered END
         WHERE id = ANY ($1)",
        placements,
        of(Flag::Seen),
        of(Flag::Flagged),
        of(Flag::Answered),
    )
    .execute(&mut *tx)
    .await?;
    change.apply(&mut tx).await?;
    Ok(tx.commit().await?)
}

/// The threads and messages of placements.
async fn concerned(tx: &mut Tx, placements: &[Uuid]) -> Result<Vec<(ThreadId, MessageId)>> {
    let rows = sqlx::query!("SELECT thread_id, message_id FROM placements WHERE id = ANY ($1)", placements)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (ThreadId(row.thread_id), MessageId(row.message_id))).collect())
}

/// Of these placements those whose message lies in this folder too, with its UID there.
pub async fn lying_in(
    db: &Db,
    watched: &Watched,
    folder: FolderId,
    placements: &[Uuid],
) -> Result<HashMap<PlacementId, u32>> {
    let mut tx = watched.tx(db).await?;
    let rows = sqlx::query!(
        r#"SELECT p.id, max(q.uid) AS "uid!" FROM placements p
           JOIN placements q ON q.folder_id = $2 AND q.message_id = p.message_id AND q.uid IS NOT NULL
           WHERE p.id = ANY ($1) AND p.folder_id <> $2 GROUP BY p.id"#,
        placements,
        folder.0
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((PlacementId(row.id), u32::try_from(row.uid).ok()?))).collect())
}

/// Written down before these are copied into a folder; `None`: they are not there.
pub async fn copying(db: &Db, watched: &Watched, placements: &[Uuid], to: Option<FolderId>) -> Result<()> {
    again(|| async {
        let mut tx = watched.tx(db).await?;
        sqlx::query!(
            "UPDATE placements SET copied_to = $2 WHERE id = ANY ($1)",
            placements,
            to.map(|folder| folder.0)
        )
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// The server has moved these: they lie in the target folder now, with the UID that it told or without one.
pub async fn moved(db: &Db, watched: &Watched, target: FolderId, done: &[(&Due, Option<u32>)]) -> Result<()> {
    let ids: Vec<Uuid> = done.iter().map(|(due, _)| due.placement.0).collect();
    let uids: Vec<Option<i64>> = done.iter().map(|(_, uid)| uid.map(i64::from)).collect();
    again(|| async {
        let mut tx = watched.tx(db).await?;
        let rows = sqlx::query!("SELECT folder_id, thread_id, message_id FROM placements WHERE id = ANY ($1)", &ids)
            .fetch_all(&mut *tx)
            .await?;
        let found = rows.iter().map(|row| (ThreadId(row.thread_id), MessageId(row.message_id)));
        let change = change(&mut tx, watched, found).await?;
        // A look at the target folder that saw them first (after a crash) has placed them already.
        sqlx::query!(
            "DELETE FROM placements p USING unnest($1::uuid[], $2::bigint[]) AS u (id, uid)
             WHERE p.id = u.id AND EXISTS (SELECT 1 FROM placements q WHERE q.folder_id = $3 AND q.uid = u.uid AND q.id <> p.id)",
            &ids,
            &uids as &[Option<i64>],
            target.0
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "UPDATE placements p SET folder_id = $3, uid = u.uid, modseq = NULL, copied_to = NULL,
                 wanted_folder_id = CASE WHEN p.wanted_folder_id = $3 THEN NULL ELSE p.wanted_folder_id END
             FROM unnest($1::uuid[], $2::bigint[]) AS u (id, uid) WHERE p.id = u.id",
            &ids,
            &uids as &[Option<i64>],
            target.0
        )
        .execute(&mut *tx)
        .await?;
        // So that the ledger agrees until the folders are looked at again.
        let from: Vec<Uuid> = rows.iter().map(|row| row.folder_id).collect();
        sqlx::query!(
            "UPDATE folders f SET server_count = greatest(0, f.server_count - n.left_it + n.came)
             FROM (SELECT id, sum(left_it)::int AS left_it, sum(came)::int AS came
                   FROM (SELECT id, 1 AS left_it, 0 AS came FROM unnest($1::uuid[]) AS u (id)
                         UNION ALL SELECT $2, 0, $3) m GROUP BY id) n
             WHERE f.id = n.id",
            &from,
            target.0,
            i32::try_from(uids.iter().flatten().count()).unwrap_or(i32::MAX),
        )
        .execute(&mut *tx)
        .await?;
        change.apply(&mut tx).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Ends the wishes of which everything is as it is wanted.
pub async fn end_fulfilled(db: &Db, watched: &Watched, due: &[Due]) -> Result<()> {
    let ids: Vec<Uuid> = due.iter().map(|due| due.placement.0).collect();
    again(|| async {
        let mut tx = watched.tx(db).await?;
        // What was the same already was not asked of the server, and is compared here with what was taken on: a wish that a
        // person changed meanwhile stays.
        let seen: Vec<Option<bool>> = due.iter().map(|due| due.seen.1).collect();
        let flagged: Vec<Option<bool>> = due.iter().map(|due| due.flagged.1).collect();
        let answered: Vec<Option<bool>> = due.iter().map(|due| due.answered.1).collect();
        sqlx::query!(
            "UPDATE placements p SET
                 wanted_seen = CASE WHEN p.wanted_seen = p.seen AND p.wanted_seen = u.seen THEN NULL ELSE p.wanted_seen END,
                 wanted_flagged = CASE WHEN p.wanted_flagged = p.flagged AND p.wanted_flagged = u.flagged THEN NULL
                                  ELSE p.wanted_flagged END,
                 wanted_answered = CASE WHEN p.wanted_answered = p.answered AND p.wanted_answered = u.answered THEN NULL
                                   ELSE p.wanted_answered END,
                 wanted_folder_id = nullif(p.wanted_folder_id, p.folder_id)
             FROM unnest($1::uuid[], $2::bool[], $3::bool[], $4::bool[]) AS u (id, seen, flagged, answered) WHERE p.id = u.id",
            &ids,
            &seen as &[Option<bool>],
            &flagged as &[Option<bool>],
            &answered as &[Option<bool>],
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "UPDATE placements SET wish_due = NULL, wish_attempts = 0
             WHERE id = ANY ($1) AND wanted_seen IS NULL AND wanted_flagged IS NULL AND wanted_answered IS NULL
               AND wanted_folder_id IS NULL",
            &ids
        )
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Takes wishes back, visibly.
pub async fn give_up(
    db: &Db,
    watched: &Watched,
    placements: &[Uuid],
    reason: RefusalReason,
    answer: &str,
) -> Result<()> {
    again(|| async {
        let mut tx = watched.tx(db).await?;
        let found = concerned(&mut tx, placements).await?;
        let change = change(&mut tx, watched, found.into_iter()).await?;
        // Asked under the lock: one that a person wished anew since it was taken on has no attempts yet, and stays.
        let still = sqlx::query_scalar!(
            "SELECT id FROM placements WHERE id = ANY ($1) AND wish_attempts > 0",
            placements
        )
        .fetch_all(&mut *tx)
        .await?;
        wishes::store::refuse(&mut tx, &still, reason, answer).await?;
        let threads = change.apply(&mut tx).await?;
        let (mailbox, workspace) = (watched.lease.mailbox, watched.lease.workspace);
        let threads = lines::names(&mut tx, &threads).await?;
        let news = News::Threads { mailbox, folders: Vec::new(), threads, arrived: 0 };
        events::notify(&mut tx, workspace, &news).await?;
        events::notify(&mut tx, workspace, &News::Mailbox { mailbox }).await?;
        Ok(tx.commit().await?)
    })
    .await
}
