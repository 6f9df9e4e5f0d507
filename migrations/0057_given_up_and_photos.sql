-- Kinds that the workspace made and that go through stages say why something was given up, as built-in ones do. What else they have stays.
SET LOCAL ROLE kurier_system;
INSERT INTO record_fields (id, workspace_id, kind, key, what, required, is_unique, in_list, position)
SELECT gen_random_uuid(), k.workspace_id, k.key, 'given_up_reason',
       '{"type": "choice", "choices": [{"key": "client_withdrew", "name": null}, {"key": "no_budget", "name": null}, {"key": "timing", "name": null},
         {"key": "no_answer", "name": null}, {"key": "duplicate", "name": null}, {"key": "other", "name": null}]}'::jsonb,
       false, false, false,
       (SELECT max(f.position) + 1 FROM record_fields f WHERE f.workspace_id = k.workspace_id AND f.kind = k.key)
FROM record_kinds k
WHERE k.icon IS NOT NULL
  AND EXISTS (SELECT 1 FROM record_fields f WHERE f.workspace_id = k.workspace_id AND f.kind = k.key AND f.what ->> 'type' = 'stage')
ON CONFLICT DO NOTHING;
RESET ROLE;

-- The photo of a record that is a person: square and small as the server made it, never as it came. One is shown; what was shown before, or was
-- taken away, can be brought back for a while.
CREATE TABLE record_photos (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    record_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    hash text NOT NULL,                        -- of the bytes: by it the picture is kept by browsers
    bytes bytea NOT NULL,                      -- JPEG
    author_id uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    removed_at timestamptz                     -- another one is shown, or none, until it is forgotten
);
ALTER TABLE record_photos ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX record_photos_shown ON record_photos (record_id) WHERE removed_at IS NULL;
CREATE INDEX record_photos_record ON record_photos (record_id, hash);
CREATE INDEX record_photos_removed ON record_photos (removed_at) WHERE removed_at IS NOT NULL;
SELECT kurier_wall('record_photos');
SELECT kurier_seen_with_record('record_photos');
