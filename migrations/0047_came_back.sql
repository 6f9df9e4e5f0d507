-- In the order in which mail that comes in takes them.
LOCK TABLE threads IN SHARE ROW EXCLUSIVE MODE;
LOCK TABLE triage IN ACCESS EXCLUSIVE MODE;

-- What was left for later stands where it came back and is told of; notes know with which thread they came; and what a rule ignored says so.

-- Until when a thread of the queue is left, or was: by the message by which it waits now. Kept with the queue, so that its order is walked along
-- an index. Triggers write it, whoever changes what it follows from.
ALTER TABLE triage
    ADD COLUMN back_at timestamptz,
    ADD COLUMN by_rule boolean NOT NULL DEFAULT false; -- ignored by a rule about its sender when it came; `decided_by` made the rule
-- Of which coming back whoever left it has been told: once of each.
ALTER TABLE postponed ADD COLUMN told_of timestamptz;

SET LOCAL ROLE kurier_system;
UPDATE triage q SET back_at = p.until FROM postponed p WHERE p.thread_id = q.thread_id AND p.message_id = q.message_id;
UPDATE postponed SET told_of = until WHERE until <= now();
RESET ROLE;

CREATE FUNCTION kurier_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE triage q SET back_at = NULL WHERE q.thread_id = OLD.thread_id AND q.back_at IS NOT NULL;
    ELSE
        UPDATE triage q SET back_at = CASE WHEN q.message_id = NEW.message_id THEN NEW.until END WHERE q.thread_id = NEW.thread_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER postponed_left AFTER INSERT OR DELETE OR UPDATE OF until, message_id ON postponed FOR EACH ROW EXECUTE FUNCTION kurier_left();

CREATE FUNCTION kurier_left_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.back_at := (SELECT p.until FROM postponed p WHERE p.thread_id = NEW.thread_id AND p.message_id = NEW.message_id);
    RETURN NEW;
END $$;
CREATE TRIGGER triage_left BEFORE UPDATE OF message_id ON triage FOR EACH ROW
    WHEN (NEW.message_id <> OLD.message_id) EXECUTE FUNCTION kurier_left_by();

CREATE INDEX triage_back ON triage (workspace_id, greatest(at, back_at) DESC, thread_id DESC) WHERE state = 'ready' AND back_at IS NOT NULL;

