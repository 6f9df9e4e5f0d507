-- Who sees which mailbox, said once; what the outbox needs beyond its foundations.

-- The mailboxes that a person may see; all of the workspace for Kurier itself (NULL). Inlined by the planner.
CREATE FUNCTION visible_mailboxes(person uuid) RETURNS TABLE (mailbox_id uuid) LANGUAGE sql STABLE AS $$
    SELECT m.id FROM mailboxes m WHERE m.removed_at IS NULL
       AND (person IS NULL OR m.owner_id = person
            OR (m.kind = 'team' AND EXISTS (SELECT 1 FROM mailbox_members s WHERE s.mailbox_id = m.id AND s.user_id = person)))
$$;

-- Sending the same bytes again is only right while the draft still says what they say.
ALTER TABLE outbox ADD COLUMN draft_revision integer NOT NULL DEFAULT 0;
-- When the copy for the Sent folder is due (again).
ALTER TABLE outbox ADD COLUMN sent_copy_after timestamptz NOT NULL DEFAULT now();

-- Leads of the same company are found by the domain of an address. A column of its own, because behind row-level security
-- no index on an expression is used.
ALTER TABLE record_addresses ADD COLUMN domain text GENERATED ALWAYS AS (split_part(key, '@', 2)) STORED;
CREATE INDEX record_addresses_domain ON record_addresses (workspace_id, domain) WHERE kind = 'email';
