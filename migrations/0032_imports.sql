-- Bringing records in from a file: the file's lines as they were, what stands in which column, and what became of each line.
CREATE TABLE imports (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    kind text NOT NULL,
    file_name text NOT NULL,
    made_by uuid NOT NULL REFERENCES users,
    made_at timestamptz NOT NULL,
    asked_by uuid NOT NULL REFERENCES users,    -- for the part that is under way, or was last
    asked_at timestamptz NOT NULL,
    pass integer NOT NULL DEFAULT 0,            -- how often its lines were gone through from the beginning
    state text NOT NULL DEFAULT 'read'
        CHECK (state IN ('read', 'checking', 'checked', 'running', 'done', 'taking_back', 'taken_back')),
    columns jsonb NOT NULL,                     -- the first line: texts
    fields jsonb NOT NULL,                      -- what stands in each column: ids of fields; null: nothing that is wanted
    twins text NOT NULL DEFAULT 'skip' CHECK (twins IN ('skip', 'update', 'create')),
    words jsonb NOT NULL,                       -- what people call choices and stages
    total integer NOT NULL,
    looked_at integer NOT NULL DEFAULT 0,
    last_line integer NOT NULL DEFAULT 0,       -- the last one that was looked at
    created integer NOT NULL DEFAULT 0,
    updated integer NOT NULL DEFAULT 0,
    skipped integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    kept integer NOT NULL DEFAULT 0,            -- of what was to be taken back: what somebody has changed since
    FOREIGN KEY (workspace_id, kind) REFERENCES record_kinds (workspace_id, key) ON DELETE CASCADE
);
CREATE INDEX imports_made ON imports (workspace_id, kind, made_at DESC, id DESC);
CREATE INDEX imports_old ON imports (asked_at);
SELECT kurier_wall('imports');

CREATE TABLE import_lines (
    import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    line integer NOT NULL,                      -- of the file, from 1 on, the head counted
    cells jsonb NOT NULL,                       -- texts
    outcome text CHECK (outcome IN ('created', 'updated', 'skipped', 'failed')),
    problems jsonb,                             -- [[field, reason]]
    record_id uuid REFERENCES records ON DELETE SET NULL,
    linked uuid[] NOT NULL DEFAULT '{}',        -- records that were made because the line names them
    before jsonb,                               -- of an update: what stood in the fields that it changed
    wrote integer,                              -- the revision of the record that the line made
    revision integer,                           -- at which the record is taken back: the same, or what taking back a later line made of it
    PRIMARY KEY (import_id, line)
);
CREATE INDEX import_lines_failed ON import_lines (import_id, line) WHERE outcome = 'failed';
CREATE INDEX import_lines_done ON import_lines (import_id, line) WHERE revision IS NOT NULL;
CREATE INDEX import_lines_record ON import_lines (record_id) WHERE record_id IS NOT NULL;
SELECT kurier_wall('import_lines');
