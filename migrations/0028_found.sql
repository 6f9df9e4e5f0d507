-- Finding records by words: one text a record, with its addresses, and an index of its three-letter pieces.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- What a record is found by: its name, its company, its addresses and numbers, folded.
ALTER TABLE records ADD COLUMN sought text NOT NULL DEFAULT '';
CREATE FUNCTION sought_by(record uuid, name text, company text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT folded(name || ' ' || coalesce(company, ''))
        || coalesce((SELECT string_agg(' ' || a.key, '' ORDER BY a.position, a.key) FROM record_addresses a WHERE a.record_id = record), '')
$$;
CREATE FUNCTION records_sought() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sought := sought_by(NEW.id, NEW.name, NEW.company);
    RETURN NEW;
END $$;
CREATE TRIGGER records_sought BEFORE INSERT OR UPDATE OF name, company ON records
    FOR EACH ROW EXECUTE FUNCTION records_sought();

-- Addresses change a statement at a time, so that an import of many does not write each record again for each.
CREATE FUNCTION addresses_sought() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE records r SET sought = sought_by(r.id, r.name, r.company)
    WHERE r.id IN (SELECT record_id FROM touched) AND r.sought <> sought_by(r.id, r.name, r.company);
    RETURN NULL;
END $$;
CREATE TRIGGER addresses_added AFTER INSERT ON record_addresses
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION addresses_sought();
CREATE TRIGGER addresses_changed AFTER UPDATE ON record_addresses
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION addresses_sought();
CREATE TRIGGER addresses_removed AFTER DELETE ON record_addresses
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION addresses_sought();

SET LOCAL ROLE kurier_system;
UPDATE records SET sought = sought_by(id, name, company);
RESET ROLE;
CREATE INDEX records_sought ON records USING gin (sought gin_trgm_ops);

-- The address or number that comes first, to tell two of one name apart.
CREATE FUNCTION first_address(record uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT a.value FROM record_addresses a WHERE a.record_id = record ORDER BY a.kind, a.position, a.key LIMIT 1
$$;

-- Whether a text has all the words; one that is a number, as it is written or by its digits.
CREATE FUNCTION has_words(sought text, words text[], numbers text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM unnest(words, numbers) AS wanted (word, number)
        WHERE NOT (sought LIKE wanted.word OR coalesce(sought LIKE wanted.number, false)))
$$;

-- Records of a kind (or of all) that have the words, at most so many; the few that an index finds. LIKE is not leakproof, so behind
-- row-level security its index would never be used: this goes around it as its owner and builds the same wall itself.
CREATE FUNCTION records_with(wanted_kind text, words text[], numbers text[], at_most bigint) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE condition text;
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    SELECT string_agg(format(CASE WHEN number IS NULL THEN 'r.sought LIKE %1$L' ELSE '(r.sought LIKE %1$L OR r.sought LIKE %2$L)' END,
                             word, number), ' AND ')
    INTO condition FROM unnest(words, numbers) AS wanted (word, number);
    RETURN QUERY EXECUTE 'SELECT r.id FROM records r WHERE ' || condition
        || ' AND r.workspace_id = $1 AND ($2 IS NULL OR r.kind = $2) LIMIT $3'
        USING kurier_workspace(), wanted_kind, at_most;
END $$;
REVOKE ALL ON FUNCTION records_with FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records_with TO kurier_app;

-- Records whose words are nearly these, the nearest first: with a letter too many, missing or other, or with another ending. Of the first few
-- hundred that an index finds, so that a common name costs no more than a rare one.
CREATE FUNCTION records_like(looked_for text, at_most bigint) RETURNS TABLE (id uuid, nearness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_indexscan = off SET pg_trgm.word_similarity_threshold = 0.5 AS $$
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    RETURN QUERY SELECT found.id, word_similarity(looked_for, found.sought) FROM (
            SELECT r.id, r.sought, r.last_activity_at FROM records r
            WHERE looked_for <% r.sought AND r.workspace_id = kurier_workspace() AND r.removed_at IS NULL LIMIT 300) AS found
        ORDER BY 2 DESC, found.last_activity_at DESC, found.id LIMIT at_most;
END $$;
REVOKE ALL ON FUNCTION records_like FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records_like TO kurier_app;

-- What is asked of a list (`list_question` in 0025, as JSON) as a condition on `records r`: planned anew each time, with what is asked in it, it
-- costs a tenth of what a function costs that is called for each record.
CREATE FUNCTION list_condition(question jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format('r.workspace_id = kurier_workspace() AND r.kind = %L AND r.removed_at IS %s', q.kind, CASE WHEN q.in_bin THEN 'NOT NULL' ELSE 'NULL' END)
        || CASE WHEN q.somebody IS NULL THEN '' ELSE format(' AND r.owner_id = %L', q.somebody) END
        || coalesce((SELECT string_agg(format(CASE WHEN w.number IS NULL THEN ' AND r.sought LIKE %1$L'
                                                   ELSE ' AND (r.sought LIKE %1$L OR r.sought LIKE %2$L)' END, w.word, w.number), '')
                     FROM unnest(q.words, q.numbers) AS w (word, number)), '')
        || coalesce((SELECT string_agg(format(' AND %s (SELECT 1 FROM record_index i WHERE i.record_id = r.id AND i.field_id = %L%s)',
                         CASE WHEN f.test = 'empty' THEN 'NOT EXISTS' ELSE 'EXISTS' END, f.field,
                         CASE f.test
                             WHEN 'one_of' THEN format(' AND i.words = ANY (string_to_array(%L, E''\x1f''))', f.wanted)
                             WHEN 'has' THEN format(' AND i.words LIKE %L', f.wanted)
                             WHEN 'between' THEN format(' AND i.number >= %L AND i.number <= %L',
                                 coalesce(f.low, '-Infinity'), coalesce(f.high, 'Infinity'))
                             ELSE '' END), '')
                     FROM unnest(q.fields, q.tests, q.wanted, q.low, q.high) AS f (field, test, wanted, low, high)), '')
    FROM list_question(question) q
$$;

-- Pages of a list. Each walks one index from where the last page ended: nothing is sorted.
CREATE FUNCTION list_by_activity(question jsonb, after_at timestamptz, after_id uuid, at_most bigint)
RETURNS TABLE (id uuid, at timestamptz) LANGUAGE plpgsql STABLE SET enable_sort = off SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT r.id, r.last_activity_at FROM records r WHERE ' || list_condition(question)
        || CASE WHEN after_at IS NULL THEN '' ELSE ' AND (r.last_activity_at, r.id) < ($1, $2)' END
        || ' ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $3' USING after_at, after_id, at_most;
END $$;
CREATE FUNCTION list_in_stage(question jsonb, stage uuid, after_at timestamptz, after_id uuid, at_most bigint)
RETURNS TABLE (id uuid, at timestamptz) LANGUAGE plpgsql STABLE SET enable_sort = off SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT r.id, r.last_activity_at FROM records r WHERE r.stage_id = $4 AND ' || list_condition(question)
        || CASE WHEN after_at IS NULL THEN '' ELSE ' AND (r.last_activity_at, r.id) < ($1, $2)' END
        || ' ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $3' USING after_at, after_id, at_most, stage;
END $$;
-- By the words or the number of a field, of the records that have something in it. What is asked of the field itself says where to begin.
CREATE FUNCTION list_by_field(question jsonb, field uuid, key text, descending boolean, after_key text, after_id uuid, low float8, high float8, at_most bigint)
RETURNS TABLE (id uuid, at text) LANGUAGE plpgsql STABLE SET enable_sort = off SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT i.record_id, i.%1$I::text FROM record_index i JOIN records r ON r.id = i.record_id
            WHERE i.field_id = $1 AND i.place = 0 AND i.%1$I IS NOT NULL AND ', key) || list_condition(question)
        || CASE WHEN low IS NULL THEN '' ELSE ' AND i.number >= $5' END
        || CASE WHEN high IS NULL THEN '' ELSE ' AND i.number <= $6' END
        || CASE WHEN after_key IS NULL THEN ''
                ELSE format(' AND (i.%I, i.record_id) %s ($2::%s, $3)', key, CASE WHEN descending THEN '<' ELSE '>' END,
                            CASE key WHEN 'number' THEN 'float8' ELSE 'text' END) END
        || format(' ORDER BY i.%1$I %2$s, i.record_id %2$s LIMIT $4', key, CASE WHEN descending THEN 'DESC' ELSE 'ASC' END)
        USING field, after_key, after_id, at_most, low, high;
END $$;
CREATE FUNCTION list_without(question jsonb, field uuid, behind uuid, at_most bigint) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SET enable_sort = off SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT r.id FROM records r WHERE ' || list_condition(question)
        || ' AND NOT EXISTS (SELECT 1 FROM record_index i WHERE i.record_id = r.id AND i.field_id = $1)'
        || CASE WHEN behind IS NULL THEN '' ELSE ' AND r.id < $2' END || ' ORDER BY r.id DESC LIMIT $3' USING field, behind, at_most;
END $$;
-- Those of a few records that belong on the list, with what they are put in order by, and what they are worth in which stage.
CREATE FUNCTION list_among(question jsonb, few uuid[], field uuid)
RETURNS TABLE (id uuid, at timestamptz, words text, number float8, stage uuid, worth float8, currency text)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT r.id, r.last_activity_at, o.words, o.number, r.stage_id, r.worth, r.worth_currency
        FROM records r LEFT JOIN record_index o ON o.record_id = r.id AND o.field_id = $2 AND o.place = 0
        WHERE r.id = ANY ($1) AND ' || list_condition(question) USING few, field;
END $$;
CREATE FUNCTION list_totals(question jsonb) RETURNS TABLE (stage uuid, currency text, count bigint, amount float8) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT r.stage_id, r.worth_currency, count(*), coalesce(sum(r.worth), 0)::float8 FROM records r
        WHERE r.stage_id IS NOT NULL AND ' || list_condition(question) || ' GROUP BY 1, 2 ORDER BY 1, 2';
END $$;
