//! What lines, counts and ledger have to be, computed anew from placements and asked of Dovecot.

use super::office::{Desk, Office};
use anyhow::{Result, bail};
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Messages as they are shown: what is wanted, else what is.
const SHOWN: &str = "shown AS (
    SELECT p.thread_id, p.message_id, coalesce(p.wanted_folder_id, p.folder_id) AS folder_id, m.received_at, m.is_mine,
           m.has_attachments, NOT m.is_mine AND bool_or(NOT coalesce(p.wanted_seen, p.seen)) AS unread,
           bool_or(coalesce(p.wanted_flagged, p.flagged)) AS flagged
    FROM placements p JOIN messages m ON m.id = p.message_id
    GROUP BY 1, 2, 3, 4, 5, 6)";

/// Each finds what differs; the first column says what and where. They are asked in one snapshot.
fn questions() -> [String; 4] {
    [
        format!(
            "WITH {SHOWN}, due AS (
                 SELECT folder_id, thread_id, max(received_at) AS last_at, bool_or(unread) AS unread, bool_or(flagged) AS flagged,
                        count(*)::int AS messages
                 FROM shown GROUP BY 1, 2)
             SELECT 'line of ' || coalesce(d.thread_id, l.thread_id) || ' in ' || f.path || ': is ' || coalesce(l::text, 'missing')
                    || ', due ' || coalesce(d::text, 'none')
             FROM due d FULL JOIN thread_folders l ON l.folder_id = d.folder_id AND l.thread_id = d.thread_id
             JOIN folders f ON f.id = coalesce(d.folder_id, l.folder_id)
             WHERE (d.last_at, d.unread, d.flagged, d.messages) IS DISTINCT FROM (l.last_at, l.unread, l.flagged, l.messages)"
        ),
        format!(
            "WITH {SHOWN}, one AS (
                 SELECT thread_id, message_id, bool_or(unread) AS unread, bool_or(flagged) AS flagged FROM shown GROUP BY 1, 2),
             due AS (
                 SELECT thread_id, count(*)::int AS messages, (count(*) FILTER (WHERE unread))::int AS unread,
                        bool_or(flagged) AS flagged
                 FROM one GROUP BY 1)
             SELECT 'counts of ' || t.id || ': is ' || (t.message_count, t.unread_count, t.flagged)::text || ', due '
                    || coalesce(d::text, 'none')
             FROM threads t LEFT JOIN due d ON d.thread_id = t.id
             WHERE (t.message_count, t.unread_count, t.flagged)
                   IS DISTINCT FROM (coalesce(d.messages, 0), coalesce(d.unread, 0), coalesce(d.flagged, false))"
        ),
        "SELECT 'counts of ' || f.path || ': is ' || (f.total, f.unread)::text || ', due ' || (count(l.thread_id),
                count(*) FILTER (WHERE l.unread))::text
         FROM folders f LEFT JOIN thread_folders l ON l.folder_id = f.id
         GROUP BY f.id HAVING (f.total, f.unread) <> (count(l.thread_id), count(*) FILTER (WHERE l.unread))"
            .to_owned(),
        "SELECT 'placement ' || p.id || ' is of another thread than its message' FROM placements p
         JOIN messages m ON m.id = p.message_id WHERE m.thread_id <> p.thread_id"
            .to_owned(),
    ]
}

/// Lines and counts against placements. They are one whole at every moment, whatever is going on.
pub async fn lines(pool: &PgPool) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    let mut tx = pool.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(&mut *tx).await?;
    for question in questions() {
        let found: Vec<String> = sqlx::query_scalar(AssertSqlSafe(question)).fetch_all(&mut *tx).await?;
        complaints.extend(found);
    }
    Ok(complaints)
}

/// A message in a folder: UID, read, flagged.
type Lying = BTreeSet<(i64, bool, bool)>;

