-- A few hundred addresses are looked up one by one, by indexes: joined at once, whole tables of records were read for every batch of a first
-- synchronisation. `OFFSET 0` keeps a lookup what it is.

CREATE OR REPLACE FUNCTION work_with(asked uuid, keys text[]) RETURNS TABLE (key text, record_id uuid, is_linked boolean) LANGUAGE sql STABLE AS $$
    WITH known AS MATERIALIZED (
        SELECT w.key, r.id, r.kind FROM (SELECT DISTINCT unnest(keys) AS key) w CROSS JOIN LATERAL (
            SELECT r.id, r.kind FROM record_addresses a JOIN records r ON r.id = a.record_id
            WHERE a.workspace_id = asked AND a.kind = 'email' AND a.key = w.key AND r.removed_at IS NULL OFFSET 0) r),
    links AS MATERIALIZED (
        SELECT f.id, f.what ->> 'to' AS kind FROM record_fields f
        WHERE f.workspace_id = asked AND f.what ->> 'type' = 'link' AND f.removed_at IS NULL),
    about AS MATERIALIZED (
        SELECT known.key, known.id, false AS is_linked FROM known
        UNION ALL
        SELECT known.key, i.record_id, true FROM known JOIN links ON links.kind = known.kind CROSS JOIN LATERAL (
            SELECT i.record_id FROM record_index i WHERE i.field_id = links.id AND i.words = known.id::text OFFSET 0) i)
    SELECT about.key, about.id, bool_and(about.is_linked) FROM about CROSS JOIN LATERAL (
        SELECT FROM records r WHERE r.id = about.id AND r.stage_id IS NOT NULL AND r.removed_at IS NULL OFFSET 0) r
    GROUP BY about.key, about.id
$$;

CREATE OR REPLACE FUNCTION clients_of(asked uuid[]) RETURNS TABLE (thread_id uuid, client uuid) LANGUAGE sql STABLE AS $$
    WITH attached AS MATERIALIZED (
        SELECT t.id AS thread_id, r.id, r.kind, r.closed, r.last_activity_at FROM unnest(asked) AS t (id) CROSS JOIN LATERAL (
            SELECT r.id, r.kind, r.closed, r.last_activity_at FROM record_threads l JOIN records r ON r.id = l.record_id
            WHERE l.thread_id = t.id AND r.removed_at IS NULL OFFSET 0) r),
    mail AS MATERIALIZED (
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
    known AS MATERIALIZED (
        SELECT w.workspace_id, w.key, r.* FROM (SELECT DISTINCT workspace_id, key FROM people) w CROSS JOIN LATERAL (
            SELECT r.id, r.kind, r.closed, r.last_activity_at FROM record_addresses a JOIN records r ON r.id = a.record_id
            WHERE a.workspace_id = w.workspace_id AND a.kind = 'email' AND a.key = w.key AND r.removed_at IS NULL OFFSET 0) r),
    fitting AS (
        SELECT a.thread_id, a.id, 0 AS place, a.closed, client_rank(a.kind) AS rank, a.last_activity_at
        FROM attached a WHERE client_rank(a.kind) < 3
        UNION ALL
        SELECT w.thread_id, k.id, 1, k.closed, client_rank(k.kind), k.last_activity_at FROM people w JOIN known k USING (workspace_id, key)
        UNION ALL
        SELECT a.thread_id, a.id, 2, a.closed, 0, a.last_activity_at FROM attached a),
    best AS (
        SELECT DISTINCT ON (f.thread_id) f.thread_id, f.id FROM fitting f
        ORDER BY f.thread_id, f.place, f.closed, f.rank, f.last_activity_at DESC, f.id)
    SELECT DISTINCT t.id, best.id FROM unnest(asked) AS t (id) LEFT JOIN best ON best.thread_id = t.id
$$;

CREATE OR REPLACE FUNCTION work_with_house(asked uuid, domains text[]) RETURNS TABLE (domain text, record_id uuid) LANGUAGE sql STABLE AS $$
    WITH known AS MATERIALIZED (
        SELECT w.domain, r.id FROM (SELECT DISTINCT unnest(domains) AS domain) w CROSS JOIN LATERAL (
            SELECT r.id FROM record_addresses a JOIN records r ON r.id = a.record_id
            WHERE a.workspace_id = asked AND a.kind = 'email' AND a.domain = w.domain AND r.removed_at IS NULL
            UNION
            SELECT r.id FROM record_fields f JOIN record_index i ON i.field_id = f.id AND i.words = w.domain JOIN records r ON r.id = i.record_id
            WHERE f.workspace_id = asked AND f.what ->> 'type' = 'domain' AND f.removed_at IS NULL AND r.removed_at IS NULL) r),
    links AS MATERIALIZED (
        SELECT f.id FROM record_fields f WHERE f.workspace_id = asked AND f.what ->> 'type' = 'link' AND f.removed_at IS NULL),
    about AS MATERIALIZED (
        SELECT known.domain, known.id FROM known
        UNION
        SELECT known.domain, i.record_id FROM known CROSS JOIN links CROSS JOIN LATERAL (
            SELECT i.record_id FROM record_index i WHERE i.field_id = links.id AND i.words = known.id::text OFFSET 0) i)
    SELECT about.domain, about.id FROM about CROSS JOIN LATERAL (
        SELECT FROM records r WHERE r.id = about.id AND r.stage_id IS NOT NULL AND r.removed_at IS NULL OFFSET 0) r
$$;
