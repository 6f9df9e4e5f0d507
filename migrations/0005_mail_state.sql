-- Mail state: what a person wants stands beside what the server has, on the placement itself; lines and counts are kept by
-- differences; threads that were merged keep their row.

-- Wishes. NULL: nothing is wanted that is not so. Shown is what is wanted, else what is.
ALTER TABLE placements ADD COLUMN wanted_folder_id uuid REFERENCES folders ON DELETE SET NULL;
ALTER TABLE placements ADD COLUMN wanted_seen boolean;
ALTER TABLE placements ADD COLUMN wanted_flagged boolean;
ALTER TABLE placements ADD COLUMN wanted_answered boolean;
ALTER TABLE placements ADD COLUMN wish_due timestamptz;       -- when it is to be made so (again); NULL: no wish
ALTER TABLE placements ADD COLUMN wish_attempts integer NOT NULL DEFAULT 0;
ALTER TABLE placements ADD COLUMN refused jsonb;              -- a wish that was given up: what, why, when (RefusedWish)
CREATE INDEX placements_wishes ON placements (mailbox_id, wish_due) WHERE wish_due IS NOT NULL;
CREATE INDEX placements_refused ON placements (mailbox_id) WHERE refused IS NOT NULL;
CREATE INDEX placements_without_uid ON placements (folder_id) WHERE uid IS NULL;
CREATE INDEX placements_wanted_folder ON placements (wanted_folder_id) WHERE wanted_folder_id IS NOT NULL;

