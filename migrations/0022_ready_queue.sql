-- What stands in the Ready queue, and who sees a mailbox, in questions that cost the same however much there is.

-- Who may see a mailbox: Kurier itself (NULL), its owner, the members of a team mailbox. Said here alone; the planner takes it into the
-- question that asks. (It asked may_see() of each mailbox before, and a function inside a function is planned anew at every call.)
CREATE OR REPLACE FUNCTION visible_mailboxes(person uuid) RETURNS TABLE (mailbox_id uuid) LANGUAGE sql STABLE AS $$
    SELECT m.id FROM mailboxes m WHERE m.removed_at IS NULL
       AND (person IS NULL OR m.owner_id = person
            OR (m.kind = 'team' AND EXISTS (SELECT 1 FROM mailbox_members s WHERE s.mailbox_id = m.id AND s.user_id = person)))
$$;
CREATE OR REPLACE FUNCTION may_see(box uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM visible_mailboxes(person) v WHERE v.mailbox_id = box)
$$;

-- The items in a state that a person sees, newest first, after a place in that order, so many at most (NULL: all). A thread that lies only in
-- the bin or among spam is nothing to decide on. One mail in several mailboxes of a person is one thing to decide on: a person's item stands
-- for a machine's, then the newer for the older. OFFSET 0: looked up for each item, never for all threads of the workspace at once.
CREATE FUNCTION ready_queue(person uuid, wanted text, after_at timestamptz, after_thread uuid, at_most bigint)
RETURNS SETOF triage LANGUAGE sql STABLE AS $$
    WITH seen AS MATERIALIZED (SELECT v.mailbox_id FROM visible_mailboxes(person) v)
    SELECT q.* FROM triage q
    WHERE q.state = wanted AND q.mailbox_id IN (SELECT v.mailbox_id FROM seen v)
      AND (after_at IS NULL OR (q.at, q.thread_id) < (after_at, after_thread))
      AND is_in_play(q.thread_id)
      AND NOT EXISTS (
          SELECT 1 FROM messages m
          JOIN seen v ON v.mailbox_id <> q.mailbox_id
          JOIN messages twin ON twin.mailbox_id = v.mailbox_id AND twin.message_id = m.message_id
               AND twin.subject = m.subject AND twin.from_key IS NOT DISTINCT FROM m.from_key
          JOIN triage o ON o.thread_id = twin.thread_id AND o.state = q.state
          WHERE m.id = q.message_id AND is_in_play(o.thread_id)
            AND (is_a_persons(o.message_id), o.at, o.thread_id) > (is_a_persons(q.message_id), q.at, q.thread_id) OFFSET 0)
    ORDER BY q.at DESC, q.thread_id DESC LIMIT at_most
$$;
