-- What two workspaces had stored when migration 0004 was the last one, with changes that the mail server had not been told yet.
-- Ids are made of names, so that one can say them here: md5('a INBOX') is the inbox of workspace a.
BEGIN;
SET LOCAL ROLE kurier_system;

CREATE TEMPORARY TABLE office ON COMMIT DROP AS SELECT * FROM (VALUES ('a'), ('b')) o (w);
INSERT INTO workspaces (workspace_id, name) SELECT md5(w)::uuid, w FROM office;
INSERT INTO users (id, workspace_id, email, email_key, name, role, password_hash)
SELECT md5(w || ' anna')::uuid, md5(w)::uuid, w || '@biuro.example', w || '@biuro.example', 'Anna', 'owner', 'x' FROM office;
INSERT INTO mailboxes (id, workspace_id, owner_id, address, address_key, kind, imap_host, imap_port, imap_security, smtp_host,
                       smtp_port, smtp_security, username, secret)
SELECT md5(w || ' mailbox')::uuid, md5(w)::uuid, md5(w || ' anna')::uuid, w || '@biuro.example', w || '@biuro.example', 'private',
       'localhost', 143, 'none', 'localhost', 25, 'none', w, '' FROM office;
INSERT INTO folders (id, workspace_id, mailbox_id, path, raw_name, name, role)
SELECT md5(w || ' ' || path)::uuid, md5(w)::uuid, md5(w || ' mailbox')::uuid, path, raw_name, path, role
FROM office, (VALUES ('INBOX', 'Inbox', 'inbox'), ('Archive', 'Archive', 'archive'), ('Projects', 'Projects', NULL),
                     ('Sent', 'Sent', 'sent')) f (path, raw_name, role);

CREATE TEMPORARY TABLE mail ON COMMIT DROP AS
SELECT w, w || ' ' || thread AS thread, thread AS subject, w || ' ' || thread || ' ' || hour AS message, mine, recipient, files, hour
FROM office, (VALUES
    ('plain', false, 'anna', true, 1), ('plain', true, 'jan', false, 2), ('plain', false, 'anna', false, 3),
    ('moved', false, 'anna', false, 4), ('moved twice', false, 'anna', false, 5), ('moved back', false, 'anna', true, 6),
    ('read, moved, unread', false, 'anna', false, 7), ('read', false, 'anna', false, 8), ('read, unread', false, 'anna', false, 9),
    ('answered', false, 'anna', false, 10), ('without UID', false, 'anna', false, 11), ('nowhere', false, 'anna', true, 12),
    ('to ourselves', true, 'anna', false, 13), ('copied', false, 'anna', false, 14), ('moved, then read', false, 'anna', false, 15)
) m (thread, mine, recipient, files, hour);

CREATE TEMPORARY TABLE place ON COMMIT DROP AS
SELECT w, w || ' ' || thread AS thread, w || ' ' || thread || ' ' || hour AS message, w || ' ' || thread || ' ' || hour || ' ' || name AS id,
       w || ' ' || folder AS folder, uid, seen, flagged, answered, w || ' ' || thread || ' ' || hour || ' ' || leaving AS leaving
FROM office, (VALUES
    ('plain', 1, 'p', 'INBOX', 1, true, false, true, NULL),
    ('plain', 2, 'p', 'Sent', 1, false, false, false, NULL),
    ('plain', 3, 'p', 'INBOX', 2, false, false, false, NULL),
    ('moved', 4, 'p', 'INBOX', 3, false, true, false, 'q'), ('moved', 4, 'q', 'Archive', NULL, false, true, false, NULL),
    ('moved twice', 5, 'p', 'INBOX', 4, true, false, false, 'q'), ('moved twice', 5, 'q', 'Archive', NULL, true, false, false, 'r'),
    ('moved twice', 5, 'r', 'Projects', NULL, true, false, false, NULL),
    ('moved back', 6, 'p', 'INBOX', 5, true, false, false, 'q'), ('moved back', 6, 'q', 'Archive', NULL, true, false, false, 'r'),
    ('moved back', 6, 'r', 'INBOX', NULL, true, false, false, NULL),
    ('read, moved, unread', 7, 'p', 'INBOX', 6, true, false, false, 'q'),
    ('read, moved, unread', 7, 'q', 'Archive', NULL, false, false, false, NULL),
    ('read', 8, 'p', 'INBOX', 7, true, false, false, NULL),
    ('read, unread', 9, 'p', 'INBOX', 8, false, false, false, NULL),
    ('answered', 10, 'p', 'INBOX', 9, true, true, true, NULL),
    ('without UID', 11, 'q', 'Archive', NULL, true, false, false, NULL),
    ('to ourselves', 13, 'p', 'INBOX', 10, false, false, false, NULL), ('to ourselves', 13, 's', 'Sent', 2, true, false, false, NULL),
    ('copied', 14, 'p', 'INBOX', 11, true, true, false, NULL), ('copied', 14, 'c', 'Archive', 1, false, false, false, NULL),
    ('moved, then read', 15, 'p', 'INBOX', 12, false, false, false, 'q'),
    ('moved, then read', 15, 'q', 'Projects', NULL, true, false, false, NULL)
) p (thread, hour, name, folder, uid, seen, flagged, answered, leaving);

INSERT INTO contents (id, workspace_id, digest, raw, size)
SELECT md5(message)::uuid, md5(w)::uuid, sha256(message::bytea), message::bytea, 100 FROM mail;
-- A thread that lies nowhere any more kept its last line.
INSERT INTO threads (id, workspace_id, mailbox_id, subject, people, snippet, last_at, message_count, unread_count, flagged, answered,
                     attachments)
