-- As in 0039, without what stood in fields of records that are spared (`record_changes`, 0049), and without reading files as a whole.

-- Where somebody is mentioned in what people write down, in whatever table: their addresses, and names that an administrator has looked at. What
-- defines the workspace, mail, and the tables in which addresses are looked up by themselves are left out. `forget` puts "[…]" in the place
-- of each. `but`: records that stay as they are, with what hangs on them.
CREATE OR REPLACE FUNCTION mentions_of(marks text[], but uuid[], forget boolean) RETURNS TABLE (place text, id text, said text)
LANGUAGE plpgsql AS $$
DECLARE
    pattern text;
    likes text[];
    spot record;
    shown text;
    named text;
    spared text;
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
        -- By these columns alone: as a whole a row may be a file of many megabytes.
        SELECT coalesce(max('t.id::text') FILTER (WHERE a.attname = 'id'), max('t.event_id::text') FILTER (WHERE a.attname = 'event_id'), 'NULL'),
               coalesce(string_agg(CASE a.attname
                   WHEN 'event_id' THEN ' AND NOT coalesce(t.event_id IN (SELECT e.id FROM events e WHERE e.record_id = ANY ($3)), false)'
                   ELSE format(' AND NOT coalesce(t.%I::text = ANY ($3::text[]), false)', a.attname) END, ''), '')
        INTO named, spared
        FROM pg_attribute a
        WHERE a.attrelid = ('public.' || quote_ident(spot.of_table))::regclass AND NOT a.attisdropped AND a.attname IN ('id', 'record_id', 'event_id');
        IF forget THEN
            RETURN QUERY EXECUTE format(
                'UPDATE %1$I t SET %2$I = regexp_replace(%3$s, $1, ''[…]'', ''gi'')::%4$s
                 WHERE lower(%3$s) LIKE ANY ($2) AND %3$s ~* $1 AND $3::uuid[] IS NOT NULL' || spared || '
                 RETURNING %5$L::text, %6$s::text, ''''::text',
                spot.of_table, spot.of_column, shown, CASE spot.of_type WHEN '_text' THEN 'text[]' ELSE spot.of_type END,
                spot.of_table || '.' || spot.of_column, named) USING pattern, likes, coalesce(but, '{}');
        ELSE
            RETURN QUERY EXECUTE format(
                'SELECT %3$L::text, %4$s::text, %2$s FROM %1$I t
                 WHERE lower(%2$s) LIKE ANY ($2) AND %2$s ~* $1 AND $3::uuid[] IS NOT NULL' || spared || ' LIMIT 2000',
                spot.of_table, shown, spot.of_table || '.' || spot.of_column, named) USING pattern, likes, coalesce(but, '{}');
        END IF;
    END LOOP;
END $$;
