-- Mail to anna+shop@firma.example is Anna's: what stands behind a plus is no other person.
CREATE FUNCTION without_tag(somebody text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(somebody, '^([^+@]+)\+[^@]*@', '\1@')
$$;

CREATE OR REPLACE FUNCTION is_ours(somebody text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM users u WHERE u.email_key IN (somebody, without_tag(somebody)))
        OR EXISTS (SELECT 1 FROM mailboxes b WHERE b.address_key IN (somebody, without_tag(somebody)))
$$;
