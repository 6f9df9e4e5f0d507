-- Leads are records like all others: their kind and fields are written down, and what stood in columns of their own stands in these fields.
SET LOCAL ROLE kurier_system;

UPDATE record_kinds SET position = position + 1;
INSERT INTO record_kinds (workspace_id, key, position, is_people, is_transactional)
SELECT workspace_id, 'lead', 0, true, false FROM workspaces ON CONFLICT DO NOTHING;

INSERT INTO record_fields (id, workspace_id, kind, key, what, required, is_unique, in_list, position)
SELECT gen_random_uuid(), w.workspace_id, 'lead', f.key, f.what::jsonb, f.key = 'name', false, f.in_list, f.position
FROM workspaces w CROSS JOIN (VALUES
    ('name', '{"type": "name"}', true, 0),
    ('stage', '{"type": "stage"}', true, 1),
    ('emails', '{"type": "email"}', true, 2),
    ('phones', '{"type": "phone"}', true, 3),
    ('company_name', '{"type": "text"}', true, 4),
    ('owner', '{"type": "person"}', true, 5),
    ('source', '{"type": "choice", "choices": [{"key": "referral", "name": null}, {"key": "website", "name": null},
        {"key": "email", "name": null}, {"key": "phone", "name": null}, {"key": "event", "name": null}, {"key": "other", "name": null}]}',
     false, 6),
    ('lost_reason', '{"type": "choice", "choices": [{"key": "price", "name": null}, {"key": "competitor", "name": null},
        {"key": "timing", "name": null}, {"key": "no_need", "name": null}, {"key": "no_answer", "name": null}, {"key": "other", "name": null}]}',
     false, 7),
    ('description', '{"type": "long_text"}', false, 8)) AS f (key, what, in_list, position)
ON CONFLICT DO NOTHING;

-- Numbers were kept as somebody wrote them. Nine digits are a Polish number; what else there is stays as it was.
UPDATE record_addresses a SET key = '48' || a.key,
    value = '+48 ' || CASE WHEN a.key ~ '^(45|50|51|53|57|60|66|69|72|73|78|79|88)'
        THEN regexp_replace(a.key, '^(...)(...)(...)$', '\1 \2 \3') ELSE regexp_replace(a.key, '^(..)(...)(..)(..)$', '\1 \2 \3 \4') END
FROM records r
WHERE r.id = a.record_id AND r.kind = 'lead' AND a.kind = 'phone' AND a.key ~ '^[1-9][0-9]{8}$' AND a.value !~ '[+]'
  AND NOT EXISTS (SELECT 1 FROM record_addresses other WHERE other.record_id = a.record_id AND other.kind = 'phone' AND other.key = '48' || a.key);

-- What sorts and finds, as the fields' types write it (`records/values.rs`; a test compares them).
INSERT INTO record_index (record_id, workspace_id, field_id, place, words, number)
SELECT r.id, r.workspace_id, f.id, 0,
       CASE f.key WHEN 'name' THEN left(folded(r.name), 200) WHEN 'company_name' THEN left(folded(nullif(r.company, '')), 200)
                  WHEN 'owner' THEN r.owner_id::text ELSE r.stage_id::text END,
       CASE f.key WHEN 'stage' THEN (
           SELECT count(*) FROM pipeline_stages own JOIN pipeline_stages s ON s.workspace_id = own.workspace_id AND s.kind = own.kind
           WHERE own.id = r.stage_id AND s.removed_at IS NULL AND (s.position, s.id) < (own.position, own.id)) END
FROM records r JOIN record_fields f ON f.workspace_id = r.workspace_id AND f.kind = r.kind
WHERE r.kind = 'lead' AND CASE f.key WHEN 'name' THEN true WHEN 'company_name' THEN r.company <> '' WHEN 'owner' THEN r.owner_id IS NOT NULL
                                     WHEN 'stage' THEN r.stage_id IS NOT NULL ELSE false END
