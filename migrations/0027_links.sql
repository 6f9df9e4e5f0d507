-- Mail on records of every kind.

-- What is under way with somebody: records of a pipeline that have one of the addresses, or that link to a record that has it; not by way
-- of what is in the bin. Closed ones too; whoever asks leaves them out.
CREATE FUNCTION work_with(asked uuid, keys text[]) RETURNS TABLE (key text, record_id uuid, is_linked boolean) LANGUAGE sql STABLE AS $$
    WITH known AS MATERIALIZED (
        SELECT a.key, a.record_id FROM record_addresses a JOIN records r ON r.id = a.record_id
        WHERE a.workspace_id = asked AND a.kind = 'email' AND a.key = ANY (keys) AND r.removed_at IS NULL),
    about AS (
        SELECT known.key, known.record_id, false AS is_linked FROM known
        UNION ALL
        SELECT known.key, i.record_id, true FROM known
        JOIN record_fields f ON f.workspace_id = asked AND f.what ->> 'type' = 'link' AND f.removed_at IS NULL
        JOIN record_index i ON i.field_id = f.id AND i.words = known.record_id::text)
    SELECT about.key, about.record_id, bool_and(about.is_linked) FROM about JOIN records r ON r.id = about.record_id
    WHERE r.stage_id IS NOT NULL AND r.removed_at IS NULL GROUP BY about.key, about.record_id
$$;

-- The same with everybody of a company: by the domains of addresses, and by the domains that stand in a field.
CREATE FUNCTION work_with_house(asked uuid, domains text[]) RETURNS TABLE (domain text, record_id uuid) LANGUAGE sql STABLE AS $$
    WITH known AS MATERIALIZED (
        SELECT a.domain, a.record_id FROM record_addresses a JOIN records r ON r.id = a.record_id
        WHERE a.workspace_id = asked AND a.kind = 'email' AND a.domain = ANY (domains) AND r.removed_at IS NULL
        UNION
        SELECT i.words, i.record_id FROM record_fields f JOIN record_index i ON i.field_id = f.id JOIN records r ON r.id = i.record_id
        WHERE f.workspace_id = asked AND f.what ->> 'type' = 'domain' AND f.removed_at IS NULL AND i.words = ANY (domains)
          AND r.removed_at IS NULL),
    about AS (
        SELECT known.domain, known.record_id FROM known
        UNION
        SELECT known.domain, i.record_id FROM known
        JOIN record_fields f ON f.workspace_id = asked AND f.what ->> 'type' = 'link' AND f.removed_at IS NULL
        JOIN record_index i ON i.field_id = f.id AND i.words = known.record_id::text)
    SELECT about.domain, about.record_id FROM about JOIN records r ON r.id = about.record_id
    WHERE r.stage_id IS NOT NULL AND r.removed_at IS NULL
$$;

-- Whose company a record is about: its own word, or else the company that it links to.
CREATE FUNCTION company_of(r records) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(r.company, (
        SELECT c.name FROM record_fields f JOIN record_index i ON i.field_id = f.id AND i.record_id = r.id
        JOIN records c ON c.id = CASE WHEN i.words ~ '^[0-9a-f-]{36}$' THEN i.words::uuid END
        WHERE f.workspace_id = r.workspace_id AND f.kind = r.kind AND f.what ->> 'type' = 'link' AND f.what ->> 'to' = 'company'
          AND c.removed_at IS NULL LIMIT 1))
$$;

-- The record from whose page a mail was written: the mail belongs to it.
ALTER TABLE drafts ADD COLUMN record_id uuid REFERENCES records ON DELETE SET NULL;
CREATE INDEX drafts_record ON drafts (record_id) WHERE record_id IS NOT NULL;

-- Which client a thread has: a lead to which it was attached; else a person or a company, attached or by their address; else what else it
-- was attached to (a deal, a ticket), which is no client, but leads to one.
CREATE OR REPLACE FUNCTION client_rank(kind text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE kind WHEN 'lead' THEN 0 WHEN 'contact' THEN 1 WHEN 'company' THEN 2 ELSE 3 END
$$;
CREATE OR REPLACE FUNCTION client_of(thread uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    WITH attached AS (
        SELECT r.* FROM record_threads l JOIN records r ON r.id = l.record_id
        WHERE l.thread_id = thread AND r.removed_at IS NULL)
    SELECT coalesce(
        (SELECT id FROM attached WHERE client_rank(kind) < 3
         ORDER BY closed, client_rank(kind), last_activity_at DESC, id LIMIT 1),
        (SELECT r.id FROM messages m
         CROSS JOIN LATERAL (
             SELECT coalesce(m.author_key, m.from_key) AS key WHERE NOT m.is_mine
             UNION ALL
             SELECT lower(p ->> 'address') FROM jsonb_array_elements(m.recipients -> 'to') p WHERE m.is_mine) who
         JOIN record_addresses a ON a.workspace_id = m.workspace_id AND a.kind = 'email' AND a.key = who.key
         JOIN records r ON r.id = a.record_id
         WHERE m.thread_id = thread AND r.removed_at IS NULL
         ORDER BY r.closed, client_rank(r.kind), r.last_activity_at DESC, r.id LIMIT 1),
        (SELECT id FROM attached ORDER BY closed, last_activity_at DESC, id LIMIT 1))
$$;
