-- Pipelines of every kind, what records are worth, lists of which only a part is wanted, and lists that people have saved.

ALTER TABLE pipeline_stages ADD COLUMN outcome text NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'won', 'lost'));
-- How likely a record in the stage is won, in per cent.
ALTER TABLE pipeline_stages ADD COLUMN probability smallint NOT NULL DEFAULT 0 CHECK (probability BETWEEN 0 AND 100);
SET LOCAL ROLE kurier_system;
UPDATE pipeline_stages SET outcome = CASE name WHEN '#won' THEN 'won' ELSE 'lost' END WHERE closes;
RESET ROLE;

ALTER TABLE records ADD COLUMN stage_since timestamptz;
-- What stands in the first field of the kind that has an amount of money.
ALTER TABLE records ADD COLUMN worth double precision;
ALTER TABLE records ADD COLUMN worth_currency text;
-- The sums of a board are read from this alone; the wall asks for the workspace.
CREATE INDEX records_worth ON records (stage_id, worth_currency) INCLUDE (worth, owner_id, workspace_id) WHERE removed_at IS NULL;

-- Whether a record passes all filters, which stand side by side in the arrays. `one_of`: one of these words, with U+001F between them;
-- `has`: a pattern for LIKE; `between`: a number, both ends included; `filled`, `empty`.
CREATE FUNCTION record_passes(record uuid, fields uuid[], tests text[], wanted text[], low float8[], high float8[])
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM unnest(fields, tests, wanted, low, high) AS f (field, test, wanted, low, high)
        WHERE NOT CASE f.test
            WHEN 'empty' THEN NOT EXISTS (SELECT 1 FROM record_index i WHERE i.record_id = record AND i.field_id = f.field)
            ELSE EXISTS (SELECT 1 FROM record_index i WHERE i.record_id = record AND i.field_id = f.field
                AND CASE f.test
                    WHEN 'one_of' THEN i.words = ANY (string_to_array(f.wanted, E'\x1f'))
                    WHEN 'has' THEN i.words LIKE f.wanted
                    WHEN 'between' THEN i.number >= coalesce(f.low, '-Infinity') AND i.number <= coalesce(f.high, 'Infinity')
                    ELSE true END)
            END)
$$;

-- What is asked of a list: of which kind, there or in the bin, somebody's, with all the words, through all the filters. It comes as JSON, and
-- is read once a statement.
CREATE TYPE list_question AS (
    kind text, in_bin boolean, somebody uuid, words text[], numbers text[],
    fields uuid[], tests text[], wanted text[], low float8[], high float8[]
);
CREATE FUNCTION list_question(question jsonb) RETURNS list_question LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(NULL::list_question, question)
$$;

CREATE FUNCTION is_wanted(r records, q list_question) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT is_listed(r, (q).kind, (q).in_bin, (q).somebody, (q).words, (q).numbers)
       AND ((q).fields = '{}' OR record_passes(r.id, (q).fields, (q).tests, (q).wanted, (q).low, (q).high))
$$;

-- As those of the same names in 0023, of what is asked.
CREATE FUNCTION list_by_words(field uuid, descending boolean, after_key text, after_id uuid, question jsonb, at_most bigint)
RETURNS TABLE (id uuid, key text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    asked list_question := list_question(question);
BEGIN
    IF descending THEN
        RETURN QUERY SELECT i.record_id, i.words FROM record_index i JOIN records r ON r.id = i.record_id
            WHERE i.field_id = field AND i.place = 0 AND i.words IS NOT NULL
              AND (after_key IS NULL OR (i.words, i.record_id) < (after_key, after_id)) AND is_wanted(r, asked)
            ORDER BY i.words DESC, i.record_id DESC LIMIT at_most;
    ELSE
        RETURN QUERY SELECT i.record_id, i.words FROM record_index i JOIN records r ON r.id = i.record_id
            WHERE i.field_id = field AND i.place = 0 AND i.words IS NOT NULL
              AND (after_key IS NULL OR (i.words, i.record_id) > (after_key, after_id)) AND is_wanted(r, asked)
            ORDER BY i.words, i.record_id LIMIT at_most;
    END IF;
END $$;

CREATE FUNCTION list_by_number(field uuid, descending boolean, after_key double precision, after_id uuid, question jsonb, at_most bigint)
RETURNS TABLE (id uuid, key text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    asked list_question := list_question(question);
BEGIN
    IF descending THEN
        RETURN QUERY SELECT i.record_id, i.number::text FROM record_index i JOIN records r ON r.id = i.record_id
            WHERE i.field_id = field AND i.place = 0 AND i.number IS NOT NULL
              AND (after_key IS NULL OR (i.number, i.record_id) < (after_key, after_id)) AND is_wanted(r, asked)
            ORDER BY i.number DESC, i.record_id DESC LIMIT at_most;
    ELSE
        RETURN QUERY SELECT i.record_id, i.number::text FROM record_index i JOIN records r ON r.id = i.record_id
            WHERE i.field_id = field AND i.place = 0 AND i.number IS NOT NULL
              AND (after_key IS NULL OR (i.number, i.record_id) > (after_key, after_id)) AND is_wanted(r, asked)
            ORDER BY i.number, i.record_id LIMIT at_most;
    END IF;
END $$;

-- A list that somebody has saved: which records, in which order, as a list or as a board.
CREATE TABLE list_views (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    kind text NOT NULL,
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name text NOT NULL,
    shared boolean NOT NULL,
    query jsonb NOT NULL,                      -- ListQuery
    board boolean NOT NULL,
    created_at timestamptz NOT NULL,
    FOREIGN KEY (workspace_id, kind) REFERENCES record_kinds (workspace_id, key) ON DELETE CASCADE
);
CREATE INDEX list_views_kind ON list_views (workspace_id, kind);
SELECT kurier_wall('list_views');

-- The columns that somebody has chosen for the list of a kind, by the keys of its fields, in their order.
CREATE TABLE list_columns (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    kind text NOT NULL,
    columns text[] NOT NULL,
    PRIMARY KEY (user_id, kind),
    FOREIGN KEY (workspace_id, kind) REFERENCES record_kinds (workspace_id, key) ON DELETE CASCADE
);
SELECT kurier_wall('list_columns');
