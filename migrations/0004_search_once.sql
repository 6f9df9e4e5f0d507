-- What the token index finds is kept: until now it was asked twice, once to count and once to answer.
CREATE OR REPLACE FUNCTION search_messages(boxes uuid[], query tsquery, before timestamptz, few integer)
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
        FROM search_by_index(boxes, query, before, few) found;
    IF hits < few THEN
        RETURN QUERY SELECT * FROM unnest(messages, threads, moments) found (a, b, c) ORDER BY c DESC LIMIT 200;
    ELSE
        RETURN QUERY SELECT * FROM search_by_date(boxes, query, before);
    END IF;
END $$;
