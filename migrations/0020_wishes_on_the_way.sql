-- Flags that are wanted of mail which another program moved, or whose folder it renamed, before the server had them: they wait for the
-- message to turn up elsewhere.
CREATE TABLE wishes_on_the_way (
    message_id uuid PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    seen boolean,
    flagged boolean,
    answered boolean
);
SELECT kurier_wall('wishes_on_the_way');

-- The folder into which the watcher has begun to copy a message, on a server that cannot move: until it knows how that ended.
ALTER TABLE placements ADD COLUMN copied_to uuid;
