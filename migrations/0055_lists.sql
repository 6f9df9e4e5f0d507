-- Lists: in the order of people and of choices, and of when records were made; filters by moments that stand in no field; none of some values;
-- with which saved list somebody begins.

-- What is asked of moments of a record, which stand side by side like the filters of fields: from then on, and before then.
ALTER TYPE list_question ADD ATTRIBUTE moments text[], ADD ATTRIBUTE since timestamptz[], ADD ATTRIBUTE until timestamptz[];

CREATE INDEX records_created ON records (workspace_id, kind, created_at, id) WHERE removed_at IS NULL;
CREATE INDEX records_waiting ON records (workspace_id, kind, stage_since, id) WHERE removed_at IS NULL AND stage_since IS NOT NULL;

-- What is asked of moments (or of one of them alone), as a condition on `records r`.
CREATE FUNCTION list_moments(question jsonb, only_of text DEFAULT NULL) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(string_agg(
        CASE WHEN m.since IS NULL THEN '' ELSE format(' AND r.%I >= %L', m.moment, m.since) END
        || CASE WHEN m.until IS NULL THEN '' ELSE format(' AND r.%I < %L', m.moment, m.until) END, ''), '')
    FROM list_question(question) q, unnest(q.moments, q.since, q.until) AS m (moment, since, until)
    WHERE only_of IS NULL OR m.moment = only_of
$$;

-- `none_of` is the opposite of `one_of`, as `empty` is of `filled`.
CREATE OR REPLACE FUNCTION list_test(field uuid, test text, wanted text, low float8, high float8) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('i.field_id = %L', field) || CASE
        WHEN test IN ('one_of', 'none_of') THEN format(' AND i.words = ANY (string_to_array(%L, E''\x1f''))', wanted)
        WHEN test = 'has' THEN format(' AND i.words LIKE %L', wanted)
        WHEN test = 'between' THEN format(' AND i.number >= %L AND i.number <= %L', coalesce(low, '-Infinity'), coalesce(high, 'Infinity'))
        ELSE '' END
$$;
CREATE OR REPLACE FUNCTION list_rest(question jsonb, one_by_one boolean DEFAULT true) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN q.somebody IS NULL THEN '' ELSE format(' AND r.owner_id = %L', q.somebody) END
        || list_moments(question)
        || coalesce((SELECT string_agg(format(CASE WHEN w.number IS NULL THEN ' AND r.sought LIKE %1$L'
                                                   ELSE ' AND (r.sought LIKE %1$L OR r.sought LIKE %2$L)' END, w.word, w.number), '')
                     FROM unnest(q.words, q.numbers) AS w (word, number)), '')
        || coalesce((SELECT string_agg(format(' AND %s (SELECT 1 FROM record_index i WHERE i.record_id = r.id AND %s%s)',
                         CASE WHEN f.test IN ('empty', 'none_of') THEN 'NOT EXISTS' ELSE 'EXISTS' END,
                         list_test(f.field, f.test, f.wanted, f.low, f.high), CASE WHEN one_by_one THEN ' OFFSET 0' ELSE '' END), '')
                     FROM unnest(q.fields, q.tests, q.wanted, q.low, q.high) AS f (field, test, wanted, low, high)), '')
    FROM list_question(question) q
$$;

-- `list_by_activity` of 0031 for any moment and in both directions. What is asked of that moment says where the walk begins and ends.
CREATE FUNCTION list_by_moment(question jsonb, moment text, descending boolean, after_at timestamptz, after_id uuid, reach bigint, at_most bigint)
RETURNS TABLE (id uuid, at timestamptz) LANGUAGE plpgsql STABLE SET jit = off SET enable_sort = off SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    ordered text := format(' ORDER BY r.%1$I %2$s, r.id %2$s', moment, CASE WHEN descending THEN 'DESC' ELSE 'ASC' END);
BEGIN
    RETURN QUERY EXECUTE format('SELECT r.id, r.%1$I FROM (SELECT r.* FROM records r WHERE r.%1$I IS NOT NULL AND ', moment)
        || list_base(question) || list_moments(question, moment)
        || CASE WHEN after_at IS NULL THEN '' ELSE format(' AND (r.%I, r.id) %s ($1, $2)', moment, CASE WHEN descending THEN '<' ELSE '>' END) END
        || ordered || ' LIMIT $4) r WHERE true' || list_rest(question) || ordered || ' LIMIT $3' USING after_at, after_id, at_most, reach;
