-- A word that is in very much mail is in what came last: that is looked through first. To count where else it is takes as long as there is mail.
CREATE FUNCTION search_nearby(boxes uuid[], query tsquery, before timestamptz, before_message uuid, reach integer)
RETURNS TABLE (message_id uuid, thread_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    -- The latest of all these mailboxes together: of each by itself, a quiet one would reach further back than a busy one.
    RETURN QUERY EXECUTE 'SELECT near.message_id, near.thread_id, near.at FROM (
            SELECT latest.* FROM unnest($1) box, LATERAL (
                SELECT s.message_id, s.thread_id, s.at, s.tokens FROM message_search s
                WHERE s.mailbox_id = box AND s.workspace_id = kurier_workspace() AND s.at <= $2 AND (s.at, s.message_id) < ($2, $4)
                ORDER BY s.at DESC, s.message_id DESC LIMIT $5) latest
            ORDER BY latest.at DESC, latest.message_id DESC LIMIT $5) near
        WHERE near.tokens @@ $3 ORDER BY near.at DESC, near.message_id DESC LIMIT 200' USING boxes, before, query, before_message, reach;
END $$;
REVOKE ALL ON FUNCTION search_nearby(uuid[], tsquery, timestamptz, uuid, integer) FROM PUBLIC;

CREATE OR REPLACE FUNCTION search_messages(boxes uuid[], query tsquery, before timestamptz, before_message uuid, few integer)
RETURNS TABLE (message_id uuid, thread_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    hits integer;
    messages uuid[];
    threads uuid[];
    moments timestamptz[];
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    SELECT count(*), array_agg(found.message_id), array_agg(found.thread_id), array_agg(found.at)
        INTO hits, messages, threads, moments
        FROM search_nearby(boxes, query, before, before_message, few) found;
    IF hits < 200 THEN
        SELECT count(*), array_agg(found.message_id), array_agg(found.thread_id), array_agg(found.at)
            INTO hits, messages, threads, moments
            FROM search_by_index(boxes, query, before, before_message, few) found;
        IF hits >= few THEN
            RETURN QUERY SELECT * FROM search_by_date(boxes, query, before, before_message);
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM unnest(messages, threads, moments) found (a, b, c) ORDER BY c DESC, a DESC LIMIT 200;
END $$;

-- Of a house that is crowded any few hundred people say nothing: what they are in is not looked up; and of what is under way the latest 500 are enough to
-- offer a few.
CREATE OR REPLACE FUNCTION work_best(asked uuid, sought text[], is_house boolean) RETURNS TABLE (by text, record_id uuid, is_linked boolean)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH wanted AS MATERIALIZED (SELECT DISTINCT unnest(sought) AS by),
    links AS MATERIALIZED (
        SELECT f.id, f.kind AS of_kind, f.what ->> 'to' AS kind FROM record_fields f
        WHERE f.workspace_id = asked AND f.what ->> 'type' = 'link' AND f.removed_at IS NULL),
    domains AS MATERIALIZED (
        SELECT f.id FROM record_fields f WHERE f.workspace_id = asked AND f.what ->> 'type' = 'domain' AND f.removed_at IS NULL AND is_house),
    known AS MATERIALIZED (
        SELECT w.by, r.id, r.kind FROM wanted w CROSS JOIN LATERAL (
            (SELECT a.record_id FROM record_addresses a
             WHERE NOT is_house AND a.workspace_id = asked AND a.kind = 'email' AND a.key = w.by LIMIT 501)
            UNION
            (SELECT a.record_id FROM record_addresses a
             WHERE is_house AND a.workspace_id = asked AND a.kind = 'email' AND a.domain = w.by LIMIT 501)
            UNION
            (SELECT i.record_id FROM domains d CROSS JOIN LATERAL (
                SELECT i.record_id FROM record_index i WHERE i.field_id = d.id AND i.words = w.by LIMIT 501) i)) AS own
        CROSS JOIN LATERAL (SELECT r.id, r.kind FROM records r WHERE r.id = own.record_id AND r.removed_at IS NULL OFFSET 0) AS r),
    crowded AS MATERIALIZED (SELECT known.by FROM known GROUP BY known.by HAVING count(*) > 500),
    about AS MATERIALIZED (
        SELECT w.by, l.record_id AS id FROM wanted w CROSS JOIN LATERAL (
            SELECT i.record_id FROM known k JOIN links ON links.kind = k.kind CROSS JOIN LATERAL (
                SELECT i.record_id FROM record_index i WHERE i.field_id = links.id AND i.words = k.id::text OFFSET 0) i
            WHERE k.by = w.by LIMIT 1001) AS l
        WHERE NOT EXISTS (SELECT 1 FROM crowded WHERE crowded.by = w.by)),
    big AS MATERIALIZED (
        SELECT crowded.by FROM crowded
        UNION
        SELECT about.by FROM about GROUP BY about.by HAVING count(*) > 1000),
    lately AS MATERIALIZED (
        SELECT r.id, r.kind FROM records r
        WHERE r.workspace_id = asked AND r.stage_id IS NOT NULL AND NOT r.closed AND r.removed_at IS NULL AND EXISTS (SELECT 1 FROM big)
        ORDER BY r.last_activity_at DESC, r.id DESC LIMIT 500),
    linked AS MATERIALIZED (
        SELECT DISTINCT lately.id, to_whom.id AS other FROM lately JOIN links ON links.of_kind = lately.kind CROSS JOIN LATERAL (
            SELECT CASE WHEN i.words ~ '^[0-9a-f-]{36}$' THEN i.words::uuid END AS id FROM record_index i
            WHERE i.record_id = lately.id AND i.field_id = links.id OFFSET 0) AS to_whom),
    theirs AS (
        SELECT big.by, lately.id, false AS is_linked FROM big CROSS JOIN lately
        WHERE EXISTS (SELECT 1 FROM record_addresses a WHERE a.record_id = lately.id AND a.kind = 'email'
                      AND CASE WHEN is_house THEN a.domain ELSE a.key END = big.by OFFSET 0)
        UNION ALL
        SELECT big.by, linked.id, true FROM big CROSS JOIN linked
        WHERE EXISTS (SELECT 1 FROM record_addresses a WHERE a.record_id = linked.other AND a.kind = 'email'
                      AND CASE WHEN is_house THEN a.domain ELSE a.key END = big.by OFFSET 0)
           OR EXISTS (SELECT 1 FROM record_index i WHERE i.record_id = linked.other AND i.field_id IN (SELECT d.id FROM domains d)
                      AND i.words = big.by OFFSET 0)),
    found AS (
        SELECT known.by, known.id, false AS is_linked FROM known WHERE NOT EXISTS (SELECT 1 FROM crowded WHERE crowded.by = known.by)
        UNION ALL
        SELECT about.by, about.id, true FROM about
        UNION ALL
        SELECT theirs.by, theirs.id, theirs.is_linked FROM theirs)
    SELECT found.by, found.id, bool_and(found.is_linked) FROM found CROSS JOIN LATERAL (
        SELECT FROM records r WHERE r.id = found.id AND r.stage_id IS NOT NULL AND r.removed_at IS NULL OFFSET 0) AS r
    GROUP BY found.by, found.id;
END
$$;