ON CONFLICT DO NOTHING;
INSERT INTO record_index (record_id, workspace_id, field_id, place, words)
SELECT r.id, r.workspace_id, f.id, row_number() OVER (PARTITION BY r.id, f.id ORDER BY a.position, a.key) - 1, a.key
FROM records r JOIN record_addresses a ON a.record_id = r.id
JOIN record_fields f ON f.workspace_id = r.workspace_id AND f.kind = r.kind
    AND f.key = CASE a.kind WHEN 'email' THEN 'emails' ELSE 'phones' END
WHERE r.kind = 'lead'
ON CONFLICT DO NOTHING;

-- The fields of the form, as histories call them, and by which keys they are known now.
CREATE FUNCTION pg_temp.lead_field(workspace uuid, called text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT f.id::text FROM (VALUES ('lead_name', 'name'), ('name', 'name'), ('email', 'emails'), ('phone', 'phones'), ('company', 'company_name'),
                                       ('owner', 'owner'), ('stage', 'stage'), ('description', 'description')) AS known (old, key)
        JOIN record_fields f ON f.workspace_id = workspace AND f.kind = 'lead' AND f.key = known.key
        WHERE known.old = called), called)
$$;

UPDATE records r SET
    field_values = r.field_values || (
        SELECT coalesce(jsonb_object_agg(f.id, v.value), '{}')
        FROM record_fields f CROSS JOIN LATERAL (SELECT CASE f.key
            WHEN 'stage' THEN r.stage_id::text
            WHEN 'owner' THEN r.owner_id::text
            WHEN 'company_name' THEN nullif(r.company, '')
            WHEN 'description' THEN nullif(r.description, '')
            WHEN 'emails' THEN (SELECT string_agg(a.value, ', ' ORDER BY a.position, a.key) FROM record_addresses a
                                WHERE a.record_id = r.id AND a.kind = 'email')
            WHEN 'phones' THEN (SELECT string_agg(a.value, ', ' ORDER BY a.position, a.key) FROM record_addresses a
                                WHERE a.record_id = r.id AND a.kind = 'phone') END AS value) v
        WHERE f.workspace_id = r.workspace_id AND f.kind = 'lead' AND v.value IS NOT NULL),
    field_revisions = (
        SELECT coalesce(jsonb_object_agg(pg_temp.lead_field(r.workspace_id, known.key), known.value), '{}')
        FROM jsonb_each(r.field_revisions) AS known),
    stage_since = coalesce(greatest(r.stage_since, (
        SELECT max(e.at) FROM events e WHERE e.record_id = r.id AND e.kind = 'lead.stage_changed')), r.created_at),
    description = ''
WHERE r.kind = 'lead';

-- One kind of event a verb. A stage that is called otherwise by now keeps the name that the history has.
UPDATE events SET kind = 'record.created', payload = 'null' WHERE kind = 'lead.created';
UPDATE events e SET kind = 'record.changed', payload = jsonb_build_object('fields', (
    SELECT coalesce(jsonb_agg(pg_temp.lead_field(e.workspace_id, called.name) ORDER BY called.place), '[]')
    FROM jsonb_array_elements_text(e.payload -> 'fields') WITH ORDINALITY AS called (name, place)))
WHERE kind = 'lead.changed';
CREATE FUNCTION pg_temp.lead_stage(workspace uuid, called text) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT s.id FROM pipeline_stages s WHERE s.workspace_id = workspace AND s.kind = 'lead' AND s.name = called
    ORDER BY s.removed_at IS NOT NULL, s.id LIMIT 1
$$;
UPDATE events e SET kind = 'record.moved', payload = jsonb_strip_nulls(jsonb_build_object(
    'from', pg_temp.lead_stage(e.workspace_id, e.payload ->> 'from'), 'from_name', e.payload ->> 'from',
    'to', pg_temp.lead_stage(e.workspace_id, e.payload ->> 'to'), 'to_name', e.payload ->> 'to'))
WHERE kind = 'lead.stage_changed';
RESET ROLE;
