-- What a person is told: what others gave them, what is due, where they were named.
CREATE TABLE notifications (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE, -- who is told
    what text NOT NULL CHECK (what IN ('task_given', 'task_due', 'task_done', 'mentioned', 'record_given')),
    by_id uuid REFERENCES users ON DELETE SET NULL,           -- who did it; nobody, when a day came
    record_id uuid REFERENCES records ON DELETE CASCADE,
    task_id uuid REFERENCES tasks ON DELETE CASCADE,
    note_id uuid REFERENCES notes ON DELETE CASCADE,
    -- What it is about: the narrowest of the three.
    about uuid NOT NULL GENERATED ALWAYS AS (coalesce(note_id, task_id, record_id)) STORED,
    at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX notifications_mine ON notifications (user_id, at DESC, id DESC);
CREATE INDEX notifications_unread ON notifications (user_id, at DESC) WHERE read_at IS NULL;
-- The same is told once until it is read.
CREATE UNIQUE INDEX notifications_once ON notifications (about, what, user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_record ON notifications (record_id) WHERE record_id IS NOT NULL;
CREATE INDEX notifications_task ON notifications (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX notifications_note ON notifications (note_id) WHERE note_id IS NOT NULL;
SELECT kurier_wall('notifications');

-- Kinds of notifications that a person does not want.
ALTER TABLE users ADD COLUMN untold text[] NOT NULL DEFAULT '{}';

-- When whoever has a task is told of it, and of which such moment they have been told.
ALTER TABLE tasks
    ADD COLUMN remind text CHECK (remind IN ('at_time', 'quarter', 'hour', 'day')),
    ADD COLUMN remind_at timestamptz,
    ADD COLUMN reminded_of timestamptz;

-- What a person was told and may still see: not of what is in the bin, nor of a task that is no longer theirs to see.
CREATE FUNCTION notifications_of(person uuid) RETURNS SETOF notifications LANGUAGE sql STABLE AS $$
    SELECT n.* FROM notifications n
    WHERE n.user_id = person
      AND (n.task_id IS NULL OR EXISTS (SELECT 1 FROM tasks t WHERE t.id = n.task_id AND t.removed_at IS NULL AND sees_task(t, person)))
      AND (n.record_id IS NULL OR EXISTS (SELECT 1 FROM records r WHERE r.id = n.record_id AND r.removed_at IS NULL))
      AND (n.note_id IS NULL OR EXISTS (SELECT 1 FROM notes o WHERE o.id = n.note_id AND o.removed_at IS NULL))
$$;
