-- Who wrote it, who is one of us, what changed on a record, and leads that are found however they are spelled.

-- Who wrote a message where From does not say so: a form or a group that sends with our own address, a robot that names the
-- person in Reply-To. NULL: as in From.
ALTER TABLE messages ADD COLUMN author_name text, ADD COLUMN author_address text, ADD COLUMN author_key text;
CREATE INDEX messages_author ON messages (workspace_id, author_key) WHERE author_key IS NOT NULL;

-- Whether an address (lower case) belongs to a person or a mailbox of the workspace: nobody of us is a client.
CREATE FUNCTION is_ours(somebody text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM users u WHERE u.email_key = somebody)
        OR EXISTS (SELECT 1 FROM mailboxes b WHERE b.address_key = somebody)
$$;

-- What was thrown away is not decided on.
CREATE FUNCTION is_in_play(thread uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM thread_folders l JOIN folders f ON f.id = l.folder_id
                   WHERE l.thread_id = thread AND f.role IS DISTINCT FROM 'trash' AND f.role IS DISTINCT FROM 'junk')
$$;
-- One mail in several mailboxes of a person is one thing to decide on: whether a newer item, in another mailbox that they
-- see, stands for this one.
CREATE FUNCTION stands_elsewhere(item triage, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM messages m
        JOIN visible_mailboxes(person) v ON v.mailbox_id <> item.mailbox_id
        JOIN messages twin ON twin.mailbox_id = v.mailbox_id AND twin.message_id = m.message_id
             AND twin.subject = m.subject AND twin.from_key IS NOT DISTINCT FROM m.from_key
        JOIN triage q ON q.thread_id = twin.thread_id AND q.state = item.state
        WHERE m.id = item.message_id AND (q.at, q.thread_id) > (item.at, item.thread_id) AND is_in_play(q.thread_id))
$$;

-- A record's revision grows with every change; `field_revisions` tells of each field the revision that changed it last.
ALTER TABLE records ADD COLUMN revision integer NOT NULL DEFAULT 1;
ALTER TABLE records ADD COLUMN field_revisions jsonb NOT NULL DEFAULT '{}';

-- Lower case without accents, as `search_tokens::fold` writes it (a test compares them). Letters that `lower` leaves alone
-- in the C locale are named.
CREATE FUNCTION folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(
        replace(replace(replace(replace(replace(replace(replace(
            lower(regexp_replace(normalize(words, NFKD), U&'[\0300-\036F\00AD\200B\2060\FEFF]', '', 'g')),
            'ß', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th'),
        'łŁøØđĐðÐħĦıŧŦАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ',
        'llooddddhhittабвгдежзиклмнопрстуфхцчшщъыьэюяієґαβγδεζηθικλμνξοπρστυφχψω')
$$;
ALTER TABLE records ADD COLUMN searched text GENERATED ALWAYS AS (folded(name || ' ' || coalesce(company, ''))) STORED;

-- Whether a record has all the words: in its name, its company or an address. `words` and `numbers` are patterns for LIKE,
-- side by side; a number (NULL: it is none) is looked for in the digits of telephone numbers.
CREATE FUNCTION record_has(record uuid, searched text, words text[], numbers text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM unnest(words, numbers) AS wanted (word, number)
        WHERE NOT (searched LIKE wanted.word
                   OR EXISTS (SELECT 1 FROM record_addresses a WHERE a.record_id = record
                              AND (a.key LIKE wanted.word OR (a.kind = 'phone' AND a.key LIKE wanted.number)))))
$$;

-- A better reader of HTML: everything becomes searchable anew, a batch at a time, while the old words serve.
SET LOCAL ROLE kurier_system;
INSERT INTO index_queue (message_id, workspace_id) SELECT id, workspace_id FROM messages ON CONFLICT DO NOTHING;
RESET ROLE;
