-- Linking all mail of a workspace again, as an administrator has asked for: how far it is. The last one alone is kept.
CREATE TABLE relinkings (
    workspace_id uuid PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
    asked_by uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    asked_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('links', 'badges', 'done', 'stopped')),
    last_thread uuid,                           -- the last one that was looked at, in the order of their ids
    looked_at integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    linked integer NOT NULL DEFAULT 0,
    badges integer NOT NULL DEFAULT 0
);
SELECT kurier_wall('relinkings');