END $$;

-- What stands in a field, each once: a step of the index for each of them, however many records have it.
CREATE FUNCTION list_groups(field uuid, at_most bigint) RETURNS SETOF text LANGUAGE sql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
    WITH RECURSIVE groups (words) AS (
        (SELECT i.words FROM record_index i WHERE i.field_id = field AND i.words IS NOT NULL ORDER BY i.words LIMIT 1)
        UNION ALL
        SELECT (SELECT i.words FROM record_index i WHERE i.field_id = field AND i.words > g.words ORDER BY i.words LIMIT 1)
        FROM groups g WHERE g.words IS NOT NULL)
    SELECT words FROM groups WHERE words IS NOT NULL LIMIT at_most
$$;
-- A page of a list whose order is said from without (people by their names, choices as they are offered): a walk for each of the words, in this
-- order, from behind `after_id` in the first of them. Of the records with several only the first counts. `reach` is shared by all walks.
CREATE FUNCTION list_by_groups(question jsonb, field uuid, groups text[], descending boolean, after_id uuid, reach bigint, at_most bigint)
RETURNS TABLE (id uuid, at text) LANGUAGE plpgsql STABLE
SET jit = off SET enable_sort = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    condition text := list_condition(question);
    direction text := CASE WHEN descending THEN 'DESC' ELSE 'ASC' END;
    behind uuid := after_id;
    missing bigint := at_most;
    near bigint := reach;
    passed bigint;
    one text;
BEGIN
    FOREACH one IN ARRAY groups LOOP
        EXIT WHEN missing <= 0 OR near <= 0;
        RETURN QUERY EXECUTE 'SELECT k.record_id, $2 FROM (SELECT i.record_id FROM record_index i WHERE i.field_id = $1 AND i.place = 0 AND i.words = $2'
            || CASE WHEN behind IS NULL THEN '' ELSE format(' AND i.record_id %s $3', CASE WHEN descending THEN '<' ELSE '>' END) END
            || format(' ORDER BY i.record_id %s LIMIT $5) k JOIN records r ON r.id = k.record_id WHERE ', direction) || condition
            || format(' ORDER BY k.record_id %s LIMIT $4', direction) USING field, one, behind, missing, near;
        GET DIAGNOSTICS passed = ROW_COUNT;
        missing := missing - passed;
        behind := NULL;
        IF near IS NOT NULL AND missing > 0 THEN
            near := near - (SELECT count(*) FROM (SELECT 1 FROM record_index i WHERE i.field_id = field AND i.words = one LIMIT near) looked_at);
        END IF;
    END LOOP;
END $$;

-- `list_among` of 0028 by any moment, without what they are worth.
CREATE FUNCTION list_few(question jsonb, few uuid[], field uuid, moment text)
RETURNS TABLE (id uuid, at timestamptz, words text, number float8)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT r.id, r.%I, o.words, o.number
        FROM records r LEFT JOIN record_index o ON o.record_id = r.id AND o.field_id = $2 AND o.place = 0
        WHERE r.id = ANY ($1) AND ', moment) || list_condition(question) USING few, field;
END $$;

-- With moments, each by its own index.
CREATE OR REPLACE FUNCTION list_passing(question jsonb, at_most bigint) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET jit = off SET enable_nestloop = off SET enable_seqscan = off SET enable_bitmapscan = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    condition text;
    moments text := list_moments(question);
