-- Who asked for the pictures of which message: they are fetched from other people's servers, which then know that it was read.
CREATE TABLE picture_consents (
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (message_id, user_id)
);
SELECT kurier_wall('picture_consents');
