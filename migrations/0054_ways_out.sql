-- The way out of mail that needs one: a link at its end, and header fields for programs (RFC 2369, RFC 8058).

-- Where a basis is asked for, mail that relies on a subscription, or offers something, says how to get no more of it.
ALTER TABLE workspaces ADD COLUMN ways_out boolean NOT NULL DEFAULT true;

-- One for each such message, for the only person to whom it went. It works for as long as the person is known.
CREATE TABLE ways_out (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,                           -- SHA-256 of 256 random bits; the token itself is in the message alone
    record_id uuid REFERENCES records ON DELETE SET NULL,       -- whose mail it was
    address_key text NOT NULL,                                  -- to which it went
    outbox_id uuid REFERENCES outbox ON DELETE SET NULL,        -- the message
    made_at timestamptz NOT NULL
);
CREATE INDEX ways_out_record ON ways_out (record_id) WHERE record_id IS NOT NULL;
CREATE INDEX ways_out_outbox ON ways_out (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX ways_out_address ON ways_out (workspace_id, address_key);
SELECT kurier_wall('ways_out');

-- Whoever it is about has said it themselves, by this.
ALTER TABLE consents ADD COLUMN way_out_id uuid REFERENCES ways_out ON DELETE SET NULL;
CREATE INDEX consents_way_out ON consents (way_out_id) WHERE way_out_id IS NOT NULL;
