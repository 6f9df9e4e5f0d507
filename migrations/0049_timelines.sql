-- At once as it is needed: who reads events writes some in the same transaction.
LOCK TABLE events IN ACCESS EXCLUSIVE MODE;

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

-- Messages by words: as `notes_with` (0048).
CREATE FUNCTION messages_with(boxes uuid[], query tsquery, at_most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    RETURN QUERY SELECT found.message_id
        FROM search_by_index(boxes, query, 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', at_most) found;
END $$;
REVOKE ALL ON FUNCTION messages_with FROM PUBLIC;
GRANT EXECUTE ON FUNCTION messages_with TO kurier_app;
