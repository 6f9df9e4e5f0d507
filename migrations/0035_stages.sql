-- Stages that were taken from a pipeline. What happened before still names them.
ALTER TABLE pipeline_stages ADD COLUMN removed_at timestamptz;

-- As in 0031, of the first such field that is shown: a workspace may have made others.
CREATE OR REPLACE FUNCTION company_of(r records) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(r.company, (
        SELECT c.name FROM record_fields f
        JOIN record_index i ON i.field_id = f.id AND i.record_id = r.id AND i.words ~ '^[0-9a-f-]{36}$'
        JOIN records c ON c.id = i.words::uuid AND c.removed_at IS NULL
        WHERE f.workspace_id = r.workspace_id AND f.kind = r.kind AND f.removed_at IS NULL
          AND f.what ->> 'type' = 'link' AND f.what ->> 'to' = 'company'
        ORDER BY f.position LIMIT 1))
$$;