-- Where a thread stands in its list: when its message was received, or when it came back; nowhere while it is left.
CREATE FUNCTION queue_place(q triage, moment timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN q.state <> 'ready' OR q.back_at IS NULL THEN q.at WHEN q.back_at <= moment THEN greatest(q.at, q.back_at) END
$$;

-- As `ready_list` (migration 0044), which these take the place of; what has come back stands by when it did. Two walks, each along an index: of
-- what nobody has left (`queue_waiting`), and of what came back (`queue_came_back`), which is little.
DO $do$
DECLARE walk record;
BEGIN
    FOR walk IN SELECT * FROM (VALUES
        ('queue_waiting', 'q.at', $$(q.back_at IS NULL OR wanted <> 'ready')$$),
        ('queue_came_back', 'greatest(q.at, q.back_at)', $$wanted = 'ready' AND q.state = 'ready' AND q.back_at IS NOT NULL AND q.back_at <= moment$$)
        ) AS walks (called, place, passes)
    LOOP
        EXECUTE format($sql$
            CREATE FUNCTION %1$s(person uuid, wanted text, moment timestamptz, box uuid, words text[], since timestamptz, before timestamptz,
                                 after_at timestamptz, after_thread uuid, floor_at timestamptz, floor_thread uuid, at_most bigint)
            RETURNS TABLE (thread_id uuid, place timestamptz) LANGUAGE sql STABLE AS $$
                WITH seen AS MATERIALIZED (SELECT v.mailbox_id FROM visible_mailboxes(person) v)
                SELECT q.thread_id, %2$s FROM triage q
                WHERE q.state = wanted AND %3$s AND q.mailbox_id IN (SELECT v.mailbox_id FROM seen v)
                  AND (box IS NULL OR q.mailbox_id = box)
                  AND (since IS NULL OR q.at >= since) AND (before IS NULL OR q.at < before)
                  AND (after_at IS NULL OR (%2$s, q.thread_id) < (after_at, after_thread))
                  AND (floor_at IS NULL OR (%2$s, q.thread_id) >= (floor_at, floor_thread))
                  AND CASE WHEN words IS NULL OR (SELECT sender_of(m) LIKE ALL (words) FROM messages m WHERE m.id = q.message_id OFFSET 0)
                           THEN is_in_play(q.thread_id) ELSE false END
                  AND NOT EXISTS (
                      SELECT 1 FROM messages m
                      JOIN seen v ON v.mailbox_id <> q.mailbox_id AND (box IS NULL OR v.mailbox_id = box)
                      JOIN messages twin ON twin.mailbox_id = v.mailbox_id AND twin.message_id = m.message_id
                           AND twin.subject = m.subject AND twin.from_key IS NOT DISTINCT FROM m.from_key
                      JOIN triage o ON o.thread_id = twin.thread_id AND o.state = q.state
                      WHERE m.id = q.message_id AND is_in_play(o.thread_id) AND queue_place(o, moment) IS NOT NULL
                        AND (is_a_persons(o.message_id), queue_place(o, moment), o.thread_id)
                            > (is_a_persons(q.message_id), %2$s, q.thread_id) OFFSET 0)
                ORDER BY %2$s DESC, q.thread_id DESC LIMIT at_most
            $$ $sql$, walk.called, walk.place, walk.passes);
    END LOOP;
END $do$;

CREATE FUNCTION queue_list(person uuid, wanted text, moment timestamptz, box uuid, words text[], since timestamptz, before timestamptz,
                           after_at timestamptz, after_thread uuid, floor_at timestamptz, floor_thread uuid, at_most bigint)
RETURNS TABLE (thread_id uuid, place timestamptz) LANGUAGE sql STABLE AS $$
    SELECT * FROM (
        SELECT w.thread_id, w.place FROM queue_waiting(person, wanted, moment, box, words, since, before, after_at, after_thread,
                                                       floor_at, floor_thread, at_most) w
        UNION ALL
        SELECT b.thread_id, b.place FROM queue_came_back(person, wanted, moment, box, words, since, before, after_at, after_thread,
                                                         floor_at, floor_thread, at_most) b) q
    ORDER BY q.place DESC, q.thread_id DESC LIMIT at_most
$$;

-- What a person is told may be a thread.
ALTER TABLE notifications ADD COLUMN thread_id uuid REFERENCES threads ON DELETE CASCADE;
ALTER TABLE notifications ALTER COLUMN about DROP NOT NULL;
CREATE INDEX notifications_thread ON notifications (thread_id) WHERE thread_id IS NOT NULL;
CREATE UNIQUE INDEX notifications_thread_once ON notifications (thread_id, what, user_id) WHERE read_at IS NULL AND thread_id IS NOT NULL;
ALTER TABLE notifications DROP CONSTRAINT notifications_what_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_what_check CHECK (what IN
    ('task_given', 'task_due', 'task_done', 'mentioned', 'record_given',
     'followed', 'record_mail', 'record_moved', 'record_note', 'record_changed', 'came_back'));

-- Whether a thread waits in the queue because it came back, of which somebody was told at a moment: it was not left again since.
CREATE FUNCTION waits_again(thread uuid, told_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM triage q JOIN postponed p ON p.thread_id = q.thread_id
                   WHERE q.thread_id = thread AND q.state = 'ready' AND p.told_of = p.until AND p.at <= told_at
                     AND is_in_play(q.thread_id))
$$;

-- As in migration 0030; of a thread only who sees its mailbox is told, and what is not read yet only as long as it is so.
CREATE OR REPLACE FUNCTION notifications_of(person uuid) RETURNS SETOF notifications LANGUAGE sql STABLE AS $$
    SELECT n.* FROM notifications n
    WHERE n.user_id = person
      AND (n.task_id IS NULL OR EXISTS (SELECT 1 FROM tasks t WHERE t.id = n.task_id AND t.removed_at IS NULL AND sees_task(t, person)))
      AND (n.record_id IS NULL OR EXISTS (SELECT 1 FROM records r WHERE r.id = n.record_id AND r.removed_at IS NULL))
      AND (n.note_id IS NULL OR EXISTS (SELECT 1 FROM notes o WHERE o.id = n.note_id AND o.removed_at IS NULL))
      AND (n.thread_id IS NULL OR EXISTS (
          SELECT 1 FROM threads t WHERE t.id = current_thread(n.thread_id) AND may_see(t.mailbox_id, person)
            AND (n.read_at IS NOT NULL OR waits_again(t.id, n.at))))
$$;

-- With which thread a note came onto a record, where one did: it goes where that goes.
ALTER TABLE notes ADD COLUMN thread_id uuid REFERENCES threads ON DELETE SET NULL;
CREATE INDEX notes_thread ON notes (thread_id) WHERE thread_id IS NOT NULL;

-- Rules about senders, the latest first.
CREATE INDEX ignored_senders_latest ON ignored_senders (workspace_id, at DESC, id DESC);