BEGIN
    IF kurier_workspace() IS NULL OR EXISTS (
        SELECT 1 FROM list_question(question) q, unnest(q.fields) AS f (id)
        WHERE NOT EXISTS (SELECT 1 FROM record_fields k WHERE k.id = f.id AND k.workspace_id = kurier_workspace())) THEN
        RETURN;
    END IF;
    IF moments <> '' THEN
        moments := 'SELECT r.id FROM records r WHERE ' || list_base(question) || moments;
    END IF;
    SELECT string_agg(CASE WHEN f.place = 1 THEN list_test(f.field, f.test, f.wanted, f.low, f.high)
                           ELSE format('i.record_id IN (SELECT i.record_id FROM record_index i WHERE %s)',
                                       list_test(f.field, f.test, f.wanted, f.low, f.high)) END, ' AND ' ORDER BY f.place)
    INTO condition
    FROM list_question(question) q, unnest(q.fields, q.tests, q.wanted, q.low, q.high) WITH ORDINALITY AS f (field, test, wanted, low, high, place);
    IF condition IS NULL AND moments = '' THEN
        RETURN;
    ELSIF condition IS NULL THEN
        RETURN QUERY EXECUTE moments || ' LIMIT $1' USING at_most;
    ELSE
        RETURN QUERY EXECUTE 'SELECT i.record_id FROM record_index i WHERE ' || condition
            || CASE WHEN moments = '' THEN '' ELSE ' AND i.record_id IN (' || moments || ')' END || ' LIMIT $1' USING at_most;
    END IF;
END $$;

-- With which saved list somebody begins when they open a kind.
CREATE TABLE list_firsts (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    kind text NOT NULL,
    view_id uuid NOT NULL REFERENCES list_views ON DELETE CASCADE,
    PRIMARY KEY (user_id, kind),
    FOREIGN KEY (workspace_id, kind) REFERENCES record_kinds (workspace_id, key) ON DELETE CASCADE
);
CREATE INDEX list_firsts_view ON list_firsts (view_id);
SELECT kurier_wall('list_firsts');

-- One change of all records that a list has, as somebody has asked for it: which these are is written down first, then each is changed.
CREATE TABLE sweeps (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    kind text NOT NULL,
    asked_by uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    asked_at timestamptz NOT NULL,
    zone text NOT NULL,                         -- where today is said from
    query jsonb NOT NULL,                       -- ListQuery
    act jsonb NOT NULL,                         -- SweepAct
    state text NOT NULL CHECK (state IN ('finding', 'changing', 'done', 'stopped', 'taking_back', 'taken_back')),
    cursor jsonb,                               -- ListCursor: where finding goes on
    total integer NOT NULL DEFAULT 0,
    looked_at integer NOT NULL DEFAULT 0,       -- where changing goes on
    changed integer NOT NULL DEFAULT 0,
    same integer NOT NULL DEFAULT 0,
    gone integer NOT NULL DEFAULT 0,
    back integer NOT NULL DEFAULT 0,
    kept integer NOT NULL DEFAULT 0,            -- not taken back: somebody has changed it since
    dismissed boolean NOT NULL DEFAULT false,
    FOREIGN KEY (workspace_id, kind) REFERENCES record_kinds (workspace_id, key) ON DELETE CASCADE
);
CREATE INDEX sweeps_of ON sweeps (asked_by, kind, asked_at);
SELECT kurier_wall('sweeps');

CREATE TABLE sweep_records (
    sweep_id uuid NOT NULL REFERENCES sweeps ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    place integer NOT NULL,
    record_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    outcome text CHECK (outcome IN ('changed', 'same', 'refused', 'gone', 'back', 'kept')),
    before text,
    revision integer,
    why jsonb,                                  -- Reason
    PRIMARY KEY (sweep_id, place)
);
CREATE INDEX sweep_records_record ON sweep_records (record_id);
CREATE INDEX sweep_records_changed ON sweep_records (sweep_id, place) WHERE outcome = 'changed';
CREATE INDEX sweep_records_refused ON sweep_records (sweep_id, place) WHERE outcome = 'refused';
SELECT kurier_wall('sweep_records');
