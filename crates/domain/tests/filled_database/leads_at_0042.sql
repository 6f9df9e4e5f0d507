-- Leads of the workspaces of at_0004.sql as they were kept when migration 0042 was the last one, before they were records like all others. In
-- workspace a records of other kinds had been looked at, in b never.
BEGIN;
SET LOCAL ROLE kurier_system;

CREATE TEMPORARY TABLE office ON COMMIT DROP AS SELECT * FROM (VALUES ('a'), ('b')) o (w);
INSERT INTO record_kinds (workspace_id, key, position, is_people, is_transactional) VALUES (md5('a')::uuid, 'contact', 0, true, false);
INSERT INTO record_fields (id, workspace_id, kind, key, what, required, is_unique, in_list, position)
VALUES (md5('a full_name')::uuid, md5('a')::uuid, 'contact', 'full_name', '{"type": "name"}', true, false, true, 0);

INSERT INTO pipeline_stages (id, workspace_id, kind, name, position, closes, outcome, removed_at)
SELECT md5(w || ' ' || name)::uuid, md5(w)::uuid, 'lead', name, position, outcome <> 'open', outcome, removed_at
FROM office, (VALUES
    ('#new', 0, 'open', NULL), ('Do zadzwonienia', 1, 'open', NULL), ('#contacted', 2, 'open', NULL),
    ('#qualified', 3, 'open', '2026-01-15'::timestamptz), ('#proposal', 4, 'open', NULL), ('#won', 5, 'won', NULL), ('#lost', 6, 'lost', NULL)
) s (name, position, outcome, removed_at);

-- Since when it is in its stage was written down where its former one was taken away, and not where somebody moved it.
INSERT INTO records (id, workspace_id, kind, name, company, owner_id, stage_id, description, closed, created_by, created_at, last_activity_at,
                     removed_at, revision, field_revisions, stage_since)
SELECT md5(w || ' ' || name)::uuid, md5(w)::uuid, 'lead', name, company, CASE WHEN owned THEN md5(w || ' anna')::uuid END,
       md5(w || ' ' || stage)::uuid, description, stage = '#won', md5(w || ' anna')::uuid, '2026-01-02', at, removed_at, revision, revisions::jsonb,
       since
FROM office, (VALUES
    ('Krzesła i łóżka', 'Łódź Meble', true, '#contacted', E'Zażółć\ngęślą jaźń', '2026-01-05'::timestamptz, NULL::timestamptz, 4,
     '{"lead_name": 2, "email": 2, "stage": 3, "phone": 4, "company": 4}', '2026-01-03'::timestamptz),
    ('Stoły', 'Ćma i syn', false, '#won', '', '2026-01-06', NULL, 3, '{"stage": 3}', NULL),
    ('Ściana', NULL, false, 'Do zadzwonienia', '', '2026-01-07', NULL, 1, '{}', NULL),
    ('Ławki', NULL, true, '#new', 'Trzy', '2026-01-08', '2026-01-09', 1, '{}', '2026-01-03')
) l (name, company, owned, stage, description, at, removed_at, revision, revisions, since);

-- A number was kept as it was written.
INSERT INTO record_addresses (record_id, workspace_id, kind, value, key, position)
SELECT md5(w || ' ' || name)::uuid, md5(w)::uuid, kind, value, key, position
FROM office, (VALUES
    ('Krzesła i łóżka', 'email', 'Jan.Nowak@Meble-Nowak.example', 'jan.nowak@meble-nowak.example', 0),
    ('Krzesła i łóżka', 'email', 'ewa@meble.example', 'ewa@meble.example', 1),
    ('Krzesła i łóżka', 'phone', '+48 61 555 12 34', '48615551234', 0),
    ('Stoły', 'email', 'ola@klient.example', 'ola@klient.example', 0),
    ('Stoły', 'phone', 'tel. 600 700 800', '600700800', 0),
    ('Ściana', 'phone', 'wewn. 123', '123', 0),
    ('Ściana', 'phone', '+298 201 234', '298201234', 1),
    ('Ściana', 'phone', '600.700.80', '60070080', 2),
    ('Ściana', 'phone', '(0-22) 621 00 00', '0226210000', 3),
    ('Ławki', 'email', 'stary@klient.example', 'stary@klient.example', 0),
    ('Ławki', 'phone', '58 555 01 23', '585550123', 0),
    ('Ławki', 'phone', '512345678', '512345678', 1),
    ('Ławki', 'phone', '(22) 621-00-00', '226210000', 2)
) a (name, kind, value, key, position);

INSERT INTO events (id, workspace_id, at, actor_id, kind, record_id, payload)
SELECT md5(w || ' ' || name || ' ' || day)::uuid, md5(w)::uuid, '2026-01-01 12:00+00'::timestamptz + make_interval(days => day), md5(w || ' anna')::uuid,
       'lead.' || kind, md5(w || ' ' || name)::uuid, payload::jsonb
FROM office, (VALUES
    ('Krzesła i łóżka', 1, 'created', '{"name": "Krzesła"}'),
    ('Krzesła i łóżka', 2, 'changed', '{"fields": ["lead_name", "email"]}'),
    ('Krzesła i łóżka', 3, 'stage_changed', '{"from": "#new", "to": "#contacted"}'),
    ('Krzesła i łóżka', 4, 'changed', '{"fields": ["phone", "company", "owner", "description"]}'),
    ('Stoły', 1, 'created', '{"name": "Stoły"}'),
    ('Stoły', 2, 'stage_changed', '{"from": "#new", "to": "#qualified"}'),
    -- The stage is called otherwise by now.
    ('Stoły', 3, 'stage_changed', '{"from": "Wizyta", "to": "#won"}'),
    ('Ściana', 1, 'created', '{"name": "Ściana"}'),
    ('Ławki', 1, 'created', '{"name": "Ławki"}')
) e (name, day, kind, payload);
COMMIT;
