-- What stood in a record's fields before and after a change. Events carry ids and never names; what people wrote stands here, cut to what a line
-- shows, goes with its event when a person is erased, and is looked through for their name like every other text.
CREATE TABLE record_changes (
    event_id uuid NOT NULL REFERENCES events ON DELETE CASCADE,
    field_id uuid NOT NULL,
    workspace_id uuid NOT NULL,
    before text,
    after text,
    PRIMARY KEY (event_id, field_id)
);
SELECT kurier_wall('record_changes');
CREATE POLICY seen ON record_changes AS RESTRICTIVE FOR SELECT TO kurier_app USING (
    (SELECT sees_all_records(kurier_person()))
    OR EXISTS (SELECT 1 FROM events e JOIN records r ON r.id = e.record_id WHERE e.id = event_id OFFSET 0));

-- A task about several records has an event on each of them; on a timeline that shows them all it is told once.
ALTER TABLE events ADD COLUMN task_id uuid GENERATED ALWAYS AS (CASE WHEN kind LIKE 'task.%' THEN (payload ->> 'task')::uuid END) STORED;
CREATE INDEX events_task ON events (task_id, at) WHERE task_id IS NOT NULL;

-- Notes and tasks by words.
ALTER TABLE notes ADD COLUMN sought text GENERATED ALWAYS AS (folded(text)) STORED;
CREATE INDEX notes_sought ON notes USING gin (sought gin_trgm_ops);
ALTER TABLE tasks ADD COLUMN sought text GENERATED ALWAYS AS (folded(title)) STORED;
CREATE INDEX tasks_sought ON tasks USING gin (sought gin_trgm_ops);

-- The few that an index finds, as in `records_with` (0028): around row-level security, with the same wall built here. These are ids alone; what
-- stands behind them is read behind the wall.
CREATE FUNCTION notes_with(words text[], at_most bigint) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE condition text;
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    SELECT string_agg(format('n.sought LIKE %L', word), ' AND ') INTO condition FROM unnest(words) AS wanted (word);
    RETURN QUERY EXECUTE 'SELECT n.id FROM notes n WHERE ' || condition || ' AND n.workspace_id = $1 AND n.removed_at IS NULL LIMIT $2'
        USING kurier_workspace(), at_most;
END $$;
CREATE FUNCTION tasks_with(words text[], at_most bigint) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE condition text;
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    SELECT string_agg(format('t.sought LIKE %L', word), ' AND ') INTO condition FROM unnest(words) AS wanted (word);
    RETURN QUERY EXECUTE 'SELECT t.id FROM tasks t WHERE ' || condition || ' AND t.workspace_id = $1 LIMIT $2'
        USING kurier_workspace(), at_most;
END $$;
CREATE FUNCTION messages_with(boxes uuid[], query tsquery, at_most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    RETURN QUERY SELECT found.message_id
        FROM search_by_index(boxes, query, 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', at_most) found;
END $$;
REVOKE ALL ON FUNCTION notes_with, tasks_with, messages_with FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notes_with, tasks_with, messages_with TO kurier_app;
