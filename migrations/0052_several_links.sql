-- Fields that name several records (`record_fields.what` has `several`) are indexed like those that name one, a row each (`record_index`); so
-- whoever asks what links to a record finds them too. The company of a record is that of a field which names one alone.
CREATE OR REPLACE FUNCTION company_of(r records) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(r.company, (
        SELECT c.name FROM record_fields f
        JOIN record_index i ON i.field_id = f.id AND i.record_id = r.id AND i.words ~ '^[0-9a-f-]{36}$'
        JOIN records c ON c.id = i.words::uuid AND c.removed_at IS NULL
        WHERE f.workspace_id = r.workspace_id AND f.kind = r.kind AND f.removed_at IS NULL
          AND f.what ->> 'type' = 'link' AND f.what ->> 'to' = 'company' AND NOT f.what ? 'several'
        ORDER BY f.position LIMIT 1))
$$;
