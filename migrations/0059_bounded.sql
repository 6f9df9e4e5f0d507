-- What asks about somebody very big ends after a while, what a sender was told of is known when it is tried again, and fields that name several
-- records go on doing so.

-- Of which findings whoever sent a message was told: one that is tried again is held back for others alone.
ALTER TABLE outbox ADD COLUMN told jsonb NOT NULL DEFAULT '[]';

-- A process of the version before 0052, which is still running while this one brings the database up to date, reads fields that name several
-- records as if they named one, and would write their definition back so when somebody renames one there. That never changes.
CREATE FUNCTION kurier_several_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.what := NEW.what || jsonb_build_object('several', OLD.what -> 'several');
    RETURN NEW;
END $$;
CREATE TRIGGER record_fields_several BEFORE UPDATE OF what ON record_fields FOR EACH ROW
    WHEN (OLD.what ? 'several' AND NEW.what ->> 'type' = 'link' AND NOT NEW.what ? 'several') EXECUTE FUNCTION kurier_several_stays();

-- Notes that were taken away are forgotten after a while.
CREATE INDEX notes_removed ON notes (removed_at) WHERE removed_at IS NOT NULL;

-- What is under way, the latest first.
CREATE INDEX records_under_way ON records (workspace_id, last_activity_at DESC, id DESC)
    WHERE stage_id IS NOT NULL AND NOT closed AND removed_at IS NULL;

-- The best of what is under way with whoever has an address, or is of a house (all addresses of a domain, and the companies whose it is): as
-- `work_with` and `work_with_house` (0045), but of very many not all. 500 who have it and 1,000 records about them are all; where there are more,
-- these, and of the 1,000 that were worked on last those that are theirs too. `sought` are addresses, or domains where `is_house`.
-- In PL/pgSQL its plan (5 ms) is made once a connection.
CREATE FUNCTION work_best(asked uuid, sought text[], is_house boolean) RETURNS TABLE (by text, record_id uuid, is_linked boolean)
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
    about AS MATERIALIZED (
        SELECT w.by, l.record_id AS id FROM wanted w CROSS JOIN LATERAL (
            SELECT i.record_id FROM known k JOIN links ON links.kind = k.kind CROSS JOIN LATERAL (
                SELECT i.record_id FROM record_index i WHERE i.field_id = links.id AND i.words = k.id::text OFFSET 0) i
            WHERE k.by = w.by LIMIT 1001) AS l),
    big AS MATERIALIZED (
        SELECT known.by FROM known GROUP BY known.by HAVING count(*) > 500
        UNION
        SELECT about.by FROM about GROUP BY about.by HAVING count(*) > 1000),
    lately AS MATERIALIZED (
        SELECT r.id, r.kind FROM records r
        WHERE r.workspace_id = asked AND r.stage_id IS NOT NULL AND NOT r.closed AND r.removed_at IS NULL AND EXISTS (SELECT 1 FROM big)
        ORDER BY r.last_activity_at DESC, r.id DESC LIMIT 1000),
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
        SELECT known.by, known.id, false AS is_linked FROM known
        UNION ALL
        SELECT about.by, about.id, true FROM about
        UNION ALL
        SELECT theirs.by, theirs.id, theirs.is_linked FROM theirs)
    SELECT found.by, found.id, bool_and(found.is_linked) FROM found CROSS JOIN LATERAL (
        SELECT FROM records r WHERE r.id = found.id AND r.stage_id IS NOT NULL AND r.removed_at IS NULL OFFSET 0) AS r
    GROUP BY found.by, found.id;
END
$$;
