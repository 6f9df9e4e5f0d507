-- Jobs: what runs later or again. The queue itself belongs to a library, graphile_worker, in a schema of its own that it makes
-- and changes by itself when a process starts. Whoever works for a person reaches it only through these functions, which run as
-- the schema's owner; PL/pgSQL looks names up when it is called, so it does not matter which of the two schemas is made first.

-- Puts a job into the queue, in the caller's transaction. Of jobs with the same key only the latest that has not begun is kept;
-- `only_if_missing` leaves alone what is there. Jobs of one lane run one after the other.
CREATE FUNCTION kurier_enqueue(job text, payload jsonb, key text, lane text, seconds double precision, most_attempts integer,
                               only_if_missing boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    dead bigint[];
BEGIN
    IF only_if_missing AND EXISTS (SELECT 1 FROM graphile_worker._private_jobs j WHERE j.key = kurier_enqueue.key) THEN
        RETURN;
    END IF;
    -- One that was given up makes room for the new one.
    SELECT array_agg(j.id) INTO dead FROM graphile_worker._private_jobs j
        WHERE j.key = kurier_enqueue.key AND j.locked_at IS NULL AND j.attempts >= j.max_attempts;
    IF dead IS NOT NULL THEN
        PERFORM graphile_worker.complete_jobs(dead);
    END IF;
    PERFORM graphile_worker.add_job(
        identifier => job,
        payload => payload::json,
        queue_name => lane,
        run_at => clock_timestamp() + make_interval(secs => seconds),
        max_attempts => most_attempts,
        job_key => key);
END $$;

-- Jobs that were given up: of the transaction's workspace and of none; all of them where no workspace is known.
CREATE FUNCTION kurier_dead_jobs()
RETURNS TABLE (id bigint, job text, payload jsonb, attempts integer, error text, since timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    -- SECURITY DEFINER hides the role, the setting tells it: an app without a workspace sees nothing.
    IF kurier_workspace() IS NULL AND current_setting('role') = 'kurier_app' THEN RETURN; END IF;
    -- Nothing has ever run here.
    IF to_regclass('graphile_worker._private_jobs') IS NULL THEN RETURN; END IF;
    RETURN QUERY
        SELECT j.id, t.identifier, j.payload::jsonb, j.attempts::integer, coalesce(j.last_error, ''), j.updated_at
        FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
        WHERE j.attempts >= j.max_attempts AND j.locked_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM graphile_worker._private_job_retirements r WHERE r.id = j.id)
          AND (kurier_workspace() IS NULL OR NOT j.payload::jsonb ? 'workspace'
               OR j.payload ->> 'workspace' = kurier_workspace()::text)
        ORDER BY j.updated_at DESC LIMIT 500;
END $$;

-- Tries a job again that was given up and that the caller sees; any other is left alone.
CREATE FUNCTION kurier_revive_job(dead bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM kurier_dead_jobs() d WHERE d.id = dead) THEN RETURN; END IF;
    PERFORM graphile_worker.reschedule_jobs(ARRAY[dead], run_at => now(), attempts => 0);
    PERFORM pg_notify('jobs:insert', '{"count":1}');
END $$;

-- What was given up and then asked for anew under the same key: the library sets it apart and keeps it.
CREATE FUNCTION kurier_remove_superseded_jobs() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM graphile_worker.complete_jobs(ARRAY(
        SELECT j.id FROM graphile_worker._private_jobs j JOIN graphile_worker._private_job_retirements r ON r.id = j.id
        WHERE j.locked_at IS NULL));
END $$;

REVOKE ALL ON FUNCTION kurier_enqueue, kurier_dead_jobs, kurier_revive_job, kurier_remove_superseded_jobs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kurier_enqueue, kurier_dead_jobs, kurier_revive_job TO kurier_app, kurier_system;
GRANT EXECUTE ON FUNCTION kurier_remove_superseded_jobs TO kurier_system;

-- Cleaning up -------------------------------------------------------------------------------------------------------

-- Since when a message lies in no folder any more; it is forgotten after a while, unless it turns up again.
ALTER TABLE messages ADD COLUMN unplaced_at timestamptz;
CREATE INDEX messages_unplaced ON messages (unplaced_at) WHERE unplaced_at IS NOT NULL;

-- What refers to what is cleared away: without these, every row that goes would cost a look at the whole table.
CREATE INDEX messages_content ON messages (content_id);
CREATE INDEX message_search_thread ON message_search (thread_id);
CREATE INDEX triage_message ON triage (message_id);
CREATE INDEX drafts_in_reply_to ON drafts (in_reply_to) WHERE in_reply_to IS NOT NULL;
CREATE INDEX outbox_draft ON outbox (draft_id);
CREATE INDEX outbox_mailbox ON outbox (mailbox_id);
CREATE INDEX drafts_mailbox ON drafts (mailbox_id);
CREATE INDEX drafts_over ON drafts (updated_at) WHERE state IN ('sent', 'discarded');
CREATE INDEX outbox_over ON outbox (finished_at) WHERE state IN ('sent', 'cancelled') AND octet_length(mime) > 0;

-- Outgoing ----------------------------------------------------------------------------------------------------------

-- Whatever changes what a draft would send raises its stamp, whoever does it: the same bytes are sent again only while it is the
-- same. (`revision` is for two windows that write in one draft, and rises with the text alone.)
ALTER TABLE drafts ADD COLUMN stamp bigint NOT NULL DEFAULT 1;
ALTER TABLE outbox ADD COLUMN draft_stamp bigint;
CREATE FUNCTION kurier_stamp_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.stamp := OLD.stamp + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER drafts_stamp BEFORE UPDATE ON drafts FOR EACH ROW
    WHEN (OLD.content IS DISTINCT FROM NEW.content OR OLD.mailbox_id IS DISTINCT FROM NEW.mailbox_id
          OR OLD.in_reply_to IS DISTINCT FROM NEW.in_reply_to)
    EXECUTE FUNCTION kurier_stamp_draft();
CREATE FUNCTION kurier_stamp_draft_of_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE drafts SET stamp = stamp + 1 WHERE id = coalesce(NEW.draft_id, OLD.draft_id);
    RETURN NULL;
END $$;
CREATE TRIGGER draft_attachments_stamp AFTER INSERT OR UPDATE OR DELETE ON draft_attachments FOR EACH ROW
    EXECUTE FUNCTION kurier_stamp_draft_of_file();

-- A picture of a forwarded mail keeps its name, so that its text still shows it where it was (RFC 2392).
ALTER TABLE draft_attachments ADD COLUMN content_id text;

-- Why there is no copy in Sent (Trouble), and whether its author has taken note of what went wrong after sending.
ALTER TABLE outbox ADD COLUMN sent_copy_failure jsonb;
ALTER TABLE outbox ADD COLUMN noted_at timestamptz;
CREATE INDEX outbox_to_note ON outbox (workspace_id, author_id)
    WHERE state = 'sent' AND noted_at IS NULL AND (sent_copy_failure IS NOT NULL OR jsonb_array_length(detail -> 'refused') > 0);
