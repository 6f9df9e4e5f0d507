-- A contact for each of these addresses, and a deal of theirs that is under way.
SET session_replication_role = replica;
CREATE TEMP TABLE everybody AS
SELECT gen_random_uuid() AS contact, gen_random_uuid() AS deal, key, w.workspace_id
FROM unnest(ARRAY[{senders}]) AS key, (SELECT workspace_id FROM workspaces LIMIT 1) w;

INSERT INTO records (id, workspace_id, kind, name, created_at, last_activity_at, field_values)
SELECT contact, workspace_id, 'contact', key, now(), now(), jsonb_build_object('{contact.emails}', key) FROM everybody;
INSERT INTO record_index (record_id, workspace_id, field_id, place, words)
SELECT contact, workspace_id, '{contact.emails}', 0, key FROM everybody;
INSERT INTO record_addresses (record_id, workspace_id, kind, value, key)
SELECT contact, workspace_id, 'email', key, key FROM everybody;

INSERT INTO records (id, workspace_id, kind, name, created_at, last_activity_at, stage_id, closed, stage_since, field_values)
SELECT deal, e.workspace_id, 'deal', key, now(), now(), s.id, false, now(),
       jsonb_build_object('{deal.contact}', contact::text, '{deal.stage}', s.id::text)
FROM everybody e JOIN pipeline_stages s ON s.kind = 'deal' AND s.position = 0;
INSERT INTO record_index (record_id, workspace_id, field_id, place, words)
SELECT deal, workspace_id, '{deal.contact}', 0, contact::text FROM everybody;
VACUUM ANALYZE records, record_index, record_addresses;
