-- To whom we have written, by the address: mail to somebody who has not answered is found by this alone.
CREATE TABLE written_to (
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    key text NOT NULL,                         -- address_key
    PRIMARY KEY (message_id, key)
);
CREATE INDEX written_to_key ON written_to (workspace_id, key);
SELECT kurier_wall('written_to');

SET LOCAL ROLE kurier_system;
INSERT INTO written_to (message_id, workspace_id, key)
SELECT DISTINCT m.id, m.workspace_id, lower(trim(p ->> 'address'))
FROM messages m CROSS JOIN jsonb_array_elements((m.recipients -> 'to') || (m.recipients -> 'cc')) p
WHERE m.is_mine AND p ->> 'address' <> '';
RESET ROLE;