SELECT md5(thread)::uuid, md5(w)::uuid, md5(w || ' mailbox')::uuid, subject, '[]', '',
       max('2026-01-01'::timestamptz + make_interval(hours => hour)), 1, 1, true, true, true
FROM mail GROUP BY w, thread, subject;
INSERT INTO messages (id, workspace_id, mailbox_id, thread_id, content_id, message_id, subject, from_address, from_key, recipients,
                      received_at, snippet, size, is_mine, automatic, has_attachments)
SELECT md5(message)::uuid, md5(w)::uuid, md5(w || ' mailbox')::uuid, md5(thread)::uuid, md5(message)::uuid, message, subject,
       CASE WHEN mine THEN 'Anna@biuro.example' ELSE 'jan@klient.example' END,
       CASE WHEN mine THEN 'anna@biuro.example' ELSE 'jan@klient.example' END,
       jsonb_build_object('to', jsonb_build_array(jsonb_build_object('name', NULL, 'address', recipient || '@biuro.example')),
                          'cc', '[]'::jsonb, 'bcc', '[]'::jsonb, 'reply_to', '[]'::jsonb),
       '2026-01-01'::timestamptz + make_interval(hours => hour), '', 100, mine, false, files
FROM mail;
INSERT INTO placements (id, workspace_id, mailbox_id, folder_id, message_id, thread_id, uid, seen, flagged, answered, draft, leaving)
SELECT md5(id)::uuid, md5(w)::uuid, md5(w || ' mailbox')::uuid, md5(folder)::uuid, md5(message)::uuid, md5(thread)::uuid, uid, seen,
       flagged, answered, false, md5(leaving)::uuid
FROM place;

-- Changes that wait, in an order of rows that is not the order in which they were asked for.
INSERT INTO mail_operations (id, workspace_id, mailbox_id, state, created_at, operation)
SELECT md5(w || ' operation ' || number)::uuid, md5(w)::uuid, md5(w || ' mailbox')::uuid, state,
       '2026-01-02'::timestamptz + make_interval(secs => number), CASE WHEN target IS NULL
           THEN jsonb_build_object('do', 'set_flags', 'placements', jsonb_build_array(md5(w || ' ' || place)::uuid), 'seen', seen,
                                   'flagged', flagged, 'answered', answered)
           ELSE jsonb_build_object('do', 'move', 'folder', md5(w || ' ' || target)::uuid, 'messages', jsonb_build_array(
               jsonb_build_object('from', md5(w || ' ' || place)::uuid, 'to', md5(w || ' ' || next)::uuid))) END
FROM office, (VALUES
    (2, 'waiting', 'read, unread 9 p', false, NULL::boolean, NULL::boolean, NULL, NULL),
    (1, 'waiting', 'read, unread 9 p', true, NULL, NULL, NULL, NULL),
    (3, 'performing', 'read 8 p', true, NULL, NULL, NULL, NULL),
    (4, 'waiting', 'answered 10 p', NULL, NULL, true, NULL, NULL),
    (5, 'done', 'answered 10 p', NULL, true, NULL, NULL, NULL),
    (6, 'failed', 'plain 3 p', true, NULL, NULL, NULL, NULL),
    (7, 'waiting', 'moved 4 p', NULL, NULL, NULL, 'Archive', 'moved 4 q'),
    (8, 'waiting', 'moved twice 5 p', NULL, NULL, NULL, 'Archive', 'moved twice 5 q'),
    (9, 'waiting', 'moved twice 5 q', NULL, NULL, NULL, 'Projects', 'moved twice 5 r'),
    (10, 'waiting', 'moved back 6 p', NULL, NULL, NULL, 'Archive', 'moved back 6 q'),
    (11, 'waiting', 'moved back 6 q', NULL, NULL, NULL, 'INBOX', 'moved back 6 r'),
    (14, 'waiting', 'read, moved, unread 7 q', false, NULL, NULL, NULL, NULL),
    (13, 'waiting', 'read, moved, unread 7 p', NULL, NULL, NULL, 'Archive', 'read, moved, unread 7 q'),
    (12, 'waiting', 'read, moved, unread 7 p', true, NULL, NULL, NULL, NULL),
    (15, 'done', 'without UID 11 p', NULL, NULL, NULL, 'Archive', 'without UID 11 q'),
    (16, 'waiting', 'moved, then read 15 p', NULL, NULL, NULL, 'Projects', 'moved, then read 15 q'),
    (17, 'waiting', 'moved, then read 15 q', true, NULL, NULL, NULL, NULL)
) o (number, state, place, seen, flagged, answered, target, next);

-- Lines as they were kept then.
INSERT INTO thread_folders (folder_id, thread_id, workspace_id, last_at, unread, flagged)
SELECT p.folder_id, p.thread_id, p.workspace_id, max(m.received_at), bool_or(NOT p.seen), bool_or(p.flagged)
FROM placements p JOIN messages m ON m.id = p.message_id WHERE p.leaving IS NULL GROUP BY 1, 2, 3;
UPDATE threads t SET message_count = s.messages, unread_count = s.unread, flagged = s.flagged, answered = s.answered
FROM (SELECT thread_id, count(DISTINCT message_id) AS messages, count(DISTINCT message_id) FILTER (WHERE NOT seen) AS unread,
             bool_or(flagged) AS flagged, bool_or(answered) AS answered FROM placements WHERE leaving IS NULL GROUP BY 1) s
WHERE t.id = s.thread_id;
UPDATE folders f SET total = l.total, unread = l.unread, server_count = 20, uidvalidity = 1, uidnext = 21
FROM (SELECT folder_id, count(*) AS total, count(*) FILTER (WHERE unread) AS unread FROM thread_folders GROUP BY 1) l
WHERE f.id = l.folder_id;
COMMIT;
