-- Lists of which filters let few records through, by sets; names of companies and beginnings of names by an index.

-- The company of a record is looked up by its id: as a join it could be planned as a walk through all records.
CREATE OR REPLACE FUNCTION company_of(r records) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(r.company, (
        SELECT c.name FROM records c WHERE c.removed_at IS NULL AND c.id = ANY (ARRAY (
            SELECT i.words::uuid FROM record_fields f JOIN record_index i ON i.field_id = f.id AND i.record_id = r.id
            WHERE f.workspace_id = r.workspace_id AND f.kind = r.kind AND f.what ->> 'type' = 'link' AND f.what ->> 'to' = 'company'
              AND i.words ~ '^[0-9a-f-]{36}$')) LIMIT 1))
$$;

-- Records whose text begins with a word, at most so many. The index of three-letter pieces would give all that have the word anywhere.
CREATE INDEX records_begin ON records (workspace_id, "left"(sought, 60) COLLATE "C");
CREATE FUNCTION records_beginning(beginning text, at_most bigint) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
    SELECT r.id FROM records r
    WHERE r.workspace_id = kurier_workspace() AND "left"(r.sought, 60) COLLATE "C" >= "left"(beginning, 60)
      AND "left"(r.sought, 60) COLLATE "C" < "left"(beginning, 60) || U&'\+10FFFF'
    LIMIT at_most
$$;
REVOKE ALL ON FUNCTION records_beginning FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records_beginning TO kurier_app;

-- What is asked of a field, as a condition on `record_index i` (`empty` is the opposite of `filled`).
CREATE FUNCTION list_test(field uuid, test text, wanted text, low float8, high float8) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('i.field_id = %L', field) || CASE test
        WHEN 'one_of' THEN format(' AND i.words = ANY (string_to_array(%L, E''\x1f''))', wanted)
        WHEN 'has' THEN format(' AND i.words LIKE %L', wanted)
        WHEN 'between' THEN format(' AND i.number >= %L AND i.number <= %L', coalesce(low, '-Infinity'), coalesce(high, 'Infinity'))
        ELSE '' END
