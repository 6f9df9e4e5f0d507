-- The rights of the people whose data is stored: what is kept of them is handed out, erased with proof, and not kept for ever.

-- What was done for the protection of data: everybody reads it. It says nothing of the person but a keyed hash of their addresses.
CREATE TABLE protection_acts (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    what text NOT NULL CHECK (what IN ('exported', 'erased', 'retained', 'held', 'released', 'rule_changed')),
    state text NOT NULL DEFAULT 'done' CHECK (state IN ('going', 'done')),
    by_id uuid REFERENCES users ON DELETE SET NULL,             -- none: a rule
    at timestamptz NOT NULL,
    finished_at timestamptz,
    hashes text[] NOT NULL DEFAULT '{}',                        -- keyed hashes of the addresses, in hexadecimal
    asked jsonb,                                                -- whom it is about (Subject), only while it is going
    counts jsonb NOT NULL DEFAULT '[]',                         -- what, and how much of it: Vec<Counted>
    about jsonb                                                 -- what else there is to say: Matter
);
CREATE INDEX protection_acts_latest ON protection_acts (workspace_id, at DESC, id DESC);
SELECT kurier_wall('protection_acts');

-- Addresses at which nobody is to be written to any more, though nothing is known of the person: keyed hashes, from which no address can be read.
CREATE TABLE erased_addresses (
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    hash text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, hash)
);
SELECT kurier_wall('erased_addresses');

-- Records that no rule takes away.
CREATE TABLE record_holds (
    record_id uuid PRIMARY KEY REFERENCES records ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    reason text NOT NULL,
    by_id uuid REFERENCES users ON DELETE SET NULL,
    at timestamptz NOT NULL
);
SELECT kurier_wall('record_holds');

-- How long what is kept: none are there until somebody switches one on.
CREATE TABLE retention_rules (
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    what text NOT NULL,                                         -- RetentionOf: 'contact', another kind of people, 'lost_leads', 'failed_imports'
    deed text NOT NULL CHECK (deed IN ('report', 'anonymise', 'erase')),
    months integer NOT NULL CHECK (months BETWEEN 1 AND 240),
    set_by uuid REFERENCES users ON DELETE SET NULL,
    set_at timestamptz NOT NULL,
    looked_on date,                                             -- the last day on which everything was looked at
    PRIMARY KEY (workspace_id, what)
);
SELECT kurier_wall('retention_rules');

-- Where somebody is mentioned in what people write down, in whatever table: their addresses, and names that an administrator has looked at. What
-- defines the workspace, mail, and the tables in which addresses are looked up by themselves are left out. `forget` puts "[…]" in the place
-- of each. `but`: records that stay as they are, with what hangs on them.
CREATE FUNCTION mentions_of(marks text[], but uuid[], forget boolean) RETURNS TABLE (place text, id text, said text)
LANGUAGE plpgsql AS $$
DECLARE
    pattern text;
    likes text[];
    spot record;
    shown text;
BEGIN
    SELECT '(?<![[:alnum:]._%+-])(' || string_agg(regexp_replace(regexp_replace(mark, '([].\\+*?^$(){}|=!<>:#[-])', '\\\1', 'g'),
                                                                '\s+', '\\s+', 'g'), '|' ORDER BY length(mark) DESC) || ')(?!\.?[[:alnum:]])',
           array_agg('%' || replace(replace(replace(regexp_replace(lower(mark), '^.*\s', ''), '\', '\\'), '%', '\%'), '_', '\_') || '%')
    INTO pattern, likes
    FROM (SELECT DISTINCT spelt AS mark FROM unnest(marks) AS m,
          LATERAL (VALUES (m), (folded(m)), (trim(BOTH '"' FROM to_jsonb(m)::text))) AS spelling (spelt) WHERE length(spelt) > 4) AS all_marks;
    IF pattern IS NULL THEN
        RETURN;
    END IF;
    FOR spot IN
        SELECT c.relname::text AS of_table, a.attname::text AS of_column, t.typname::text AS of_type
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        JOIN pg_type t ON t.oid = a.atttypid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND t.typname IN ('text', 'jsonb', '_text')
          AND EXISTS (SELECT FROM pg_attribute w WHERE w.attrelid = c.oid AND w.attname = 'workspace_id')
          AND c.relname NOT IN ('messages', 'threads', 'thread_references', 'thread_folders', 'contents', 'attachments', 'message_search',
              'written_to', 'folders', 'set_aside', 'placements', 'mailboxes', 'mailbox_leases', 'mail_operations', 'connections', 'triage',
              'users', 'sessions', 'invitations', 'password_resets', 'workspaces', 'record_kinds', 'record_fields', 'pipeline_stages',
              'subscription_types', 'protection_acts', 'erased_addresses', 'retention_rules', 'record_addresses', 'consent_addresses')
        ORDER BY c.relname, a.attnum
    LOOP
        shown := format('%I::text', spot.of_column);
        IF forget THEN
            RETURN QUERY EXECUTE format(
                'UPDATE %1$I t SET %2$I = regexp_replace(%3$s, $1, ''[…]'', ''gi'')::%4$s
                 WHERE lower(%3$s) LIKE ANY ($2) AND %3$s ~* $1
                   AND NOT coalesce((to_jsonb(t) ->> ''id'')::uuid = ANY ($3), false)
                   AND NOT coalesce((to_jsonb(t) ->> ''record_id'')::uuid = ANY ($3), false)
                 RETURNING %5$L::text, to_jsonb(t) ->> ''id'', ''''::text',
                spot.of_table, spot.of_column, shown, CASE spot.of_type WHEN '_text' THEN 'text[]' ELSE spot.of_type END,
                spot.of_table || '.' || spot.of_column) USING pattern, likes, but;
        ELSE
            RETURN QUERY EXECUTE format(
                'SELECT %3$L::text, to_jsonb(t) ->> ''id'', %2$s FROM %1$I t
                 WHERE lower(%2$s) LIKE ANY ($2) AND %2$s ~* $1
                   AND NOT coalesce((to_jsonb(t) ->> ''id'')::uuid = ANY ($3), false)
                   AND NOT coalesce((to_jsonb(t) ->> ''record_id'')::uuid = ANY ($3), false)
                 LIMIT 2000',
                spot.of_table, shown, spot.of_table || '.' || spot.of_column) USING pattern, likes, but;
        END IF;
    END LOOP;
END $$;

-- Whose mail it is: from these addresses, by them, or to them.
CREATE FUNCTION mail_of(keys text[]) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT m.id FROM messages m WHERE m.workspace_id = kurier_workspace() AND m.from_key = ANY (keys)
    UNION
    SELECT m.id FROM messages m WHERE m.workspace_id = kurier_workspace() AND m.author_key = ANY (keys)
    UNION
    SELECT w.message_id FROM written_to w WHERE w.workspace_id = kurier_workspace() AND w.key = ANY (keys)
$$;
