-- Which clients threads have, for many at once: a first synchronisation asks for hundreds, and one by one that was a third of its time.
CREATE FUNCTION clients_of(asked uuid[]) RETURNS TABLE (thread_id uuid, client uuid) LANGUAGE sql STABLE AS $$
    WITH attached AS (
        SELECT l.thread_id, r.id, r.kind, r.closed, r.last_activity_at
        FROM record_threads l JOIN records r ON r.id = l.record_id
        WHERE l.thread_id = ANY (asked) AND r.removed_at IS NULL),
    mail AS MATERIALIZED (
        SELECT m.thread_id, m.workspace_id, m.is_mine, m.recipients, coalesce(m.author_key, m.from_key) AS key
        FROM messages m WHERE m.thread_id = ANY (asked)),
    people AS (
        SELECT thread_id, workspace_id, key FROM mail WHERE NOT is_mine
        UNION
        SELECT thread_id, workspace_id, lower(p ->> 'address') FROM mail CROSS JOIN LATERAL jsonb_array_elements(recipients -> 'to') p
        WHERE is_mine),
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

-- As before, by the links alone that can lead to what somebody is.
CREATE OR REPLACE FUNCTION work_with(asked uuid, keys text[]) RETURNS TABLE (key text, record_id uuid, is_linked boolean) LANGUAGE sql STABLE AS $$
    WITH known AS MATERIALIZED (
        SELECT a.key, a.record_id, r.kind FROM record_addresses a JOIN records r ON r.id = a.record_id
        WHERE a.workspace_id = asked AND a.kind = 'email' AND a.key = ANY (keys) AND r.removed_at IS NULL),
    about AS (
        SELECT known.key, known.record_id, false AS is_linked FROM known
        UNION ALL
        SELECT known.key, i.record_id, true FROM known
        JOIN record_fields f ON f.workspace_id = asked AND f.what ->> 'type' = 'link' AND f.what ->> 'to' = known.kind AND f.removed_at IS NULL
        JOIN record_index i ON i.field_id = f.id AND i.words = known.record_id::text)
    SELECT about.key, about.record_id, bool_and(about.is_linked) FROM about JOIN records r ON r.id = about.record_id
    WHERE r.stage_id IS NOT NULL AND r.removed_at IS NULL GROUP BY about.key, about.record_id
$$;

CREATE OR REPLACE FUNCTION client_of(thread uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT c.client FROM clients_of(ARRAY[thread]) c
$$;
