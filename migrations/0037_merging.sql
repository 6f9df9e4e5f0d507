-- Records that have become part of another, what moved with them, and how they come apart again.

-- Always one step, as with threads. Such a record has `removed_at` too, so it is nowhere but in its address, which leads to the other.
ALTER TABLE records ADD COLUMN merged_into uuid REFERENCES records ON DELETE CASCADE;
CREATE INDEX records_merged ON records (merged_into) WHERE merged_into IS NOT NULL;

-- That several records became one. Kept as long as it can be taken back.
CREATE TABLE record_merges (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    winner_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    by_id uuid REFERENCES users ON DELETE SET NULL,
    at timestamptz NOT NULL,
    -- What stood in the winner's fields that changed, and what stands there since (Vec<Changed>).
    changed jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX record_merges_winner ON record_merges (winner_id, at);
CREATE INDEX record_merges_at ON record_merges (at);
SELECT kurier_wall('record_merges');

-- What came from one of them: the rows of a column, by what else is in their keys.
CREATE TABLE record_merge_rows (
    merge_id uuid NOT NULL REFERENCES record_merges ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    loser_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    tab text NOT NULL,
    col text NOT NULL,
    keys jsonb NOT NULL,
    PRIMARY KEY (merge_id, loser_id, tab, col)
);
CREATE INDEX record_merge_rows_loser ON record_merge_rows (loser_id);
SELECT kurier_wall('record_merge_rows');

-- What made of two people one may say no to what one of them had agreed to; such rows go when the people come apart.
ALTER TABLE consents ADD COLUMN merge_id uuid REFERENCES record_merges ON DELETE SET NULL;
CREATE INDEX consents_merge ON consents (merge_id) WHERE merge_id IS NOT NULL;
CREATE INDEX consents_person ON consents (person) WHERE person IS NOT NULL;

-- The only addresses for which an agreement holds, when its person became one with somebody who had others. There is always a row with no
-- address, so that nobody's agreement holds for none.
CREATE TABLE consent_bounds (
    consent_id uuid NOT NULL REFERENCES consents ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    key text NOT NULL,                          -- address_key
    merge_id uuid REFERENCES record_merges ON DELETE SET NULL,
    PRIMARY KEY (consent_id, key)
);
CREATE INDEX consent_bounds_merge ON consent_bounds (merge_id) WHERE merge_id IS NOT NULL;
SELECT kurier_wall('consent_bounds');

-- The record that one is by now.
CREATE FUNCTION current_record(asked uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(r.merged_into, r.id) FROM records r WHERE r.id = asked
$$;

-- A merge that can be taken back, by somebody who may see all that it is about.
CREATE FUNCTION merge_to_split(asked uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT m.id FROM record_merges m WHERE m.id = asked
       AND NOT EXISTS (SELECT 1 FROM record_merge_rows w WHERE w.merge_id = m.id
                       AND NOT EXISTS (SELECT 1 FROM records r WHERE r.id = w.loser_id))
$$;

-- Lets the rows of a column that name one record name another: all of them, or those with these keys. What could not be twice stays. The
-- keys of those that moved: what else is in the primary key.
CREATE FUNCTION move_rows(tab text, col text, from_record uuid, to_record uuid, chosen jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    key text;   -- what a row is known by
    same text;  -- that it is the one in $3; a thread that became part of another, as what it is now
    moved jsonb;
    one jsonb;
BEGIN
    SELECT format('jsonb_build_object(%s)', string_agg(format('%1$L, t.%1$I', a.attname), ', ')),
           coalesce(string_agg(format(CASE a.attname WHEN 'thread_id' THEN 't.%1$I = coalesce(current_thread(($3 ->> %1$L)::uuid), ($3 ->> %1$L)::uuid)'
                                            ELSE 't.%1$I = ($3 ->> %1$L)::%2$s' END, a.attname, format_type(a.atttypid, a.atttypmod)), ' AND '), 'true')
    INTO key, same
    FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = tab::regclass AND i.indisprimary AND a.attname <> col;
    IF chosen IS NULL THEN
        BEGIN
            EXECUTE format('WITH moved AS (UPDATE %1$I t SET %2$I = $2 WHERE t.%2$I = $1 RETURNING %3$s AS key)
                            SELECT coalesce(jsonb_agg(key), ''[]'') FROM moved', tab, col, key)
                INTO moved USING from_record, to_record;
            RETURN moved;
        EXCEPTION WHEN unique_violation THEN
            -- One after the other.
            EXECUTE format('SELECT coalesce(jsonb_agg(%3$s), ''[]'') FROM %1$I t WHERE t.%2$I = $1', tab, col, key)
                INTO chosen USING from_record;
        END;
    END IF;
    moved := '[]';
    FOR one IN SELECT value FROM jsonb_array_elements(chosen) LOOP
        BEGIN
            EXECUTE format('UPDATE %1$I t SET %2$I = $2 WHERE t.%2$I = $1 AND %3$s', tab, col, same) USING from_record, to_record, one;
            IF FOUND THEN moved := moved || jsonb_build_array(one); END IF;
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;
    END LOOP;
    RETURN moved;
END $$;

-- What has become part of another record is in no bin.
CREATE OR REPLACE FUNCTION list_base(question jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format('r.workspace_id = kurier_workspace() AND r.kind = %L AND r.removed_at IS %s', q.kind,
                  CASE WHEN q.in_bin THEN 'NOT NULL AND r.merged_into IS NULL' ELSE 'NULL' END)
    FROM list_question(question) q
$$;

-- Records of a kind that are nearly called so, the nearest first. Of the three-letter pieces a letter that is another one spoils three on
-- both sides, two that changed places four: so like must be what is asked for, and no more. Of the shortest names that would be nearly all.
CREATE FUNCTION records_called(wanted_kind text, looked_for text, at_most bigint) RETURNS TABLE (id uuid, name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_indexscan = off SET jit = off SET max_parallel_workers_per_gather = 0
SET pg_trgm.word_similarity_threshold = 0.5 AS $$
DECLARE pieces integer := cardinality(show_trgm(looked_for));
BEGIN
    IF kurier_workspace() IS NULL OR pieces = 0 THEN RETURN; END IF;
    PERFORM set_config('pg_trgm.word_similarity_threshold', (CASE WHEN pieces < 7 THEN 0.53 ELSE (pieces - 4)::float8 / (pieces + 4) - 0.001 END)::text, true);
    RETURN QUERY SELECT r.id, r.name FROM records r
        WHERE looked_for <% r.sought AND r.workspace_id = kurier_workspace() AND r.kind = wanted_kind AND r.removed_at IS NULL
        ORDER BY word_similarity(looked_for, r.sought) DESC, r.id LIMIT at_most;
END $$;
REVOKE ALL ON FUNCTION records_called FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records_called TO kurier_app;