$$;
-- `list_condition` of 0028 in two parts: which records a list can have at all, in the order of an index, and what else is asked. Where
-- records are looked at one after the other (`one_by_one`), the questions about fields stand behind OFFSET 0: each is asked of that record, by
-- the key of its index, and never of all records at once.
CREATE FUNCTION list_base(question jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format('r.workspace_id = kurier_workspace() AND r.kind = %L AND r.removed_at IS %s', q.kind, CASE WHEN q.in_bin THEN 'NOT NULL' ELSE 'NULL' END)
    FROM list_question(question) q
$$;
CREATE FUNCTION list_rest(question jsonb, one_by_one boolean DEFAULT true) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN q.somebody IS NULL THEN '' ELSE format(' AND r.owner_id = %L', q.somebody) END
        || coalesce((SELECT string_agg(format(CASE WHEN w.number IS NULL THEN ' AND r.sought LIKE %1$L'
                                                   ELSE ' AND (r.sought LIKE %1$L OR r.sought LIKE %2$L)' END, w.word, w.number), '')
                     FROM unnest(q.words, q.numbers) AS w (word, number)), '')
        || coalesce((SELECT string_agg(format(' AND %s (SELECT 1 FROM record_index i WHERE i.record_id = r.id AND %s%s)',
                         CASE WHEN f.test = 'empty' THEN 'NOT EXISTS' ELSE 'EXISTS' END, list_test(f.field, f.test, f.wanted, f.low, f.high),
                         CASE WHEN one_by_one THEN ' OFFSET 0' ELSE '' END), '')
                     FROM unnest(q.fields, q.tests, q.wanted, q.low, q.high) AS f (field, test, wanted, low, high)), '')
    FROM list_question(question) q
$$;
CREATE OR REPLACE FUNCTION list_condition(question jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT list_base(question) || list_rest(question)
$$;

-- A plan that is forced to an index looks dear, and would be compiled where a connection compiles plans (`jit`).
-- A page of a list, of at most so many records (`reach`; all, when it is null) that are looked at from where the last page ended.
DROP FUNCTION list_by_activity, list_in_stage, list_by_field, list_without;
CREATE FUNCTION list_by_activity(question jsonb, after_at timestamptz, after_id uuid, reach bigint, at_most bigint)
RETURNS TABLE (id uuid, at timestamptz) LANGUAGE plpgsql STABLE SET jit = off SET enable_sort = off SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT r.id, r.last_activity_at FROM (SELECT r.* FROM records r WHERE ' || list_base(question)
        || CASE WHEN after_at IS NULL THEN '' ELSE ' AND (r.last_activity_at, r.id) < ($1, $2)' END
        || ' ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $4) r WHERE true' || list_rest(question)
        || ' ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $3' USING after_at, after_id, at_most, reach;
END $$;
CREATE FUNCTION list_in_stage(question jsonb, stage uuid, after_at timestamptz, after_id uuid, reach bigint, at_most bigint)
RETURNS TABLE (id uuid, at timestamptz) LANGUAGE plpgsql STABLE SET jit = off SET enable_sort = off SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT r.id, r.last_activity_at FROM (SELECT r.* FROM records r WHERE r.stage_id = $4 AND ' || list_base(question)
        || CASE WHEN after_at IS NULL THEN '' ELSE ' AND (r.last_activity_at, r.id) < ($1, $2)' END
        || ' ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $5) r WHERE true' || list_rest(question)
        || ' ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $3' USING after_at, after_id, at_most, stage, reach;
END $$;
-- By the words or the number of a field, of the records that have something in it. What is asked of the field itself says where to begin.
CREATE FUNCTION list_by_field(question jsonb, field uuid, key text, descending boolean, after_key text, after_id uuid, low float8, high float8,
                              reach bigint, at_most bigint)
RETURNS TABLE (id uuid, at text) LANGUAGE plpgsql STABLE
SET jit = off SET enable_sort = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT k.record_id, k.key::text FROM (SELECT i.record_id, i.%1$I AS key FROM record_index i
            WHERE i.field_id = $1 AND i.place = 0 AND i.%1$I IS NOT NULL', key)
        || CASE WHEN low IS NULL THEN '' ELSE ' AND i.number >= $5' END
        || CASE WHEN high IS NULL THEN '' ELSE ' AND i.number <= $6' END
        || CASE WHEN after_key IS NULL THEN ''
                ELSE format(' AND (i.%I, i.record_id) %s ($2::%s, $3)', key, CASE WHEN descending THEN '<' ELSE '>' END,
                            CASE key WHEN 'number' THEN 'float8' ELSE 'text' END) END
        || format(' ORDER BY i.%1$I %2$s, i.record_id %2$s LIMIT $7) k JOIN records r ON r.id = k.record_id WHERE ', key,
                  CASE WHEN descending THEN 'DESC' ELSE 'ASC' END) || list_condition(question)
        || format(' ORDER BY k.key %1$s, k.record_id %1$s LIMIT $4', CASE WHEN descending THEN 'DESC' ELSE 'ASC' END)
        USING field, after_key, after_id, at_most, low, high, reach;
END $$;
-- Those without anything in a field, by the index of their kind: that of their ids alone would pass by all records of other kinds.
CREATE FUNCTION list_without(question jsonb, field uuid, behind uuid, reach bigint, at_most bigint) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SET jit = off SET enable_sort = off SET enable_seqscan = off SET random_page_cost = 1 SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT r.id FROM (SELECT r.* FROM records r WHERE ' || list_base(question)
        || CASE WHEN behind IS NULL THEN '' ELSE ' AND r.id < $2' END || ' ORDER BY r.id DESC LIMIT $4) r WHERE true' || list_rest(question)
        || ' AND NOT EXISTS (SELECT 1 FROM record_index i WHERE i.record_id = r.id AND i.field_id = $1 OFFSET 0) ORDER BY r.id DESC LIMIT $3'
        USING field, behind, at_most, reach;
END $$;

-- Of all records, in whatever way is the shortest.
CREATE OR REPLACE FUNCTION list_totals(question jsonb) RETURNS TABLE (stage uuid, currency text, count bigint, amount float8) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT r.stage_id, r.worth_currency, count(*), coalesce(sum(r.worth), 0)::float8 FROM records r
        WHERE r.stage_id IS NOT NULL AND ' || list_base(question) || list_rest(question, false) || ' GROUP BY 1, 2 ORDER BY 1, 2';
END $$;

-- The records in which something stands in the fields as it is asked, at most so many: each question is read from its index alone, and what
-- is in all of them is left. LIKE is not leakproof, and an index alone does not know the workspace: this builds the wall itself, by whose
-- fields they are.
CREATE FUNCTION list_passing(question jsonb, at_most bigint) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET jit = off SET enable_nestloop = off SET enable_seqscan = off SET enable_bitmapscan = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE condition text;
BEGIN
    IF kurier_workspace() IS NULL OR EXISTS (
        SELECT 1 FROM list_question(question) q, unnest(q.fields) AS f (id)
        WHERE NOT EXISTS (SELECT 1 FROM record_fields k WHERE k.id = f.id AND k.workspace_id = kurier_workspace())) THEN
        RETURN;
    END IF;
    SELECT string_agg(CASE WHEN f.place = 1 THEN list_test(f.field, f.test, f.wanted, f.low, f.high)
                           ELSE format('i.record_id IN (SELECT i.record_id FROM record_index i WHERE %s)',
                                       list_test(f.field, f.test, f.wanted, f.low, f.high)) END, ' AND ' ORDER BY f.place)
    INTO condition
    FROM list_question(question) q, unnest(q.fields, q.tests, q.wanted, q.low, q.high) WITH ORDINALITY AS f (field, test, wanted, low, high, place);
    RETURN QUERY EXECUTE 'SELECT i.record_id FROM record_index i WHERE ' || condition || ' LIMIT $1' USING at_most;
END $$;
REVOKE ALL ON FUNCTION list_passing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_passing TO kurier_app;
