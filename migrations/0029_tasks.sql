-- What somebody has to do, until when, and what it is about.
CREATE TABLE tasks (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    title text NOT NULL,
    description text NOT NULL,
    assignee_id uuid NOT NULL REFERENCES users,
    created_by uuid NOT NULL REFERENCES users,
    due_on date,                               -- a day, wherever one is
    due_at timestamptz,                        -- or a moment of that day
    zone text NOT NULL DEFAULT 'UTC',          -- in which that day is meant
    repeat text CHECK (repeat IN ('daily', 'weekdays', 'weekly', 'monthly', 'yearly')),
    thread_id uuid REFERENCES threads ON DELETE SET NULL,
    follows uuid REFERENCES tasks ON DELETE SET NULL, -- the one that comes again as this one
    revision integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    done_at timestamptz,
    done_by uuid REFERENCES users,
    removed_at timestamptz,
    -- By what lists are in order: the moment, or the end of the day; what has no day comes last.
    due timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(due_at, (due_on + 1)::timestamp AT TIME ZONE 'UTC', 'infinity')) STORED
);
CREATE INDEX tasks_mine ON tasks (assignee_id, due, id) WHERE done_at IS NULL AND removed_at IS NULL;
CREATE INDEX tasks_open ON tasks (workspace_id, due, id) WHERE done_at IS NULL AND removed_at IS NULL;
CREATE INDEX tasks_done ON tasks (workspace_id, done_at DESC, id DESC) WHERE done_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX tasks_follows ON tasks (follows) WHERE follows IS NOT NULL;
CREATE INDEX tasks_thread ON tasks (thread_id) WHERE thread_id IS NOT NULL;
SELECT kurier_wall('tasks');

-- The records that a task is about.
CREATE TABLE task_records (
    task_id uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
    record_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    PRIMARY KEY (task_id, record_id)
);
CREATE INDEX task_records_record ON task_records (record_id);
SELECT kurier_wall('task_records');

-- A task that is about a record is everybody's to see; another one is seen by who has it and who gave it.
CREATE FUNCTION sees_task(t tasks, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT t.assignee_id = person OR t.created_by = person OR EXISTS (SELECT 1 FROM task_records l WHERE l.task_id = t.id)
$$;
