-- Records of every kind: which kinds there are, which fields they have, and what stands in them.

-- A kind of records. A built-in one has its words in the interface, one that the workspace made has its names here.
CREATE TABLE record_kinds (
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    key text NOT NULL,
    name_pl text,
    name_en text,
    position integer NOT NULL,
    PRIMARY KEY (workspace_id, key)
);
SELECT kurier_wall('record_kinds');

CREATE TABLE record_fields (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    name_pl text,
    name_en text,
    what jsonb NOT NULL,                       -- FieldType
    required boolean NOT NULL,
    is_unique boolean NOT NULL,
    in_list boolean NOT NULL,                  -- a column of the list
    position integer NOT NULL,
    removed_at timestamptz,
    UNIQUE (workspace_id, kind, key),
    FOREIGN KEY (workspace_id, kind) REFERENCES record_kinds (workspace_id, key) ON DELETE CASCADE
);
SELECT kurier_wall('record_fields');

-- What stands in the fields, by their ids, as `records/values.rs` writes it.
ALTER TABLE records ADD COLUMN field_values jsonb NOT NULL DEFAULT '{}';

-- The same once more, typed, for what sorts, finds and links: words without accents (ids of people and records as they are), or a number
-- (amounts, days since 1970, 1 for yes). A field with several values has a row for each; by the first of them it sorts.
CREATE TABLE record_index (
    record_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    field_id uuid NOT NULL REFERENCES record_fields ON DELETE CASCADE,
    place smallint NOT NULL,
    words text COLLATE "C",
    number double precision,
    PRIMARY KEY (record_id, field_id, place)
);
CREATE INDEX record_index_words ON record_index (field_id, words, record_id) WHERE words IS NOT NULL;
CREATE INDEX record_index_number ON record_index (field_id, number, record_id) WHERE number IS NOT NULL;
SELECT kurier_wall('record_index');

-- Those that have nothing in a field, in the order of their ids.
CREATE INDEX records_kind ON records (workspace_id, kind, id);

-- The bin, from which records are forgotten after a while.
CREATE INDEX records_removed ON records (removed_at) WHERE removed_at IS NOT NULL;

-- Whether a record belongs on a list: of its kind, there or in the bin, somebody's, with all the words.
CREATE FUNCTION is_listed(r records, wanted_kind text, in_bin boolean, somebody uuid, words text[], numbers text[])
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT r.kind = wanted_kind AND (r.removed_at IS NOT NULL) = in_bin AND (somebody IS NULL OR r.owner_id = somebody)
       AND (words = '{}' OR record_has(r.id, r.searched, words, numbers))
$$;

-- A page of a list in the order of a field, of the records that have something in it, and the key behind which the next one begins. Each
-- branch walks one index from where the last page ended.
CREATE FUNCTION list_by_words(field uuid, descending boolean, after_key text, after_id uuid,
                              wanted_kind text, in_bin boolean, somebody uuid, words text[], numbers text[], at_most bigint)
RETURNS TABLE (id uuid, key text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF descending THEN
        RETURN QUERY SELECT i.record_id, i.words FROM record_index i JOIN records r ON r.id = i.record_id
            WHERE i.field_id = field AND i.place = 0 AND i.words IS NOT NULL
              AND (after_key IS NULL OR (i.words, i.record_id) < (after_key, after_id))
              AND is_listed(r, wanted_kind, in_bin, somebody, list_by_words.words, numbers)
            ORDER BY i.words DESC, i.record_id DESC LIMIT at_most;
    ELSE
        RETURN QUERY SELECT i.record_id, i.words FROM record_index i JOIN records r ON r.id = i.record_id
            WHERE i.field_id = field AND i.place = 0 AND i.words IS NOT NULL
              AND (after_key IS NULL OR (i.words, i.record_id) > (after_key, after_id))
              AND is_listed(r, wanted_kind, in_bin, somebody, list_by_words.words, numbers)
            ORDER BY i.words, i.record_id LIMIT at_most;
    END IF;
END $$;

CREATE FUNCTION list_by_number(field uuid, descending boolean, after_key double precision, after_id uuid,
                               wanted_kind text, in_bin boolean, somebody uuid, words text[], numbers text[], at_most bigint)
RETURNS TABLE (id uuid, key text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF descending THEN
        RETURN QUERY SELECT i.record_id, i.number::text FROM record_index i JOIN records r ON r.id = i.record_id
            WHERE i.field_id = field AND i.place = 0 AND i.number IS NOT NULL
              AND (after_key IS NULL OR (i.number, i.record_id) < (after_key, after_id))
              AND is_listed(r, wanted_kind, in_bin, somebody, list_by_number.words, numbers)
            ORDER BY i.number DESC, i.record_id DESC LIMIT at_most;
    ELSE
        RETURN QUERY SELECT i.record_id, i.number::text FROM record_index i JOIN records r ON r.id = i.record_id
            WHERE i.field_id = field AND i.place = 0 AND i.number IS NOT NULL
              AND (after_key IS NULL OR (i.number, i.record_id) > (after_key, after_id))
              AND is_listed(r, wanted_kind, in_bin, somebody, list_by_number.words, numbers)
            ORDER BY i.number, i.record_id LIMIT at_most;
    END IF;
END $$;

-- Which client comes first where several have the address of a mail: a lead is work under way, a contact is a person.
CREATE FUNCTION client_rank(kind text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE kind WHEN 'lead' THEN 0 WHEN 'contact' THEN 1 ELSE 2 END
$$;
CREATE OR REPLACE FUNCTION client_of(thread uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT r.id FROM record_threads l JOIN records r ON r.id = l.record_id
         WHERE l.thread_id = thread AND r.removed_at IS NULL
         ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT 1),
        (SELECT r.id FROM messages m
         CROSS JOIN LATERAL (
             SELECT coalesce(m.author_key, m.from_key) AS key WHERE NOT m.is_mine
             UNION ALL
             SELECT lower(p ->> 'address') FROM jsonb_array_elements(m.recipients -> 'to') p WHERE m.is_mine) who
         JOIN record_addresses a ON a.workspace_id = m.workspace_id AND a.kind = 'email' AND a.key = who.key
         JOIN records r ON r.id = a.record_id
         WHERE m.thread_id = thread AND r.removed_at IS NULL
         ORDER BY r.closed, client_rank(r.kind), r.last_activity_at DESC, r.id LIMIT 1))
$$;
