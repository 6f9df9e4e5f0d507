-- Tables that grow by hundreds of rows at a time are not what Postgres last knew of them, and it chooses the wrong indexes: the
-- workspace's instead of the message's. Whoever stores so much asks for this now and then; it costs nothing unless a table has
-- become many times as large as it was when it was looked at.
CREATE FUNCTION kurier_analyze_grown() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    grown text;
BEGIN
    FOR grown IN
        SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.oid = ANY (ARRAY['messages', 'placements', 'threads', 'thread_folders', 'thread_references', 'contents',
                                 'index_queue']::regclass[])
          AND pg_relation_size(c.oid) / current_setting('block_size')::int > 8 * greatest(c.relpages, 1)
        ORDER BY c.oid
    LOOP
        -- Whoever is at it already is not waited for.
        EXECUTE 'ANALYZE (SKIP_LOCKED) ' || grown;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION kurier_analyze_grown() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kurier_analyze_grown() TO kurier_app;
