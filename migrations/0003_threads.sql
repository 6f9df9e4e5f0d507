-- Who may see a mailbox: Kurier itself, its owner, the members of a team mailbox. The one place where this is said in SQL.
CREATE FUNCTION may_see(box uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM mailboxes m WHERE m.id = box AND m.removed_at IS NULL
        AND (person IS NULL OR m.owner_id = person
             OR (m.kind = 'team' AND EXISTS (SELECT 1 FROM mailbox_members s WHERE s.mailbox_id = m.id AND s.user_id = person))))
$$;
