-- A word that is in very much mail is in what came last: that is looked through first. To count where else it is takes as long as there is mail.
CREATE FUNCTION search_nearby(boxes uuid[], query tsquery, before timestamptz, before_message uuid, reach integer)
RETURNS TABLE (message_id uuid, thread_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    -- The latest of all these mailboxes together: of each by itself, a quiet one would reach further back than a busy one.
    RETURN QUERY EXECUTE 'SELECT near.message_id, near.thread_id, near.at FROM (
            SELECT latest.* FROM unnest($1) box, LATERAL (
                SELECT s.message_id, s.thread_id, s.at, s.tokens FROM message_search s
                WHERE s.mailbox_id = box AND s.workspace_id = kurier_workspace() AND s.at <= $2 AND (s.at, s.message_id) < ($2, $4)
                ORDER BY s.at DESC, s.message_id DESC LIMIT $5) latest
            ORDER BY latest.at DESC, latest.message_id DESC LIMIT $5) near
        WHERE near.tokens @@ $3 ORDER BY near.at DESC, near.message_id DESC LIMIT 200' USING boxes, before, query, before_message, reach;
END $$;
REVOKE ALL ON FUNCTION search_nearby(uuid[], tsquery, timestamptz, uuid, integer) FROM PUBLIC;

CREATE OR REPLACE FUNCTION search_messages(boxes uuid[], query tsquery, before timestamptz, before_message uuid, few integer)
RETURNS TABLE (message_id uuid, thread_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    hits integer;
    messages uuid[];
    threads uuid[];
    moments timestamptz[];
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    SELECT count(*), array_agg(found.message_id), array_agg(found.thread_id), array_agg(found.at)
        INTO hits, messages, threads, moments
        FROM search_nearby(boxes, query, before, before_message, few) found;
    IF hits < 200 THEN
        SELECT count(*), array_agg(found.message_id), array_agg(found.thread_id), array_agg(found.at)
            INTO hits, messages, threads, moments
            FROM search_by_index(boxes, query, before, before_message, few) found;
        IF hits >= few THEN
            RETURN QUERY SELECT * FROM search_by_date(boxes, query, before, before_message);
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM unnest(messages, threads, moments) found (a, b, c) ORDER BY c DESC, a DESC LIMIT 200;
END $$;
