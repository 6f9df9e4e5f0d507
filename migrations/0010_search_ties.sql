-- A page of search begins after a message, not after a moment: several messages may be of one moment.
CREATE FUNCTION search_by_index(boxes uuid[], query tsquery, before timestamptz, before_message uuid, few integer)
RETURNS TABLE (message_id uuid, thread_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT s.message_id, s.thread_id, s.at FROM message_search s
        WHERE s.tokens @@ $1 AND s.workspace_id = kurier_workspace() AND s.mailbox_id = ANY ($2)
          AND (s.at, s.message_id) < ($3, $4) LIMIT $5' USING query, boxes, before, before_message, few;
END $$;
CREATE FUNCTION search_by_date(boxes uuid[], query tsquery, before timestamptz, before_message uuid)
RETURNS TABLE (message_id uuid, thread_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT found.* FROM unnest($1) box, LATERAL (
            SELECT s.message_id, s.thread_id, s.at FROM message_search s
            WHERE s.mailbox_id = box AND s.workspace_id = kurier_workspace() AND s.at <= $2
              AND (s.at, s.message_id) < ($2, $4) AND s.tokens @@ $3
            ORDER BY s.at DESC, s.message_id DESC LIMIT 200) found
        ORDER BY 3 DESC, 1 DESC LIMIT 200' USING boxes, before, query, before_message;
END $$;
CREATE FUNCTION search_messages(boxes uuid[], query tsquery, before timestamptz, before_message uuid, few integer)
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
        FROM search_by_index(boxes, query, before, before_message, few) found;
    IF hits < few THEN
        RETURN QUERY SELECT * FROM unnest(messages, threads, moments) found (a, b, c) ORDER BY c DESC, a DESC LIMIT 200;
    ELSE
        RETURN QUERY SELECT * FROM search_by_date(boxes, query, before, before_message);
    END IF;
END $$;
REVOKE ALL ON FUNCTION search_by_index(uuid[], tsquery, timestamptz, uuid, integer),
    search_by_date(uuid[], tsquery, timestamptz, uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION search_messages(uuid[], tsquery, timestamptz, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_messages(uuid[], tsquery, timestamptz, uuid, integer) TO kurier_app;
-- The order of the walk back in time, ties included.
CREATE INDEX message_search_recent_message ON message_search (mailbox_id, at DESC, message_id DESC);
DROP INDEX message_search_recent;
