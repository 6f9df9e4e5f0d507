-- What people write down about a record.
CREATE TABLE notes (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    record_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    author_id uuid NOT NULL REFERENCES users,
    text text NOT NULL,
    created_at timestamptz NOT NULL,
    edited_at timestamptz,
    removed_at timestamptz
);
CREATE INDEX notes_record ON notes (record_id, created_at DESC, id DESC) WHERE removed_at IS NULL;
SELECT kurier_wall('notes');
