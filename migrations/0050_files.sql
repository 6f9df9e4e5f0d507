-- Files of records: what people put beside them, and what came with their mail.

CREATE TABLE record_files (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    record_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    bytes bytea NOT NULL,
    author_id uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    removed_at timestamptz                     -- taken away, until it is forgotten
);
-- Files are mostly packed already.
ALTER TABLE record_files ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE INDEX record_files_latest ON record_files (record_id, created_at DESC, id DESC);
CREATE INDEX record_files_removed ON record_files (removed_at) WHERE removed_at IS NOT NULL;
SELECT kurier_wall('record_files');
SELECT kurier_seen_with_record('record_files');

-- Mail with files, thread by thread: what has none is not read.
CREATE INDEX messages_with_files ON messages (thread_id, received_at DESC, id DESC) WHERE has_attachments;

-- The threads on the timeline of records that a person may see: those that are attached to one of them, those that have the badge of one of these
-- people, and those in which one of their addresses wrote or was written to. Said here alone.
CREATE FUNCTION threads_about(of_records uuid[], of_people uuid[], person uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH boxes AS MATERIALIZED (SELECT v.mailbox_id AS id FROM visible_mailboxes(person) v)
    SELECT t.id FROM (
        SELECT thread_id FROM record_threads WHERE record_id = ANY (of_records)
        UNION
        SELECT id FROM threads WHERE client_record_id = ANY (of_people)
        UNION
        SELECT m.thread_id FROM record_addresses a JOIN messages m ON m.workspace_id = a.workspace_id AND m.from_key = a.key
        WHERE a.record_id = ANY (of_people) AND a.kind = 'email'
        UNION
        SELECT m.thread_id FROM record_addresses a JOIN messages m ON m.workspace_id = a.workspace_id AND m.author_key = a.key
        WHERE a.record_id = ANY (of_people) AND a.kind = 'email'
        UNION
        SELECT m.thread_id FROM record_addresses a JOIN written_to w ON w.workspace_id = a.workspace_id AND w.key = a.key
        JOIN messages m ON m.id = w.message_id
        WHERE a.record_id = ANY (of_people) AND a.kind = 'email'
    ) AS about CROSS JOIN LATERAL (
        SELECT t.id FROM threads t WHERE t.id = about.thread_id AND t.mailbox_id IN (SELECT id FROM boxes) OFFSET 0) AS t
$$;
