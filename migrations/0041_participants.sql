-- Mail belongs to everybody outside who takes part in it, not only to who wrote it or was written to by us: what a colleague writes to a
-- client with a copy to oneself, and what one client writes with a copy to another. Machines' and lists' mail is to nobody.
ALTER TABLE written_to ADD COLUMN by_us boolean NOT NULL DEFAULT true;
COMMENT ON TABLE written_to IS 'Who outside is a recipient (To, Cc) of a message; by_us: of mail of ours, with all its recipients';

SET LOCAL ROLE kurier_system;
INSERT INTO written_to (message_id, workspace_id, key, by_us)
SELECT DISTINCT m.id, m.workspace_id, who.key, false
FROM messages m
CROSS JOIN LATERAL (SELECT (m.recipients -> 'to') || (m.recipients -> 'cc') AS everybody) r
CROSS JOIN LATERAL (SELECT lower(btrim(p ->> 'address')) AS key FROM jsonb_array_elements(r.everybody) p) who
WHERE NOT m.is_mine AND NOT m.automatic AND jsonb_array_length(r.everybody) <= 20
  AND who.key LIKE '%@%' AND length(who.key) <= 320
  AND who.key IS DISTINCT FROM m.from_key
  AND NOT EXISTS (SELECT 1 FROM users u WHERE u.workspace_id = m.workspace_id AND u.email_key IN (who.key, without_tag(who.key)))
  AND NOT EXISTS (SELECT 1 FROM mailboxes b WHERE b.workspace_id = m.workspace_id AND b.address_key IN (who.key, without_tag(who.key)))
ON CONFLICT DO NOTHING;
RESET ROLE;

-- As before; of what a colleague wrote the clients are those to whom it went.
CREATE OR REPLACE FUNCTION clients_of(asked uuid[]) RETURNS TABLE (thread_id uuid, client uuid) LANGUAGE sql STABLE AS $$
    WITH attached AS (
        SELECT l.thread_id, r.id, r.kind, r.closed, r.last_activity_at
        FROM record_threads l JOIN records r ON r.id = l.record_id
        WHERE l.thread_id = ANY (asked) AND r.removed_at IS NULL),
    mail AS MATERIALIZED (
        SELECT m.id, m.thread_id, m.workspace_id, m.is_mine, m.recipients, coalesce(m.author_key, m.from_key) AS key
        FROM messages m WHERE m.thread_id = ANY (asked)),
    people AS (
        SELECT thread_id, workspace_id, key FROM mail WHERE NOT is_mine
        UNION
        SELECT thread_id, workspace_id, lower(p ->> 'address') FROM mail CROSS JOIN LATERAL jsonb_array_elements(recipients -> 'to') p
        WHERE is_mine
        UNION
        SELECT m.thread_id, m.workspace_id, w.key FROM mail m JOIN written_to w ON w.message_id = m.id
        WHERE NOT m.is_mine AND NOT w.by_us AND is_ours(m.key)),
    fitting AS (
        SELECT a.thread_id, a.id, 0 AS place, a.closed, client_rank(a.kind) AS rank, a.last_activity_at
        FROM attached a WHERE client_rank(a.kind) < 3
        UNION ALL
        SELECT w.thread_id, r.id, 1, r.closed, client_rank(r.kind), r.last_activity_at
        FROM people w JOIN record_addresses a ON a.workspace_id = w.workspace_id AND a.kind = 'email' AND a.key = w.key
        JOIN records r ON r.id = a.record_id AND r.removed_at IS NULL
        UNION ALL
        SELECT a.thread_id, a.id, 2, a.closed, 0, a.last_activity_at FROM attached a),
    best AS (
        SELECT DISTINCT ON (f.thread_id) f.thread_id, f.id FROM fitting f
        ORDER BY f.thread_id, f.place, f.closed, f.rank, f.last_activity_at DESC, f.id)
    SELECT DISTINCT t.id, best.id FROM unnest(asked) AS t (id) LEFT JOIN best ON best.thread_id = t.id
$$;
