-- The foundations: the wall between workspaces, people, mailboxes, mail, outbox, records, events.
--
-- Two roles do all the work. `kurier_app` sees only the rows of the workspace named by the transaction's setting
-- `kurier.workspace_id` (unset: nothing). `kurier_system` is for the few questions asked before a workspace is known:
-- whose session is this, which mailbox needs a watcher. Row-level security is forced, so that the owner is held too.

DO $$ BEGIN CREATE ROLE kurier_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE kurier_system NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN EXECUTE format('GRANT kurier_app, kurier_system TO %I', current_user); EXCEPTION WHEN OTHERS THEN NULL; END $$;

CREATE FUNCTION kurier_workspace() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('kurier.workspace_id', true), '')::uuid $$;

-- Puts a table that has `workspace_id` behind the wall.
CREATE FUNCTION kurier_wall(walled regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format('CREATE POLICY wall ON %s TO kurier_app USING (workspace_id = (SELECT kurier_workspace())) WITH CHECK (workspace_id = (SELECT kurier_workspace()))', walled);
    EXECUTE format('CREATE POLICY system ON %s TO kurier_system USING (true) WITH CHECK (true)', walled);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO kurier_app, kurier_system', walled);
END $$;

-- People ------------------------------------------------------------------------------------------------------------

CREATE TABLE workspaces (
    workspace_id uuid PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    email text NOT NULL,                      -- as written
    email_key text NOT NULL UNIQUE,           -- lower case: one account an address
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    password_hash text NOT NULL,              -- argon2id, PHC string
    language text CHECK (language IN ('pl', 'en')),
    disabled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX users_workspace ON users (workspace_id);

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,             -- SHA-256 of the cookie's token
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    email text NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    token_hash bytea NOT NULL UNIQUE,
    invited_by uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Before there is a workspace there is no wall: these two are for kurier_system alone.
CREATE TABLE set_up_tokens (
    token_hash bytea PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE attempts (                        -- rate limits
    key text NOT NULL,
    window_start timestamptz NOT NULL,
    count integer NOT NULL DEFAULT 0,
    PRIMARY KEY (key, window_start)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON set_up_tokens, attempts TO kurier_system;

-- Mailboxes ---------------------------------------------------------------------------------------------------------

CREATE TABLE connections (                     -- accounts being connected: kept so that nothing typed is lost
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    form jsonb NOT NULL,                       -- AccountForm without the password
    secret bytea NOT NULL,
    verified_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE mailboxes (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    owner_id uuid NOT NULL REFERENCES users,
    address text NOT NULL,
    address_key text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('private', 'team')),
    imap_host text NOT NULL, imap_port integer NOT NULL, imap_security text NOT NULL,
    smtp_host text NOT NULL, smtp_port integer NOT NULL, smtp_security text NOT NULL,
    username text NOT NULL,
    secret bytea NOT NULL,                     -- XChaCha20-Poly1305, AAD = id + column
    state jsonb NOT NULL DEFAULT '{"state":"waiting"}',
    smtp_size_limit bigint,
    sync_requested_at timestamptz,             -- somebody asked for a full pass
    sync_finished_at timestamptz,              -- when the last full pass ended
    created_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz
);
CREATE UNIQUE INDEX mailboxes_address ON mailboxes (workspace_id, address_key, owner_id) WHERE removed_at IS NULL;

CREATE TABLE mailbox_members (
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    PRIMARY KEY (mailbox_id, user_id)
);
CREATE INDEX mailbox_members_user ON mailbox_members (user_id);

CREATE TABLE mailbox_leases (                  -- who watches the mailbox now
    mailbox_id uuid PRIMARY KEY REFERENCES mailboxes ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    holder text NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE folders (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    path text NOT NULL,                        -- decoded, whole
    raw_name text NOT NULL,                    -- as the server spells it (modified UTF-7 or UTF-8)
    delimiter text,
    name text NOT NULL,
    parent_id uuid REFERENCES folders ON DELETE SET NULL,
    role text,
    selectable boolean NOT NULL DEFAULT true,
    uidvalidity bigint,
    uidnext bigint,                            -- the server's UIDNEXT up to which everything was stored or set aside
    highestmodseq bigint,
    server_count integer NOT NULL DEFAULT 0,   -- EXISTS at the last pass
    total integer NOT NULL DEFAULT 0,          -- threads shown in the folder
    unread integer NOT NULL DEFAULT 0,         -- threads with unread messages
    last_synced_at timestamptz,
    gone_at timestamptz,                       -- no longer on the server
    UNIQUE (mailbox_id, path)
);

-- Mail --------------------------------------------------------------------------------------------------------------

CREATE TABLE contents (                        -- raw messages, once a workspace, apart from the hot rows
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    digest bytea NOT NULL,                     -- SHA-256 of the raw bytes
    raw bytea NOT NULL,                        -- zstd
    size integer NOT NULL                      -- bytes before compression
);
ALTER TABLE contents ALTER COLUMN raw SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX contents_digest ON contents (workspace_id, digest);

CREATE TABLE threads (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    subject text NOT NULL,
    people jsonb NOT NULL,                     -- Vec<Person>, latest first, at most six
    snippet text NOT NULL,
    last_at timestamptz NOT NULL,
    message_count integer NOT NULL,
    unread_count integer NOT NULL,
    flagged boolean NOT NULL,
    answered boolean NOT NULL,
    attachments boolean NOT NULL,
    client_record_id uuid,                     -- badge "CRM client"
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX threads_mailbox ON threads (mailbox_id, last_at DESC, id DESC);

CREATE TABLE messages (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    thread_id uuid NOT NULL REFERENCES threads,
    content_id uuid NOT NULL REFERENCES contents,
    message_id text NOT NULL,                  -- without <>; synthetic when the message has none
    subject text NOT NULL,
    from_name text,
    from_address text,
    from_key text,                             -- lower case
    recipients jsonb NOT NULL,                 -- {"to":[Address],"cc":[],"bcc":[],"reply_to":[]}
    date timestamptz,
    received_at timestamptz NOT NULL,
    snippet text NOT NULL,
    size integer NOT NULL,
    is_mine boolean NOT NULL,
    automatic boolean NOT NULL,
    has_attachments boolean NOT NULL,
    UNIQUE (mailbox_id, content_id)
);
CREATE INDEX messages_thread ON messages (thread_id, received_at, id);
CREATE INDEX messages_from ON messages (workspace_id, from_key);
CREATE INDEX messages_message_id ON messages (mailbox_id, message_id);

CREATE TABLE index_queue (                     -- messages that are not searchable yet
    message_id uuid PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    workspace_id uuid NOT NULL
);

CREATE TABLE thread_references (               -- every Message-ID that a thread knows: its messages' and their references
    mailbox_id uuid NOT NULL,
    message_id text NOT NULL,
    thread_id uuid NOT NULL REFERENCES threads ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    PRIMARY KEY (mailbox_id, message_id)
);
CREATE INDEX thread_references_thread ON thread_references (thread_id);

CREATE TABLE placements (                      -- a message in a folder
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    folder_id uuid NOT NULL REFERENCES folders ON DELETE CASCADE,
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    thread_id uuid NOT NULL REFERENCES threads,
    uid bigint,                                -- NULL: moved here by us, the server has not told the UID yet
    seen boolean NOT NULL,
    flagged boolean NOT NULL,
    answered boolean NOT NULL,
    draft boolean NOT NULL,
    modseq bigint,
    leaving uuid                               -- the mail operation that moves it away; hidden until the server agrees
);
CREATE UNIQUE INDEX placements_uid ON placements (folder_id, uid);
CREATE INDEX placements_thread ON placements (thread_id);
CREATE INDEX placements_message ON placements (message_id);
CREATE INDEX placements_leaving ON placements (leaving) WHERE leaving IS NOT NULL;

CREATE TABLE thread_folders (                  -- the thread list of a folder
    folder_id uuid NOT NULL REFERENCES folders ON DELETE CASCADE,
    thread_id uuid NOT NULL REFERENCES threads ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    last_at timestamptz NOT NULL,
    unread boolean NOT NULL,
    flagged boolean NOT NULL,
    PRIMARY KEY (folder_id, thread_id)
);
CREATE INDEX thread_folders_list ON thread_folders (folder_id, last_at DESC, thread_id DESC);
CREATE INDEX thread_folders_unread ON thread_folders (folder_id, last_at DESC, thread_id DESC) WHERE unread;
CREATE INDEX thread_folders_flagged ON thread_folders (folder_id, last_at DESC, thread_id DESC) WHERE flagged;
CREATE INDEX thread_folders_thread ON thread_folders (thread_id);

CREATE TABLE attachments (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    part integer NOT NULL,                     -- number within the message, for kurier-mail
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    content_id text,
    inline boolean NOT NULL
);
CREATE INDEX attachments_message ON attachments (message_id);

CREATE TABLE set_aside (                       -- came off the server, could not be stored as mail
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    folder_id uuid NOT NULL REFERENCES folders ON DELETE CASCADE,
    uid bigint NOT NULL,
    reason text NOT NULL,
    raw bytea,                                 -- zstd; NULL when the server did not hand it out
    size bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (folder_id, uid)
);

-- Searchable text lives apart from the hot rows and follows in batches. It is reached only through search_messages():
-- `@@` is not leakproof, so behind row-level security its index would never be used.
CREATE TABLE message_search (
    message_id uuid PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    at timestamptz NOT NULL,
    tokens tsvector NOT NULL
);
CREATE INDEX message_search_tokens ON message_search USING gin (tokens) WITH (fastupdate = on);
CREATE INDEX message_search_recent ON message_search (mailbox_id, at DESC);

CREATE TABLE mail_operations (                 -- changes that wait to be made on the IMAP server, in order
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    operation jsonb NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'performing', 'done', 'failed', 'cancelled')),
    attempts integer NOT NULL DEFAULT 0,
    failure text,
    event_id uuid,                             -- the event that asked for it
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX mail_operations_waiting ON mail_operations (mailbox_id, id) WHERE state IN ('waiting', 'performing');

-- Outgoing ----------------------------------------------------------------------------------------------------------

CREATE TABLE drafts (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    author_id uuid NOT NULL REFERENCES users,
    thread_id uuid REFERENCES threads ON DELETE SET NULL,
    in_reply_to uuid REFERENCES messages ON DELETE SET NULL,
    kind text NOT NULL CHECK (kind IN ('new', 'reply', 'reply_all', 'forward')),
    content jsonb NOT NULL,                    -- DraftContent
    revision integer NOT NULL DEFAULT 1,
    failure jsonb,                             -- SendFailure of the last attempt
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sending', 'sent', 'discarded')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX drafts_author ON drafts (author_id, updated_at DESC) WHERE state = 'open';
CREATE INDEX drafts_thread ON drafts (thread_id);

CREATE TABLE draft_attachments (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    draft_id uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    bytes bytea NOT NULL
);
ALTER TABLE draft_attachments ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE INDEX draft_attachments_draft ON draft_attachments (draft_id);

CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    draft_id uuid NOT NULL REFERENCES drafts,
    author_id uuid NOT NULL REFERENCES users,
    thread_id uuid REFERENCES threads ON DELETE SET NULL,
    message_id text NOT NULL UNIQUE,           -- the Message-ID, made once
    subject text NOT NULL,
    recipients jsonb NOT NULL,                 -- Vec<Address>, for display
    envelope_from text NOT NULL,
    envelope_to text[] NOT NULL,
    mime bytea NOT NULL,                       -- the bytes that go out and into Sent
    state text NOT NULL DEFAULT 'scheduled'
        CHECK (state IN ('scheduled', 'claimed', 'transmitting', 'sent', 'failed', 'unknown', 'cancelled')),
    detail jsonb,                              -- what the state carries: failure, refused recipients
    attempt integer NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL,
    claimed_by text,
    claimed_at timestamptz,
    finished_at timestamptz,
    sent_copy text NOT NULL DEFAULT 'pending' CHECK (sent_copy IN ('pending', 'done', 'failed', 'unneeded')),
    sent_copy_attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE outbox ALTER COLUMN mime SET STORAGE EXTERNAL;
CREATE INDEX outbox_due ON outbox (not_before) WHERE state IN ('scheduled', 'claimed', 'transmitting');
CREATE INDEX outbox_copies ON outbox (finished_at) WHERE state = 'sent' AND sent_copy = 'pending';
CREATE INDEX outbox_thread ON outbox (thread_id);
CREATE INDEX outbox_open ON outbox (workspace_id, author_id) WHERE state NOT IN ('sent', 'cancelled');

-- Records -----------------------------------------------------------------------------------------------------------

CREATE TABLE pipeline_stages (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    kind text NOT NULL,
    name text NOT NULL,                        -- StageName::as_stored
    position integer NOT NULL,
    closes boolean NOT NULL DEFAULT false
);
CREATE INDEX pipeline_stages_workspace ON pipeline_stages (workspace_id, kind, position);

CREATE TABLE records (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    kind text NOT NULL,                        -- 'lead'; later contact, company, deal, ticket, project, custom
    name text NOT NULL,
    company text,
    owner_id uuid REFERENCES users,
    stage_id uuid REFERENCES pipeline_stages,
    description text NOT NULL DEFAULT '',
    closed boolean NOT NULL DEFAULT false,     -- in a stage that closes
    created_by uuid REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_activity_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz
);
CREATE INDEX records_recent ON records (workspace_id, kind, last_activity_at DESC, id DESC) WHERE removed_at IS NULL;
CREATE INDEX records_stage ON records (stage_id, last_activity_at DESC, id DESC) WHERE removed_at IS NULL;

CREATE TABLE record_addresses (
    record_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('email', 'phone')),
    value text NOT NULL,                       -- as written
    key text NOT NULL,                         -- lower case address; digits of the number
    position integer NOT NULL DEFAULT 0,
    PRIMARY KEY (record_id, kind, key)
);
CREATE INDEX record_addresses_key ON record_addresses (workspace_id, kind, key);

CREATE TABLE record_threads (
    record_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    thread_id uuid NOT NULL REFERENCES threads ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    reason jsonb NOT NULL,                     -- LinkReason
    linked_by uuid REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (record_id, thread_id)
);
CREATE INDEX record_threads_thread ON record_threads (thread_id);

CREATE TABLE triage (                          -- the Ready queue: one row a thread that has to be decided on
    thread_id uuid PRIMARY KEY REFERENCES threads ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes ON DELETE CASCADE,
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,  -- the incoming message to decide on
    state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'linked', 'ignored')),
    decided_by uuid REFERENCES users,
    decided_at timestamptz,
    at timestamptz NOT NULL                    -- when that message was received
);
CREATE INDEX triage_queue ON triage (workspace_id, state, at DESC, thread_id DESC);

-- Events ------------------------------------------------------------------------------------------------------------

CREATE TABLE events (                          -- timeline, undo, audit and live news all read this one history
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    actor_id uuid,                             -- NULL: Kurier itself
    kind text NOT NULL,
    mailbox_id uuid,
    thread_id uuid,
    record_id uuid,
    payload jsonb NOT NULL DEFAULT '{}',
    undo jsonb,                                -- what takes it back, when it can be taken back
    undone_at timestamptz
);
CREATE INDEX events_record ON events (record_id, at DESC, id DESC) WHERE record_id IS NOT NULL;
CREATE INDEX events_thread ON events (thread_id, at DESC) WHERE thread_id IS NOT NULL;

-- The wall ----------------------------------------------------------------------------------------------------------

DO $$
DECLARE walled regclass;
BEGIN
    FOR walled IN
        SELECT c.oid::regclass FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND a.attname = 'workspace_id' AND NOT a.attisdropped AND c.relname <> 'message_search'
    LOOP
        PERFORM kurier_wall(walled);
    END LOOP;
END $$;

-- Search goes around row-level security and builds the same wall itself. Up to `few` hits are found by the token index
-- and sorted; when there are more, the word is common and the newest are found soon by walking back in time.
CREATE FUNCTION search_by_index(boxes uuid[], query tsquery, before timestamptz, few integer)
RETURNS TABLE (message_id uuid, thread_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT s.message_id, s.thread_id, s.at FROM message_search s
        WHERE s.tokens @@ $1 AND s.workspace_id = kurier_workspace() AND s.mailbox_id = ANY ($2) AND s.at < $3
        LIMIT $4' USING query, boxes, before, few;
END $$;
CREATE FUNCTION search_by_date(boxes uuid[], query tsquery, before timestamptz)
RETURNS TABLE (message_id uuid, thread_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT found.* FROM unnest($1) box, LATERAL (
            SELECT s.message_id, s.thread_id, s.at FROM message_search s
            WHERE s.mailbox_id = box AND s.workspace_id = kurier_workspace() AND s.at < $2 AND s.tokens @@ $3
            ORDER BY s.at DESC LIMIT 200) found
        ORDER BY 3 DESC LIMIT 200' USING boxes, before, query;
END $$;
CREATE FUNCTION search_messages(boxes uuid[], query tsquery, before timestamptz, few integer)
RETURNS TABLE (message_id uuid, thread_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE hits integer;
BEGIN
    IF kurier_workspace() IS NULL THEN RETURN; END IF;
    SELECT count(*) INTO hits FROM search_by_index(boxes, query, before, few);
    IF hits < few THEN
        RETURN QUERY SELECT * FROM search_by_index(boxes, query, before, few) found ORDER BY 3 DESC LIMIT 200;
    ELSE
        RETURN QUERY SELECT * FROM search_by_date(boxes, query, before);
    END IF;
END $$;
REVOKE ALL ON FUNCTION search_by_index, search_by_date FROM PUBLIC;
REVOKE ALL ON FUNCTION search_messages FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_messages TO kurier_app;
ALTER TABLE message_search ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON message_search TO kurier_system USING (true) WITH CHECK (true);
CREATE POLICY write ON message_search FOR INSERT TO kurier_app WITH CHECK (workspace_id = (SELECT kurier_workspace()));
CREATE POLICY own ON message_search TO kurier_app USING (workspace_id = (SELECT kurier_workspace()));
GRANT SELECT, INSERT, UPDATE, DELETE ON message_search TO kurier_app, kurier_system;
