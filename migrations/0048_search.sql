-- Search over everything: short names with a letter amiss, tasks, notes.

-- The short words of a text, each as it is and without each one of its letters. Two words that are the same but for a letter (another one, one
-- too many, one missing, two that changed places) have one of these in common, whatever their length; of three-letter pieces a word of five
-- letters has too few left. COST: looked up in the index, never reckoned row by row.
CREATE FUNCTION spellings(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 2000 AS $$
    SELECT coalesce(array_agg(DISTINCT (left(w.word, i) || substr(w.word, i + 2)) COLLATE "C"), '{}')
    FROM regexp_split_to_table(words, '[ .,;:@()/&"''+_-]+') AS w (word), generate_series(0, length(w.word)) AS i
    WHERE length(w.word) BETWEEN 4 AND 10 AND w.word !~ '[0-9]'
$$;
CREATE INDEX records_spelt ON records USING gin ((spellings(searched) COLLATE "C"));

-- Records that have all these words, as they are written (`patterns`) or nearly (one of the same spellings); of the few that the indexes find, in
-- any order. OFFSET 0: where to begin is said by the words of which there are spellings.
CREATE FUNCTION records_spelt(words text[], patterns text[], at_most bigint) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_indexscan = off SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    nearly text;
    others text;
BEGIN
    SELECT string_agg(format('(r.sought LIKE %L OR (spellings(r.searched) COLLATE "C") && %L::text[])', wanted.pattern, spelt.ways), ' AND ')
               FILTER (WHERE spelt.ways <> '{}'),
           string_agg(format(' AND r.sought LIKE %L', wanted.pattern), '') FILTER (WHERE spelt.ways = '{}')
    INTO nearly, others
    FROM unnest(words, patterns) AS wanted (word, pattern), LATERAL (SELECT spellings(wanted.word) AS ways) AS spelt;
    IF kurier_workspace() IS NULL OR nearly IS NULL THEN RETURN; END IF;
    RETURN QUERY EXECUTE 'SELECT r.id FROM (SELECT * FROM records r WHERE ' || nearly || ' OFFSET 0) r
        WHERE r.workspace_id = $1 AND r.removed_at IS NULL' || coalesce(others, '') || ' LIMIT $2'
        USING kurier_workspace(), at_most;
END $$;
REVOKE ALL ON FUNCTION records_spelt FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records_spelt TO kurier_app;

-- What tasks and notes are found by.
ALTER TABLE tasks ADD COLUMN sought text NOT NULL GENERATED ALWAYS AS (folded(title)) STORED;
CREATE INDEX tasks_sought ON tasks USING gin (sought gin_trgm_ops);
ALTER TABLE notes ADD COLUMN sought text NOT NULL GENERATED ALWAYS AS (folded(text)) STORED;
CREATE INDEX notes_sought ON notes USING gin (sought gin_trgm_ops);
CREATE INDEX notes_latest ON notes (workspace_id, created_at DESC, id DESC) WHERE removed_at IS NULL;

-- Tasks and notes that have the words, at most so many, in any order: as `records_with` (0028).
CREATE FUNCTION tasks_with(words text[], at_most bigint) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE condition text;
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    SELECT string_agg(format('t.sought LIKE %L', word), ' AND ') INTO condition FROM unnest(words) AS wanted (word);
    RETURN QUERY EXECUTE 'SELECT t.id FROM tasks t WHERE ' || condition || ' AND t.workspace_id = $1 AND t.removed_at IS NULL LIMIT $2'
        USING kurier_workspace(), at_most;
END $$;
REVOKE ALL ON FUNCTION tasks_with FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tasks_with TO kurier_app;

CREATE FUNCTION notes_with(words text[], at_most bigint) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE condition text;
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    SELECT string_agg(format('n.sought LIKE %L', word), ' AND ') INTO condition FROM unnest(words) AS wanted (word);
    RETURN QUERY EXECUTE 'SELECT n.id FROM notes n WHERE ' || condition || ' AND n.workspace_id = $1 AND n.removed_at IS NULL LIMIT $2'
        USING kurier_workspace(), at_most;
END $$;
REVOKE ALL ON FUNCTION notes_with FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notes_with TO kurier_app;
