-- What is decided on later, with a note of the next step; machines whose mail is never asked about; and the queue by mailbox, sender and age.

-- A thread of the queue that somebody has left for later. It counts only as long as the message waits for which it was left: whoever writes
-- again is there at once. Its row stays with the thread, for the note, until the thread goes onto a record.
CREATE TABLE postponed (
    thread_id uuid PRIMARY KEY REFERENCES triage ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    message_id uuid NOT NULL,                  -- for which it was left
    note text NOT NULL,
    until timestamptz NOT NULL,
    by_id uuid NOT NULL REFERENCES users,
    at timestamptz NOT NULL
);
CREATE INDEX postponed_until ON postponed (workspace_id, until, thread_id);
SELECT kurier_wall('postponed');

-- Senders whose automatic mail is ignored when it comes. What a person wrote never is.
CREATE TABLE ignored_senders (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    address_key text NOT NULL,
    by_id uuid REFERENCES users ON DELETE SET NULL,
    at timestamptz NOT NULL,
    UNIQUE (workspace_id, address_key)
);
SELECT kurier_wall('ignored_senders');

-- The queue of one mailbox.
CREATE INDEX triage_mailbox ON triage (mailbox_id, state, at DESC, thread_id DESC);

-- Whom a message is from, as one looks for it: the name and the address, of the author where there is one.
CREATE FUNCTION sender_of(m messages) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT folded(coalesce(CASE WHEN m.author_key IS NULL THEN m.from_name ELSE m.author_name END, '')
                  || ' ' || coalesce(m.author_address, m.from_address, ''))
$$;

-- As `ready_queue` (migration 0022), which it takes the place of, without what is left for later than `moment`; of one mailbox, of senders with
-- all the words (patterns for LIKE), as old as was asked for, and down to a place, which is as far as one question goes (each NULL: all).
CREATE FUNCTION ready_list(person uuid, wanted text, moment timestamptz, box uuid, words text[], since timestamptz, before timestamptz,
                           after_at timestamptz, after_thread uuid, floor_at timestamptz, floor_thread uuid, at_most bigint)
RETURNS SETOF triage LANGUAGE sql STABLE AS $$
    WITH seen AS MATERIALIZED (SELECT v.mailbox_id FROM visible_mailboxes(person) v)
    SELECT q.* FROM triage q
    WHERE q.state = wanted AND q.mailbox_id IN (SELECT v.mailbox_id FROM seen v)
      AND (box IS NULL OR q.mailbox_id = box)
      AND (since IS NULL OR q.at >= since) AND (before IS NULL OR q.at < before)
      AND (after_at IS NULL OR (q.at, q.thread_id) < (after_at, after_thread))
      AND (floor_at IS NULL OR (q.at, q.thread_id) >= (floor_at, floor_thread))
      AND CASE WHEN words IS NULL OR (SELECT sender_of(m) LIKE ALL (words) FROM messages m WHERE m.id = q.message_id OFFSET 0)
               THEN is_in_play(q.thread_id) ELSE false END
      AND NOT EXISTS (
          SELECT 1 FROM postponed p
          WHERE q.state = 'ready' AND p.thread_id = q.thread_id AND p.message_id = q.message_id AND p.until > moment OFFSET 0)
      AND NOT EXISTS (
          SELECT 1 FROM messages m
          JOIN seen v ON v.mailbox_id <> q.mailbox_id AND (box IS NULL OR v.mailbox_id = box)
          JOIN messages twin ON twin.mailbox_id = v.mailbox_id AND twin.message_id = m.message_id
               AND twin.subject = m.subject AND twin.from_key IS NOT DISTINCT FROM m.from_key
          JOIN triage o ON o.thread_id = twin.thread_id AND o.state = q.state
          WHERE m.id = q.message_id AND is_in_play(o.thread_id)
            AND NOT EXISTS (SELECT 1 FROM postponed p WHERE o.state = 'ready' AND p.thread_id = o.thread_id
                            AND p.message_id = o.message_id AND p.until > moment OFFSET 0)
            AND (is_a_persons(o.message_id), o.at, o.thread_id) > (is_a_persons(q.message_id), q.at, q.thread_id) OFFSET 0)
    ORDER BY q.at DESC, q.thread_id DESC LIMIT at_most
$$;

-- What is left for later than `moment`, what comes back first coming first, behind a place in that order. Of twins the first in that order.
-- OFFSET 0: each is looked up, and nobody walks through all that waits.
CREATE FUNCTION postponed_list(person uuid, moment timestamptz, box uuid, words text[], since timestamptz, before timestamptz,
                               after_until timestamptz, after_thread uuid, at_most bigint)
RETURNS SETOF triage LANGUAGE sql STABLE AS $$
    WITH seen AS MATERIALIZED (SELECT v.mailbox_id FROM visible_mailboxes(person) v)
    SELECT q.* FROM postponed p CROSS JOIN LATERAL (
        SELECT t.* FROM triage t WHERE t.thread_id = p.thread_id AND t.message_id = p.message_id AND t.state = 'ready' OFFSET 0) q
    WHERE p.until > moment AND q.mailbox_id IN (SELECT v.mailbox_id FROM seen v)
      AND (box IS NULL OR q.mailbox_id = box)
      AND (since IS NULL OR q.at >= since) AND (before IS NULL OR q.at < before)
      AND (after_until IS NULL OR (p.until, p.thread_id) > (after_until, after_thread))
      AND CASE WHEN words IS NULL OR (SELECT sender_of(m) LIKE ALL (words) FROM messages m WHERE m.id = q.message_id OFFSET 0)
               THEN is_in_play(q.thread_id) ELSE false END
      AND NOT EXISTS (
          SELECT 1 FROM messages m
          JOIN seen v ON v.mailbox_id <> q.mailbox_id AND (box IS NULL OR v.mailbox_id = box)
          JOIN messages twin ON twin.mailbox_id = v.mailbox_id AND twin.message_id = m.message_id
               AND twin.subject = m.subject AND twin.from_key IS NOT DISTINCT FROM m.from_key
          JOIN triage o ON o.thread_id = twin.thread_id AND o.state = 'ready'
          JOIN postponed other ON other.thread_id = o.thread_id AND other.message_id = o.message_id AND other.until > moment
          WHERE m.id = q.message_id AND is_in_play(o.thread_id) AND (other.until, other.thread_id) < (p.until, p.thread_id) OFFSET 0)
    ORDER BY p.until, p.thread_id LIMIT at_most
$$;
