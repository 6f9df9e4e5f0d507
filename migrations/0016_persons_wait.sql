-- In the queue a thread stands by what a person wrote, whatever a machine sent into it since: nobody is hidden behind an absence note,
-- and whoever ignored a machine's mail did not ignore the person who writes there next.

-- Did a person write it, or a machine that names the person it speaks for (a form)?
CREATE FUNCTION is_a_persons(message uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT m.automatic OR m.author_key IS NOT NULL FROM messages m WHERE m.id = message
$$;

-- The message by which a thread waits: of what came into the inbox, is not history (fourteen days before the mailbox was connected) and
-- is none of ours, a person's before a machine's, then the newest. `triage/offering/store.rs` asks the same of a batch.
CREATE FUNCTION stands_for(thread uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT m.id FROM messages m JOIN mailboxes b ON b.id = m.mailbox_id
    WHERE m.thread_id = thread AND NOT m.is_mine AND m.received_at > b.created_at - interval '14 days'
      AND ((m.author_key IS NULL AND without_tag(m.from_key) = b.address_key) OR NOT is_ours(coalesce(m.author_key, m.from_key, '')))
      AND EXISTS (SELECT 1 FROM placements p JOIN folders f ON f.id = p.folder_id
                  WHERE p.message_id = m.id AND f.role = 'inbox' AND NOT p.draft)
    ORDER BY is_a_persons(m.id) DESC, m.received_at DESC, m.id DESC LIMIT 1
$$;

-- A machine's item in another mailbox stands for no person's.
CREATE OR REPLACE FUNCTION stands_elsewhere(item triage, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM messages m
        JOIN visible_mailboxes(person) v ON v.mailbox_id <> item.mailbox_id
        JOIN messages twin ON twin.mailbox_id = v.mailbox_id AND twin.message_id = m.message_id
             AND twin.subject = m.subject AND twin.from_key IS NOT DISTINCT FROM m.from_key
        JOIN triage q ON q.thread_id = twin.thread_id AND q.state = item.state
        WHERE m.id = item.message_id AND is_in_play(q.thread_id)
          AND (is_a_persons(q.message_id), q.at, q.thread_id) > (is_a_persons(item.message_id), item.at, item.thread_id))
$$;

-- What the queue had before this rule. Whose is whose is asked over all workspaces here: whoever is somewhere else a user is left alone.
SET LOCAL ROLE kurier_system;
UPDATE triage q SET message_id = m.id, at = m.received_at FROM messages m
WHERE q.state = 'ready' AND NOT is_a_persons(q.message_id) AND m.id = stands_for(q.thread_id) AND is_a_persons(m.id);
RESET ROLE;