-- What the lines are made of, so that a change costs what changed and not what is there.
ALTER TABLE threads ADD COLUMN merged_into uuid REFERENCES threads;   -- always a thread that is not merged itself
ALTER TABLE threads ADD COLUMN flagged_count integer NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN answered_count integer NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN attachment_count integer NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN others_count integer NOT NULL DEFAULT 0;  -- messages that are not ours
CREATE INDEX threads_merged ON threads (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE thread_folders ADD COLUMN messages integer NOT NULL DEFAULT 0;
ALTER TABLE thread_folders ADD COLUMN unread_messages integer NOT NULL DEFAULT 0;
ALTER TABLE thread_folders ADD COLUMN flagged_messages integer NOT NULL DEFAULT 0;

-- Folders: what lies there, and what is the matter with them.
ALTER TABLE folders ADD COLUMN stored integer NOT NULL DEFAULT 0;        -- placements with a UID
ALTER TABLE folders ADD COLUMN waiting integer NOT NULL DEFAULT 0;       -- placements that wait for their UID
ALTER TABLE folders ADD COLUMN trouble jsonb;                            -- why it could not be opened (Trouble)
ALTER TABLE folders ADD COLUMN flags_below bigint;                       -- without CONDSTORE: flags are compared from here down
ALTER TABLE folders ADD COLUMN deletion_wanted_at timestamptz;           -- hidden, and deleted by the watcher when it is empty
ALTER TABLE folders ADD COLUMN deletion_refused jsonb;                   -- why it was not deleted (FolderKept)

-- A thread and all that were merged into it: whoever keeps a thread's id finds what belongs to it by these.
CREATE FUNCTION current_thread(thread uuid) RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT coalesce(t.merged_into, t.id) FROM threads t WHERE t.id = thread $$;
CREATE FUNCTION thread_and_merged(thread uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS
$$ SELECT thread UNION ALL SELECT t.id FROM threads t WHERE t.merged_into = thread $$;

-- What we wrote is not news to us, whatever its flags say, unless we wrote it to ourselves: never unread.
CREATE FUNCTION written_by_us(is_mine boolean, recipients jsonb, from_key text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT is_mine AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(recipients -> 'to') AS person
                                   WHERE lower(person ->> 'address') = from_key)
$$;

-- Who may see a mailbox is said in may_see() alone.
CREATE OR REPLACE FUNCTION visible_mailboxes(person uuid) RETURNS TABLE (mailbox_id uuid) LANGUAGE sql STABLE AS $$
    SELECT m.id FROM mailboxes m WHERE may_see(m.id, person)
$$;

-- The rows that are there already. Across workspaces, and the owner is held by row-level security too.
SET LOCAL ROLE kurier_system;

-- A message on the move had two placements, one hidden and one waiting for its UID, and more when it was moved again before the
-- server had followed. Now the first one has a wish, which is what the last one says.
CREATE TEMPORARY TABLE on_the_move ON COMMIT DROP AS
    WITH RECURSIVE steps AS (
        SELECT p.id AS first, q.id AS step, q.leaving, 1 AS number FROM placements p JOIN placements q ON q.id = p.leaving
        WHERE q.uid IS NULL AND NOT EXISTS (SELECT 1 FROM placements o WHERE o.leaving = p.id)
        UNION ALL
        SELECT s.first, q.id, q.leaving, s.number + 1 FROM steps s JOIN placements q ON q.id = s.leaving WHERE q.uid IS NULL)
    SELECT first, step, number = max(number) OVER (PARTITION BY first) AS is_last FROM steps;
ANALYZE on_the_move;
UPDATE placements p SET wanted_folder_id = nullif(q.folder_id, p.folder_id), wanted_seen = nullif(q.seen, p.seen),
       wanted_flagged = nullif(q.flagged, p.flagged), wanted_answered = nullif(q.answered, p.answered)
FROM on_the_move m JOIN placements q ON q.id = m.step WHERE m.is_last AND p.id = m.first;
DELETE FROM placements q USING on_the_move m WHERE q.id = m.step;
UPDATE placements SET leaving = NULL WHERE leaving IS NOT NULL;
-- Flags were written down as wanted before the server knew. What is shown now is wanted, and the server has the opposite: if it
-- knew already, being told again changes nothing.
UPDATE placements p SET
       wanted_seen = CASE WHEN o.seen THEN coalesce(p.wanted_seen, p.seen) ELSE p.wanted_seen END,
       seen = CASE WHEN o.seen THEN NOT coalesce(p.wanted_seen, p.seen) ELSE p.seen END,
       wanted_flagged = CASE WHEN o.flagged THEN coalesce(p.wanted_flagged, p.flagged) ELSE p.wanted_flagged END,
       flagged = CASE WHEN o.flagged THEN NOT coalesce(p.wanted_flagged, p.flagged) ELSE p.flagged END,
       wanted_answered = CASE WHEN o.answered THEN coalesce(p.wanted_answered, p.answered) ELSE p.wanted_answered END,
       answered = CASE WHEN o.answered THEN NOT coalesce(p.wanted_answered, p.answered) ELSE p.answered END
FROM (SELECT changed.id::uuid AS id, bool_or(o.operation ->> 'seen' IS NOT NULL) AS seen,
             bool_or(o.operation ->> 'flagged' IS NOT NULL) AS flagged, bool_or(o.operation ->> 'answered' IS NOT NULL) AS answered
      FROM mail_operations o CROSS JOIN LATERAL jsonb_array_elements_text(o.operation -> 'placements') AS changed (id)
      WHERE o.state IN ('waiting', 'performing') AND o.operation ->> 'do' = 'set_flags' GROUP BY 1) o
WHERE p.id = o.id;
UPDATE placements SET wish_due = now()
WHERE wanted_folder_id IS NOT NULL OR wanted_seen IS NOT NULL OR wanted_flagged IS NOT NULL OR wanted_answered IS NOT NULL;
UPDATE mail_operations SET state = 'cancelled', finished_at = now() WHERE state IN ('waiting', 'performing');

UPDATE folders f SET stored = s.stored, waiting = s.waiting
FROM (SELECT folder_id, count(uid) AS stored, count(*) - count(uid) AS waiting FROM placements GROUP BY folder_id) s
WHERE f.id = s.folder_id;

CREATE TEMPORARY TABLE shown ON COMMIT DROP AS
    SELECT p.thread_id, p.message_id, coalesce(p.wanted_folder_id, p.folder_id) AS folder_id, m.received_at,
           bool_or(NOT coalesce(p.wanted_seen, p.seen)) AND NOT written_by_us(m.is_mine, m.recipients, m.from_key) AS unread,
           bool_or(coalesce(p.wanted_flagged, p.flagged)) AS flagged,
           bool_or(coalesce(p.wanted_answered, p.answered)) AS answered, m.has_attachments, m.is_mine
    FROM placements p JOIN messages m ON m.id = p.message_id
    GROUP BY p.thread_id, p.message_id, coalesce(p.wanted_folder_id, p.folder_id), m.id;
ANALYZE shown;
UPDATE threads t SET message_count = s.messages, unread_count = s.unread, flagged_count = s.flagged,
       answered_count = s.answered, attachment_count = s.attachments, others_count = s.others,
       flagged = s.flagged > 0, answered = s.answered > 0, attachments = s.attachments > 0
FROM (SELECT thread_id, count(*) AS messages, count(*) FILTER (WHERE unread) AS unread, count(*) FILTER (WHERE flagged) AS flagged,
             count(*) FILTER (WHERE answered) AS answered, count(*) FILTER (WHERE has_attachments) AS attachments,
             count(*) FILTER (WHERE NOT is_mine) AS others
      FROM (SELECT thread_id, message_id, bool_or(unread) AS unread, bool_or(flagged) AS flagged, bool_or(answered) AS answered,
                   bool_or(has_attachments) AS has_attachments, bool_or(is_mine) AS is_mine
            FROM shown GROUP BY thread_id, message_id) m
      GROUP BY thread_id) s
WHERE t.id = s.thread_id;
UPDATE threads t SET message_count = 0, unread_count = 0, flagged = false, answered = false, attachments = false
WHERE NOT EXISTS (SELECT 1 FROM shown s WHERE s.thread_id = t.id);
DELETE FROM thread_folders;
INSERT INTO thread_folders (folder_id, thread_id, workspace_id, last_at, unread, flagged, messages, unread_messages, flagged_messages)
SELECT s.folder_id, s.thread_id, t.workspace_id, max(s.received_at), bool_or(s.unread), bool_or(s.flagged), count(*),
       count(*) FILTER (WHERE s.unread), count(*) FILTER (WHERE s.flagged)
FROM shown s JOIN threads t ON t.id = s.thread_id GROUP BY s.folder_id, s.thread_id, t.workspace_id;
UPDATE folders f SET total = 0, unread = 0 WHERE total <> 0 OR unread <> 0;
UPDATE folders f SET total = l.total, unread = l.unread
FROM (SELECT folder_id, count(*) AS total, count(*) FILTER (WHERE unread) AS unread FROM thread_folders GROUP BY folder_id) l
WHERE f.id = l.folder_id;

RESET ROLE;
