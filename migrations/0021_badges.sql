-- To which client a thread belongs: said once, for whoever writes the badge and whoever compares it.

-- A record that the thread is attached to, else one that has the address of who wrote in it (or was written to by us); open and
-- lately active ones first.
CREATE FUNCTION client_of(thread uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT r.id FROM record_threads l JOIN records r ON r.id = l.record_id
         WHERE l.thread_id = thread AND r.removed_at IS NULL
         ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT 1),
        (SELECT r.id FROM messages m
         CROSS JOIN LATERAL (
             SELECT coalesce(m.author_key, m.from_key) AS key WHERE NOT m.is_mine
             UNION ALL
             SELECT lower(p ->> 'address') FROM jsonb_array_elements(m.recipients -> 'to') p WHERE m.is_mine) who
         JOIN record_addresses a ON a.workspace_id = m.workspace_id AND a.kind = 'email' AND a.key = who.key
         JOIN records r ON r.id = a.record_id
         WHERE m.thread_id = thread AND r.removed_at IS NULL
         ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT 1))
$$;

-- The threads that have a record's badge, for when it ends.
CREATE INDEX threads_client ON threads (client_record_id) WHERE client_record_id IS NOT NULL;
