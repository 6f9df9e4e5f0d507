-- Fills a workspace with companies, contacts and deals, as `records/writing.rs` writes them. Words in braces are put in by `crm.rs`.
SET session_replication_role = replica;
CREATE FUNCTION pg_temp.id(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
CREATE FUNCTION pg_temp.one(names text[], n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT names[1 + (n % array_length(names, 1))] $$;

INSERT INTO records (id, workspace_id, kind, name, owner_id, created_at, last_activity_at)
SELECT pg_temp.id(1, n), '{workspace}', 'company', 'Firma ' || n, '{person}', now(), now() - n * interval '7 minutes'
FROM generate_series(1, {companies}) n;
INSERT INTO record_index (record_id, workspace_id, field_id, place, words)
SELECT pg_temp.id(1, n), '{workspace}', '{company.name}', 0, 'firma ' || n FROM generate_series(1, {companies}) n;

INSERT INTO records (id, workspace_id, kind, name, owner_id, created_at, last_activity_at, field_values)
SELECT pg_temp.id(2, n), '{workspace}', 'contact',
       pg_temp.one('{Jan,Anna,Piotr,Maria,Krzysztof,Agnieszka,Żaneta}', n) || ' ' || pg_temp.one('{Nowak,Kowalski,Wiśniewska,Wójcik,Lewandowska}', n / 7) || ' ' || n,
       CASE WHEN n % 10 = 0 THEN '{person}'::uuid END, now(), now() - n * interval '3 minutes',
       jsonb_build_object('{contact.emails}', 'osoba' || n || '@klient.example', '{contact.company}', pg_temp.id(1, 1 + n % {companies})::text)
FROM generate_series(1, {contacts}) n;
INSERT INTO record_index (record_id, workspace_id, field_id, place, words)
SELECT r.id, '{workspace}', '{contact.name}', 0, folded(r.name) FROM records r WHERE r.kind = 'contact';
INSERT INTO record_index (record_id, workspace_id, field_id, place, words)
SELECT r.id, '{workspace}', f.key::uuid, 0, f.value FROM records r, jsonb_each_text(r.field_values) f WHERE r.kind = 'contact';
INSERT INTO record_addresses (record_id, workspace_id, kind, value, key)
SELECT r.id, '{workspace}', 'email', r.field_values ->> '{contact.emails}', r.field_values ->> '{contact.emails}' FROM records r WHERE r.kind = 'contact';

INSERT INTO records (id, workspace_id, kind, name, owner_id, created_at, last_activity_at, stage_id, closed, stage_since, worth, worth_currency, field_values)
SELECT pg_temp.id(3, n), '{workspace}', 'deal', 'Szansa ' || n, CASE WHEN n % 5 = 0 THEN '{person}'::uuid END, now(),
       now() - n * interval '5 minutes', s.id, s.closes, now(), n * 37 % 100000, 'PLN',
       jsonb_build_object('{deal.amount}', (n * 37 % 100000) || '.00 PLN', '{deal.stage}', s.id::text,
           '{deal.contact}', pg_temp.id(2, 1 + n % {contacts})::text, '{deal.close_date}', (date '2024-01-01' + (n % 1500)::int)::text,
           '{deal.source}', pg_temp.one('{referral,website,email,phone,event,other}', n / 3))
       || CASE WHEN n % 5 = 0 THEN jsonb_build_object('{deal.owner}', '{person}') ELSE '{}' END
FROM generate_series(1, {deals}) n
JOIN (SELECT id, closes, position FROM pipeline_stages WHERE kind = 'deal') s ON s.position = n % 5;
INSERT INTO record_index (record_id, workspace_id, field_id, place, words, number)
SELECT r.id, '{workspace}', f.key::uuid, 0,
       CASE f.key WHEN '{deal.amount}' THEN 'PLN' WHEN '{deal.close_date}' THEN NULL ELSE f.value END,
       CASE f.key WHEN '{deal.amount}' THEN r.worth WHEN '{deal.close_date}' THEN f.value::date - date '1970-01-01'
                  WHEN '{deal.stage}' THEN (SELECT position FROM pipeline_stages s WHERE s.id = r.stage_id) END
FROM records r, jsonb_each_text(r.field_values) f WHERE r.kind = 'deal';
INSERT INTO record_index (record_id, workspace_id, field_id, place, words)
SELECT r.id, '{workspace}', '{deal.name}', 0, folded(r.name) FROM records r WHERE r.kind = 'deal';

INSERT INTO notes (id, workspace_id, record_id, author_id, text, created_at)
SELECT pg_temp.id(4, n), '{workspace}', pg_temp.id(3, 1), '{person}', 'Notatka ' || n, now() - n * interval '1 minute'
FROM generate_series(1, {notes}) n;
-- A company with as many deals, a note and a change on each.
UPDATE records SET field_values = field_values || jsonb_build_object('{deal.company}', pg_temp.id(1, 1)::text)
WHERE id IN (SELECT pg_temp.id(3, n) FROM generate_series(1, {notes}) n);
INSERT INTO record_index (record_id, workspace_id, field_id, place, words)
SELECT r.id, '{workspace}', '{deal.company}', 0, pg_temp.id(1, 1)::text FROM records r WHERE r.field_values ? '{deal.company}' AND r.kind = 'deal';
INSERT INTO notes (id, workspace_id, record_id, author_id, text, created_at)
SELECT pg_temp.id(5, n), '{workspace}', r.id, '{person}', 'Ustalenia ' || n, now() - n * interval '1 minute'
FROM generate_series(1, {notes}) n JOIN records r ON r.id = pg_temp.id(3, n);
INSERT INTO events (id, workspace_id, actor_id, kind, record_id, payload, at)
SELECT pg_temp.id(6, n), '{workspace}', '{person}', 'record.changed', r.id,
       jsonb_build_object('fields', jsonb_build_array('{deal.amount}')), now() - n * interval '90 seconds'
FROM generate_series(1, {notes}) n JOIN records r ON r.id = pg_temp.id(3, n);
INSERT INTO record_changes (event_id, workspace_id, field_id, before, after)
SELECT e.id, '{workspace}', '{deal.amount}', '100.00 PLN', '200.00 PLN' FROM events e WHERE e.kind = 'record.changed';
-- What the triggers would have written.
UPDATE records SET sought = sought_by(id, name, company);
VACUUM ANALYZE records, record_index, record_addresses, notes, events, record_changes;
