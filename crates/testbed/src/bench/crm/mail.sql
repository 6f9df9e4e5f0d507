-- Mail around the contacts of `filling.sql`: threads of five messages each, copies of the one that the mailbox has, as the synchronisation writes
-- them; one deal has the mail of a thousand of them, and of the latest threads some wait for a decision. Words in braces are put in by `mail.rs`.
SET session_replication_role = replica;
CREATE FUNCTION pg_temp.id(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
CREATE TEMP TABLE model AS
SELECT m.workspace_id, m.mailbox_id, c.raw, c.size, b.address AS ours,
       (SELECT id FROM folders f WHERE f.mailbox_id = m.mailbox_id AND f.role = 'inbox') AS inbox,
       (SELECT id FROM folders f WHERE f.mailbox_id = m.mailbox_id AND f.role = 'sent') AS sent
FROM messages m JOIN contents c ON c.id = m.content_id JOIN mailboxes b ON b.id = m.mailbox_id LIMIT 1;

-- Of each thread: with whom, and whether that is a contact. One in twenty is not.
CREATE TEMP TABLE talk AS
SELECT t, 1 + (t * 7919) % {contacts} AS contact, t % 20 <> 0 AS is_known,
       CASE WHEN t % 20 = 0 THEN 'nieznany' || t || '@obcy.example' ELSE 'osoba' || (1 + (t * 7919) % {contacts}) || '@klient.example' END AS address,
       now() - t * interval '5 minutes' AS at
FROM generate_series(1, {messages} / 5) t;
ALTER TABLE talk ADD PRIMARY KEY (t);
ANALYZE talk;

INSERT INTO threads (id, workspace_id, mailbox_id, subject, people, snippet, last_at, message_count, unread_count, flagged, answered, attachments,
                     client_record_id, others_count)
SELECT pg_temp.id(5, t), m.workspace_id, m.mailbox_id, 'Zamówienie ' || t, jsonb_build_array(jsonb_build_object('name', 'Osoba ' || contact,
           'address', address, 'is_me', false)), 'Dzień dobry, proszę o ofertę na pięć biurek.', at, 5, 0, false, true, false,
       CASE WHEN is_known THEN pg_temp.id(2, contact) END, 3
FROM talk, model m;

INSERT INTO contents (id, workspace_id, digest, raw, size)
SELECT pg_temp.id(7, n), m.workspace_id, sha256(n::text::bytea), m.raw, m.size FROM generate_series(1, {messages}) n, model m;

INSERT INTO messages (id, workspace_id, mailbox_id, thread_id, content_id, message_id, subject, from_name, from_address, from_key, recipients,
                      date, received_at, snippet, size, is_mine, automatic, has_attachments)
SELECT pg_temp.id(6, n), m.workspace_id, m.mailbox_id, pg_temp.id(5, t.t), pg_temp.id(7, n), n || '@klient.example', 'Zamówienie ' || t.t,
       CASE WHEN mine THEN 'Anna' ELSE 'Osoba ' || t.contact END, who.sender, who.sender,
       jsonb_build_object('to', jsonb_build_array(jsonb_build_object('name', NULL, 'address', who.receiver)),
                          'cc', '[]'::jsonb, 'bcc', '[]'::jsonb, 'reply_to', '[]'::jsonb),
       said.at, said.at, 'Dzień dobry, proszę o ofertę na pięć biurek.', m.size, mine, false, false
FROM model m, generate_series(1, {messages}) n
JOIN talk t ON t.t = (n + 4) / 5
CROSS JOIN LATERAL (SELECT n % 2 = 0 AS mine, t.at - ((n + 4) % 5) * interval '1 minute' AS at) said
CROSS JOIN LATERAL (SELECT CASE WHEN mine THEN m.ours ELSE t.address END AS sender, CASE WHEN mine THEN t.address ELSE m.ours END AS receiver) who;

INSERT INTO written_to (message_id, workspace_id, key, by_us)
SELECT id, workspace_id, lower(recipients -> 'to' -> 0 ->> 'address'), true FROM messages WHERE is_mine AND id::text LIKE '00000006-%';

INSERT INTO placements (id, workspace_id, mailbox_id, folder_id, message_id, thread_id, uid, seen, flagged, answered, draft)
SELECT pg_temp.id(8, n), m.workspace_id, m.mailbox_id, CASE WHEN n % 2 = 0 THEN m.sent ELSE m.inbox END, pg_temp.id(6, n),
       pg_temp.id(5, (n + 4) / 5), 1000 + n, true, false, false, false
FROM generate_series(1, {messages}) n, model m;
INSERT INTO thread_folders (thread_id, folder_id, workspace_id, last_at, unread, flagged, messages, unread_messages, flagged_messages)
SELECT pg_temp.id(5, t.t), f.folder, m.workspace_id, t.at, false, false, f.messages, 0, 0
FROM talk t, model m CROSS JOIN LATERAL (VALUES (m.inbox, 3), (m.sent, 2)) f (folder, messages);
UPDATE folders f SET total = f.total + {messages} / 5, stored = f.stored + {messages} / 2 FROM model m WHERE f.id IN (m.inbox, m.sent);

INSERT INTO message_search (message_id, workspace_id, mailbox_id, thread_id, at, tokens)
SELECT id, workspace_id, mailbox_id, thread_id, received_at,
       array_to_tsvector(ARRAY['zamowienie', substr(subject, 12), 'dzien', 'dobry', 'prosze', 'oferte', 'biurek', 'nowak', from_key])
FROM messages WHERE id::text LIKE '00000006-%';

INSERT INTO record_threads (record_id, thread_id, workspace_id, reason)
SELECT pg_temp.id(3, 1), pg_temp.id(5, t), m.workspace_id, '{"why": "by_hand", "by": "Anna"}' FROM generate_series(1, least(1000, {messages} / 5)) t, model m;

-- Whom nobody knows waits, and those who have no deal.
INSERT INTO triage (thread_id, workspace_id, mailbox_id, message_id, at)
SELECT pg_temp.id(5, t.t), m.workspace_id, m.mailbox_id, pg_temp.id(6, (t.t - 1) * 5 + 1 + (t.t - 1) % 2), t.at
FROM talk t, model m WHERE t.t BETWEEN 1001 AND 6000;
VACUUM ANALYZE threads, contents, messages, written_to, placements, thread_folders, message_search, record_threads, triage, folders;
