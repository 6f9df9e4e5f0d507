-- A folder is the one that the server calls so. One readable name may be written in two ways and be two folders, so that paths repeat.

ALTER TABLE folders ADD COLUMN wanted_raw_name text;    -- while a person renames it: what it is to be called
-- The lowest UID that the server did not hand out for now: below UIDNEXT nothing else is missing.
ALTER TABLE folders ADD COLUMN first_missing bigint;

-- Across workspaces, and the owner is held by row-level security too. A row that is gone keeps no name from another.
SET LOCAL ROLE kurier_system;
UPDATE folders SET raw_name = raw_name || ' ' || id::text WHERE gone_at IS NOT NULL;
UPDATE folders SET raw_name = 'INBOX' WHERE upper(raw_name) = 'INBOX';
RESET ROLE;

ALTER TABLE folders DROP CONSTRAINT folders_mailbox_id_path_key;
ALTER TABLE folders ADD CONSTRAINT folders_mailbox_id_raw_name_key UNIQUE (mailbox_id, raw_name);
