-- What a message has to be for its thread to wait in Ready is said once: by this, for a batch that has come (`triage/offering/store.rs`)
-- and for a thread whose message is chosen anew (`stands_for`).

CREATE FUNCTION is_a_persons(m messages) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT m.automatic OR m.author_key IS NOT NULL
$$;

-- It came into the inbox, is no history (fourteen days before its mailbox was connected), and is none of ours; what came with the mailbox's own
-- address from elsewhere and names nobody may still be a client's (a form).
CREATE FUNCTION may_wait(m messages) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT m.is_mine
        AND EXISTS (SELECT 1 FROM mailboxes b WHERE b.id = m.mailbox_id AND m.received_at > b.created_at - interval '14 days'
                    AND ((m.author_key IS NULL AND without_tag(m.from_key) = b.address_key)
                         OR NOT is_ours(coalesce(m.author_key, m.from_key, ''))))
        AND EXISTS (SELECT 1 FROM placements p JOIN folders f ON f.id = p.folder_id
                    WHERE p.message_id = m.id AND f.role = 'inbox' AND NOT p.draft)
$$;

CREATE OR REPLACE FUNCTION stands_for(thread uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT m.id FROM messages m WHERE m.thread_id = thread AND may_wait(m)
    ORDER BY is_a_persons(m) DESC, m.received_at DESC, m.id DESC LIMIT 1
$$;
