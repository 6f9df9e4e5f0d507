-- Which clients threads belong to is asked with every batch of mail that comes in, and whenever a thread is decided on. In PL/pgSQL its plan (3 to
-- 6 ms) is made once a connection, or once a transaction where that discards its plans; each lookup goes by an index whatever Postgres expects of
-- the arrays, and nothing is joined that is not looked up.

CREATE OR REPLACE FUNCTION clients_of(asked uuid[]) RETURNS TABLE (thread_id uuid, client uuid)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH mail AS MATERIALIZED (
        SELECT m.id, m.thread_id, m.workspace_id, m.is_mine, CASE WHEN m.is_mine THEN m.recipients -> 'to' END AS sent_to,
               coalesce(m.author_key, m.from_key) AS key
        FROM messages m WHERE m.thread_id = ANY (asked)),
    colleagues AS MATERIALIZED (
        SELECT who.key FROM (SELECT DISTINCT key FROM mail WHERE NOT is_mine OFFSET 0) who WHERE is_ours(who.key)),
    people AS MATERIALIZED (
        SELECT thread_id, workspace_id, key FROM mail WHERE NOT is_mine
        UNION
        SELECT thread_id, workspace_id, lower(p ->> 'address') FROM mail CROSS JOIN LATERAL jsonb_array_elements(sent_to) p WHERE is_mine
        UNION
        SELECT m.thread_id, m.workspace_id, w.key FROM mail m CROSS JOIN LATERAL (
            SELECT w.key FROM written_to w WHERE w.message_id = m.id AND NOT w.by_us OFFSET 0) w
        WHERE NOT m.is_mine AND m.key IN (SELECT colleagues.key FROM colleagues)),
    attached AS MATERIALIZED (
        SELECT t.id AS thread_id, r.id, r.kind, r.closed, r.last_activity_at FROM unnest(asked) AS t (id) CROSS JOIN LATERAL (
            SELECT r.id, r.kind, r.closed, r.last_activity_at FROM record_threads l JOIN records r ON r.id = l.record_id
            WHERE l.thread_id = t.id AND r.removed_at IS NULL OFFSET 0) r),
    fitting AS (
        SELECT a.thread_id, a.id, 0 AS place, a.closed, client_rank(a.kind) AS rank, a.last_activity_at
        FROM attached a WHERE client_rank(a.kind) < 3
        UNION ALL
        SELECT p.thread_id, r.id, 1, r.closed, client_rank(r.kind), r.last_activity_at FROM people p CROSS JOIN LATERAL (
            SELECT r.id, r.kind, r.closed, r.last_activity_at FROM record_addresses a JOIN records r ON r.id = a.record_id
            WHERE a.workspace_id = p.workspace_id AND a.kind = 'email' AND a.key = p.key AND r.removed_at IS NULL OFFSET 0) r
        UNION ALL
        SELECT a.thread_id, a.id, 2, a.closed, 0, a.last_activity_at FROM attached a
        UNION ALL
        SELECT t.id, NULL, 3, false, 0, NULL FROM unnest(asked) AS t (id))
    SELECT DISTINCT ON (f.thread_id) f.thread_id, f.id FROM fitting f
    ORDER BY f.thread_id, f.place, f.closed, f.rank, f.last_activity_at DESC, f.id;
END
$$;
