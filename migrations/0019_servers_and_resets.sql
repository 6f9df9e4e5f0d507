-- A connection may be the change of a mailbox that is there: its servers, tried before they are believed.
ALTER TABLE connections ADD COLUMN mailbox_id uuid REFERENCES mailboxes ON DELETE CASCADE;

-- A link by which somebody who has forgotten their password chooses another, once. One a person.
CREATE TABLE password_resets (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    made_by uuid REFERENCES users ON DELETE SET NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
SELECT kurier_wall('password_resets');

-- A picture that was pasted into the text, not one that came with a forwarded mail and happens to be called so.
ALTER TABLE draft_attachments ADD COLUMN in_text boolean NOT NULL DEFAULT false;
CREATE INDEX draft_attachments_pasted ON draft_attachments (content_id) WHERE in_text;
