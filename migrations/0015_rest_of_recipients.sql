-- Recipients whom a server did not take when it took the message for others: the rest gets it in a conversation of its own, which is
-- a row of its own, with the same Message-ID and the same bytes.

ALTER TABLE outbox ADD COLUMN rest_of uuid REFERENCES outbox ON DELETE CASCADE;
ALTER TABLE outbox DROP CONSTRAINT outbox_message_id_key;
CREATE UNIQUE INDEX outbox_message_id_key ON outbox (message_id) WHERE rest_of IS NULL;
CREATE INDEX outbox_message_id ON outbox (message_id);
CREATE INDEX outbox_rest ON outbox (rest_of) WHERE rest_of IS NOT NULL;