impl Office {
    /// Once nothing is under way: what lies in which folder, with which flags, is what Dovecot says, the ledger says so, and no
    /// wish is open.
    pub async fn agrees_with_dovecot(&self, desk: &Desk) -> Result<Vec<String>> {
        let mut complaints = Vec::new();
        let mut ours: BTreeMap<String, Lying> = BTreeMap::new();
        let rows: Vec<(String, Option<i64>, bool, bool, bool)> = sqlx::query_as(
            "SELECT f.path, p.uid::bigint, p.seen, p.flagged, p.wish_due IS NOT NULL FROM placements p JOIN folders f ON f.id = p.folder_id
             WHERE p.mailbox_id = $1",
        )
        .bind(desk.mailbox.0)
        .fetch_all(&self.pool)
        .await?;
        for (path, uid, seen, flagged, wish) in rows {
            match uid {
                Some(uid) => drop(ours.entry(path.clone()).or_default().insert((uid, seen, flagged))),
                None => complaints.push(format!("{path}: something without a UID")),
            }
            if wish {
                complaints.push(format!("{path}: an open wish"));
            }
        }
        let aside: Vec<String> = sqlx::query_scalar(
            "SELECT 'set aside: ' || s::text FROM set_aside s JOIN folders f ON f.id = s.folder_id WHERE f.mailbox_id = $1",
        )
        .bind(desk.mailbox.0)
        .fetch_all(&self.pool)
        .await?;
        complaints.extend(aside.into_iter().map(|row| row.chars().take(300).collect()));
        let user = desk.person.address;
        for folder in self.dovecot.folders(user).await? {
            let has = |flags: &[String], flag: &str| flags.iter().any(|other| other == flag);
            let theirs: Lying = self
                .dovecot
                .mails(user, &folder.path)
                .await?
                .iter()
                .map(|mail| (mail.uid.into(), has(&mail.flags, "\\Seen"), has(&mail.flags, "\\Flagged")))
                .collect();
            let ours = ours.remove(&folder.path).unwrap_or_default();
            let missing: Vec<_> = theirs.difference(&ours).collect();
            let surplus: Vec<_> = ours.difference(&theirs).collect();
            if !missing.is_empty() || !surplus.is_empty() {
                complaints.push(format!("{}: not ours {missing:?}, ours alone {surplus:?}", folder.path));
            }
        }
        complaints
            .extend(ours.into_iter().map(|(path, mails)| format!("{path} is not on the server: {mails:?}")));
        let report = self.kurier.mailboxes().report(self.anna.workspace).await?;
        for mailbox in report.mailboxes.iter().filter(|mailbox| mailbox.id == desk.mailbox) {
            if !mailbox.is_in_order() {
                complaints.push(format!("the ledger is not in order: {mailbox:?}"));
            }
        }
        Ok(complaints)
    }

    /// The same, as soon as it is so; lines and counts have to be right all the while.
    pub async fn settle(&self, desk: &Desk, patience: Duration) -> Result<()> {
        let began = Instant::now();
        let mut last = Vec::new();
        loop {
            let wrong = lines(&self.pool).await?;
            if !wrong.is_empty() {
                bail!("lines and counts differ from placements:\n{}", wrong.join("\n"));
            }
            let passed = self.pass(desk, patience.saturating_sub(began.elapsed())).await;
            let complaints = match &passed {
                Ok(()) => self.agrees_with_dovecot(desk).await?,
                Err(error) => vec![error.to_string()],
            };
            if complaints.is_empty() {
                return Ok(());
            }
            if began.elapsed() > patience || passed.is_err() {
                let state = self.mailbox(desk).await?.state;
                bail!(
                    "{} is {state:?} and does not come to rest:\n{}\nbefore:\n{}",
                    desk.person.address,
                    complaints.join("\n"),
                    last.join("\n")
                );
            }
            last = complaints;
        }
    }

    /// As if the time until refused wishes are tried again had passed.
    pub async fn hurry(&self) -> Result<()> {
        sqlx::query("UPDATE placements SET wish_due = now() WHERE wish_due > now()")
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Message-IDs of a person's mail on the server, over all folders, each as often as it lies there.
    pub async fn on_the_server(&self, desk: &Desk) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for folder in self.dovecot.folders(desk.person.address).await? {
            let mails = self.dovecot.mails(desk.person.address, &folder.path).await?;
            ids.extend(mails.into_iter().map(|mail| bare(&mail.message_id)));
        }
        ids.sort();
        Ok(ids)
    }
}

/// Without angle brackets.
pub fn bare(id: &str) -> String {
    id.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}
