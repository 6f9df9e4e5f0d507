-- Companies by the domains of addresses: whoever writes from the domain that stands in a company's field belongs to it, known or not.

-- Domains where anybody has an address (`people/free_mail.rs`, whose test compares them).
CREATE FUNCTION is_free_mail(domain text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT domain = ANY (ARRAY[
        '10minutemail.com', 'aol.com', 'autograf.pl', 'att.net', 'bigpond.com', 'bk.ru', 'btinternet.com', 'buziaczek.pl', 'comcast.net', 'cox.net',
        'duck.com', 'email.cz', 'fastmail.com', 'free.fr', 'freemail.hu', 'gazeta.pl', 'gmail.com', 'gmx.at', 'gmx.com', 'gmx.de', 'gmx.net',
        'go2.pl', 'googlemail.com', 'hey.com', 'home.pl', 'hotmail.co.uk', 'hotmail.com', 'hotmail.fr', 'icloud.com', 'inbox.lv', 'inbox.ru',
        'int.pl', 'interia.eu', 'interia.pl', 'laposte.net', 'libero.it', 'list.ru', 'live.com', 'lycos.com', 'mac.com', 'mail.com', 'mail.ru',
        'mailinator.com', 'me.com', 'msn.com', 'naver.com', 'o2.pl', 'onet.eu', 'onet.pl', 'op.pl', 'orange.fr', 'orange.pl', 'outlook.com',
        'outlook.fr', 'poczta.fm', 'poczta.onet.pl', 'posteo.de', 'proton.me', 'protonmail.com', 'qq.com', 'rambler.ru', 'rediffmail.com',
        'seznam.cz', 'sky.com', 'spoko.pl', 't-online.de', 'tlen.pl', 'tutanota.com', 'ukr.net', 'vp.pl', 'web.de', 'wp.pl', 'yahoo.com',
        'yahoo.co.uk', 'yandex.com', 'yandex.ru', 'ymail.com', 'zoho.com'])
$$;

-- Domains under which a company of this host may be known, the host itself first.
CREATE FUNCTION houses_of(host text) RETURNS TABLE (words text, place integer) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT w.words, w.place FROM (VALUES
        (host, 0),
        (substr(host, strpos(host, '.') + 1), 1),
        (substr(substr(host, strpos(host, '.') + 1), strpos(substr(host, strpos(host, '.') + 1), '.') + 1), 2)) AS w (words, place)
    WHERE strpos(w.words, '.') > 0
$$;

-- Domains from which mail of ours comes: colleagues are nobody's clients.
CREATE FUNCTION our_houses() RETURNS TABLE (domain text) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT w.words FROM mailboxes b CROSS JOIN LATERAL houses_of(split_part(b.address_key, '@', 2)) w
    WHERE b.workspace_id = kurier_workspace()
$$;

-- The companies of hosts, those with the whole host first: `domain` is what stands in the company's field.
CREATE FUNCTION companies_at(hosts text[]) RETURNS TABLE (host text, record_id uuid, domain text, place integer)
LANGUAGE plpgsql STABLE ROWS 10 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    house uuid;
BEGIN
    SELECT f.id INTO house FROM record_fields f
    WHERE f.workspace_id = kurier_workspace() AND f.kind = 'company' AND f.key = 'domain' AND f.removed_at IS NULL;
    IF house IS NULL OR hosts IS NULL THEN RETURN; END IF;
    RETURN QUERY
    WITH known AS MATERIALIZED (
        SELECT h.host, i.record_id, w.words, w.place
        FROM (SELECT DISTINCT unnest(hosts) AS host) h CROSS JOIN LATERAL houses_of(h.host) w CROSS JOIN LATERAL (
            SELECT i.record_id FROM record_index i WHERE i.field_id = house AND i.words = w.words OFFSET 0) i)
    SELECT k.host, k.record_id, k.words, k.place FROM known k CROSS JOIN LATERAL (
        SELECT FROM records r WHERE r.id = k.record_id AND r.removed_at IS NULL OFFSET 0) r
    WHERE NOT is_free_mail(k.words) AND k.words NOT IN (SELECT o.domain FROM our_houses() o)
    ORDER BY k.host, k.place, k.record_id;
END
$$;

-- Mail by the domain of whoever wrote it, whatever stands before it: addresses from their end.
CREATE INDEX messages_house ON messages (workspace_id, (reverse(coalesce(author_key, from_key)) COLLATE "C"));

-- Threads in which somebody of a domain wrote, at most so many twice. `reverse` is not leakproof, so behind row-level security the index would
-- never be used: as `notes_with` (0048).
CREATE FUNCTION threads_of_house(domain text, at_most bigint) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET jit = off AS $$
DECLARE
    backwards text := reverse(domain);
BEGIN
    IF kurier_workspace() IS NULL OR is_free_mail(domain) OR domain IN (SELECT o.domain FROM our_houses() o) THEN RETURN; END IF;
    RETURN QUERY
    (SELECT m.thread_id FROM messages m
     WHERE m.workspace_id = kurier_workspace() AND reverse(coalesce(m.author_key, m.from_key)) COLLATE "C" >= backwards || '@'
       AND reverse(coalesce(m.author_key, m.from_key)) COLLATE "C" < backwards || 'A' LIMIT at_most)
    UNION ALL
    (SELECT m.thread_id FROM messages m
     WHERE m.workspace_id = kurier_workspace() AND reverse(coalesce(m.author_key, m.from_key)) COLLATE "C" >= backwards || '.'
       AND reverse(coalesce(m.author_key, m.from_key)) COLLATE "C" < backwards || '/' LIMIT at_most);
END
$$;
REVOKE ALL ON FUNCTION threads_of_house FROM PUBLIC;
GRANT EXECUTE ON FUNCTION threads_of_house TO kurier_app;

-- As before (0046); where nobody in the thread is known, the company by the domain of whoever wrote or was written to, but for machines.
CREATE OR REPLACE FUNCTION clients_of(asked uuid[]) RETURNS TABLE (thread_id uuid, client uuid)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH mail AS MATERIALIZED (
        SELECT m.id, m.thread_id, m.workspace_id, m.is_mine, CASE WHEN m.is_mine THEN m.recipients -> 'to' END AS sent_to,
               coalesce(m.author_key, m.from_key) AS key, m.automatic AND m.author_key IS NULL AS is_machines
        FROM messages m WHERE m.thread_id = ANY (asked)),
    colleagues AS MATERIALIZED (
        SELECT who.key FROM (SELECT DISTINCT key FROM mail WHERE NOT is_mine OFFSET 0) who WHERE is_ours(who.key)),
    people AS MATERIALIZED (
        SELECT thread_id, workspace_id, key, is_machines FROM mail WHERE NOT is_mine
        UNION
        SELECT thread_id, workspace_id, lower(p ->> 'address'), false
        FROM mail CROSS JOIN LATERAL jsonb_array_elements(sent_to) p WHERE is_mine
        UNION
        SELECT m.thread_id, m.workspace_id, w.key, false FROM mail m CROSS JOIN LATERAL (
            SELECT w.key FROM written_to w WHERE w.message_id = m.id AND NOT w.by_us OFFSET 0) w
        WHERE NOT m.is_mine AND m.key IN (SELECT colleagues.key FROM colleagues)),
    attached AS MATERIALIZED (
        SELECT t.id AS thread_id, r.id, r.kind, r.closed, r.last_activity_at FROM unnest(asked) AS t (id) CROSS JOIN LATERAL (
            SELECT r.id, r.kind, r.closed, r.last_activity_at FROM record_threads l JOIN records r ON r.id = l.record_id
            WHERE l.thread_id = t.id AND r.removed_at IS NULL OFFSET 0) r),
    known AS MATERIALIZED (
        SELECT p.thread_id, r.id, r.kind, r.closed, r.last_activity_at FROM people p CROSS JOIN LATERAL (
            SELECT r.id, r.kind, r.closed, r.last_activity_at FROM record_addresses a JOIN records r ON r.id = a.record_id
            WHERE a.workspace_id = p.workspace_id AND a.kind = 'email' AND a.key = p.key AND r.removed_at IS NULL OFFSET 0) r),
    strangers AS MATERIALIZED (
        SELECT p.thread_id, p.key, split_part(p.key, '@', 2) AS host FROM people p
        WHERE NOT p.is_machines AND p.thread_id NOT IN (SELECT k.thread_id FROM known k)
          AND p.thread_id NOT IN (SELECT a.thread_id FROM attached a WHERE client_rank(a.kind) < 3)),
    of_companies AS MATERIALIZED (
        SELECT s.thread_id, s.key, c.record_id, c.place FROM strangers s
        JOIN companies_at((SELECT array_agg(DISTINCT host) FROM strangers)) c ON c.host = s.host),
    fitting AS (
        SELECT a.thread_id, a.id, 0 AS place, a.closed, client_rank(a.kind) AS rank, a.last_activity_at
        FROM attached a WHERE client_rank(a.kind) < 3
        UNION ALL
        SELECT k.thread_id, k.id, 1, k.closed, client_rank(k.kind), k.last_activity_at FROM known k
        UNION ALL
        SELECT o.thread_id, r.id, 2, r.closed, o.place, r.last_activity_at
        FROM of_companies o CROSS JOIN LATERAL (
            SELECT r.id, r.closed, r.last_activity_at FROM records r WHERE r.id = o.record_id OFFSET 0) r
        WHERE o.key NOT IN (SELECT u.email_key FROM users u WHERE u.workspace_id = kurier_workspace())
        UNION ALL
        SELECT a.thread_id, a.id, 3, a.closed, 0, a.last_activity_at FROM attached a
        UNION ALL
        SELECT t.id, NULL, 4, false, 0, NULL FROM unnest(asked) AS t (id))
    SELECT DISTINCT ON (f.thread_id) f.thread_id, f.id FROM fitting f
    ORDER BY f.thread_id, f.place, f.closed, f.rank, f.last_activity_at DESC, f.id;
END
$$;
