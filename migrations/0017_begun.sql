-- Whether somebody has put anything into a draft: one that was opened and left is none yet. A forward brings files of its own.
CREATE FUNCTION is_begun(d drafts) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT d.revision > 1 OR d.failure IS NOT NULL
        OR (d.kind <> 'forward' AND EXISTS (SELECT 1 FROM draft_attachments a WHERE a.draft_id = d.id))
$$;
