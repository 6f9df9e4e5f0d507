-- Who may see a record: everybody of the workspace, the team of whoever it belongs to, or they alone; and who follows it.

-- People who work together. Somebody may be in several teams.
CREATE TABLE teams (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX teams_name ON teams (workspace_id, lower(name));
SELECT kurier_wall('teams');

CREATE TABLE team_members (
    team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_members_user ON team_members (user_id);
SELECT kurier_wall('team_members');

ALTER TABLE records ADD COLUMN visibility text NOT NULL DEFAULT 'everybody' CHECK (visibility IN ('everybody', 'team', 'owner'));
-- With what a record of the kind begins.
ALTER TABLE record_kinds ADD COLUMN visibility text NOT NULL DEFAULT 'everybody' CHECK (visibility IN ('everybody', 'team', 'owner'));

-- For whom a transaction works. Nobody: Kurier itself, which sees every record of the workspace.
CREATE FUNCTION kurier_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('kurier.person_id', true), '')::uuid $$;

-- Records that a transaction has found and holds: it goes on seeing them until it ends, also when it gives them away.
CREATE FUNCTION kurier_held() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('kurier.held', true), ''), '{}')::uuid[] $$;
CREATE FUNCTION kurier_hold(found uuid[]) RETURNS void LANGUAGE sql VOLATILE AS
$$ SELECT set_config('kurier.held', (kurier_held() || found)::text, true) $$;

-- Who sees every record: Kurier itself, and administrators.
CREATE FUNCTION sees_all_records(person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT person IS NULL OR EXISTS (SELECT 1 FROM users u WHERE u.id = person AND u.role IN ('owner', 'admin'))
$$;

-- Whose records that are not for everybody a person sees, and which of them: their own, and those of their teams. Said here alone.
CREATE FUNCTION visible_owners(person uuid) RETURNS TABLE (owner_id uuid, visibility text) LANGUAGE sql STABLE AS $$
    SELECT person, own.visibility FROM (VALUES ('team'), ('owner')) AS own (visibility)
    UNION
    SELECT mate.user_id, 'team' FROM team_members mine JOIN team_members mate ON mate.team_id = mine.team_id WHERE mine.user_id = person
$$;

-- The same for any person; for the one for whom a transaction works, the wall below says it.
CREATE FUNCTION sees_record(r records, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT r.visibility = 'everybody' OR sees_all_records(person)
        OR (r.owner_id, r.visibility) IN (SELECT v.owner_id, v.visibility FROM visible_owners(person) v)
$$;

-- What is for everybody costs one comparison; the rest is asked once a statement, and only where such a record is come upon.
CREATE POLICY seen ON records AS RESTRICTIVE FOR SELECT TO kurier_app USING (
    visibility = 'everybody' OR (SELECT sees_all_records(kurier_person()))
    OR (owner_id, visibility) IN (SELECT v.owner_id, v.visibility FROM visible_owners((SELECT kurier_person())) v)
    OR id = ANY ((SELECT kurier_held())::uuid[]));

-- Puts what belongs to a record behind the same wall. OFFSET 0: looked up by its id, never among all records at once.
CREATE FUNCTION kurier_seen_with_record(walled regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY seen ON %s AS RESTRICTIVE FOR SELECT TO kurier_app USING (
        (SELECT sees_all_records(kurier_person())) OR EXISTS (SELECT 1 FROM records r WHERE r.id = record_id OFFSET 0))', walled);
END $$;
SELECT kurier_seen_with_record('record_addresses');
SELECT kurier_seen_with_record('record_threads');
SELECT kurier_seen_with_record('notes');
SELECT kurier_seen_with_record('task_records');

-- The sums of a board are read from this alone; now the wall asks for the owner and the visibility too.
CREATE INDEX records_worth_seen ON records (stage_id, worth_currency) INCLUDE (worth, owner_id, workspace_id, visibility, id)
    WHERE removed_at IS NULL;
DROP INDEX records_worth;

-- Who wants to hear of a record, besides whoever it belongs to.
CREATE TABLE record_followers (
    record_id uuid NOT NULL REFERENCES records ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (record_id, user_id)
);
CREATE INDEX record_followers_user ON record_followers (user_id);
SELECT kurier_wall('record_followers');
SELECT kurier_seen_with_record('record_followers');

-- Who is told of a record: who follows it and whoever it belongs to, as long as they may see it.
CREATE FUNCTION listeners_of(r records) RETURNS TABLE (user_id uuid) LANGUAGE sql STABLE AS $$
    SELECT u.id FROM (SELECT r.owner_id UNION SELECT f.user_id FROM record_followers f WHERE f.record_id = r.id) AS l (id)
    JOIN users u ON u.id = l.id WHERE u.disabled_at IS NULL AND sees_record(r, u.id)
$$;

ALTER TABLE notifications DROP CONSTRAINT notifications_what_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_what_check CHECK (what IN
    ('task_given', 'task_due', 'task_done', 'mentioned', 'record_given',
     'followed', 'record_mail', 'record_moved', 'record_note', 'record_changed'));
