-- Whether, and on what grounds, people may be written to.

-- Before a message to a person a legal basis is asked for.
ALTER TABLE workspaces ADD COLUMN consent_required boolean NOT NULL DEFAULT false;

ALTER TABLE record_kinds
    ADD COLUMN is_people boolean NOT NULL DEFAULT false,       -- each record is a person, whom the law protects
    ADD COLUMN is_transactional boolean NOT NULL DEFAULT false; -- mail about it is about something that the person asked for
SET LOCAL ROLE kurier_system;
UPDATE record_kinds SET is_people = true WHERE key = 'contact';
UPDATE record_kinds SET is_transactional = true WHERE key = 'ticket';
RESET ROLE;

CREATE FUNCTION is_person(r records) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT r.kind = 'lead' OR EXISTS (SELECT 1 FROM record_kinds k WHERE k.workspace_id = r.workspace_id AND k.key = r.kind AND k.is_people)
$$;
CREATE FUNCTION is_transactional(r records) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM record_kinds k WHERE k.workspace_id = r.workspace_id AND k.key = r.kind AND k.is_transactional)
$$;

-- What one can be subscribed to, besides mail from one person to another, which is there always.
CREATE TABLE subscription_types (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    archived_at timestamptz
);
SELECT kurier_wall('subscription_types');

-- What people agreed to and what they want no more, as it came. Rows are added, never changed: they are the proof.
CREATE TABLE consents (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    what text NOT NULL CHECK (what IN ('subscribed', 'unsubscribed', 'opted_out', 'opted_in', 'one_time')),
    record_id uuid REFERENCES records ON DELETE SET NULL,
    person uuid,                                                -- the same, also when the record is forgotten
    subscription_id uuid REFERENCES subscription_types,        -- none: mail from one person to another
    subscription_name text,                                     -- as it was called then
    basis text CHECK (basis IN ('consent', 'contract', 'legal_obligation', 'legitimate_interest')), -- GDPR, Art. 6 (1) a, b, c, f
    purpose text CHECK (purpose IN ('commercial', 'transactional')),
    explanation text NOT NULL,
    draft_id uuid REFERENCES drafts ON DELETE SET NULL,        -- for this message alone
    by_id uuid REFERENCES users ON DELETE SET NULL,
    at timestamptz NOT NULL,
    CHECK ((what IN ('subscribed', 'one_time')) = (basis IS NOT NULL)),
    CHECK ((what = 'one_time') = (purpose IS NOT NULL))
);
CREATE INDEX consents_record ON consents (record_id, at DESC, id DESC) WHERE record_id IS NOT NULL;
CREATE INDEX consents_draft ON consents (draft_id) WHERE draft_id IS NOT NULL;
SELECT kurier_wall('consents');

-- The addresses that it is about, as the person had them then. An opt-out holds for an address whoever has it later.
CREATE TABLE consent_addresses (
    consent_id uuid NOT NULL REFERENCES consents ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    key text NOT NULL,                                          -- address_key
    PRIMARY KEY (consent_id, key)
);
CREATE INDEX consent_addresses_key ON consent_addresses (workspace_id, key);
SELECT kurier_wall('consent_addresses');

-- On what a message relied that is being sent (Vec<Relied>), until it is known whether it went out.
ALTER TABLE outbox ADD COLUMN relied_on jsonb NOT NULL DEFAULT '[]';

-- On what each message relied that was sent to a person.
CREATE TABLE send_grounds (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    record_id uuid REFERENCES records ON DELETE SET NULL,
    address_key text NOT NULL,
    ground text NOT NULL CHECK (ground IN ('subscription', 'one_time', 'transactional', 'not_asked', 'overruled')),
    consent_id uuid REFERENCES consents ON DELETE SET NULL,
    outbox_id uuid REFERENCES outbox ON DELETE SET NULL,
    mailbox_id uuid REFERENCES mailboxes ON DELETE SET NULL,
    subject text NOT NULL,
    by_id uuid REFERENCES users ON DELETE SET NULL,
    at timestamptz NOT NULL,
    UNIQUE (outbox_id, address_key)
);
CREATE INDEX send_grounds_record ON send_grounds (record_id, at DESC, id DESC) WHERE record_id IS NOT NULL;
SELECT kurier_wall('send_grounds');
