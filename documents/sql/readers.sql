-- The one place that decides who may read a document. See docs/decisions/0003-readers.md.
-- A published document is read by its owner and by everybody it is granted to (any permission implies reading);
-- before and after that only by its owner and by those who may change it. Reader rows copy what lists are sorted and
-- filtered by.
CREATE OR REPLACE FUNCTION documents_stamp_shelf() RETURNS void LANGUAGE sql AS $$
    INSERT INTO documents_shelfstamp (id, counter) VALUES (1, 1)
        ON CONFLICT (id) DO UPDATE SET counter = documents_shelfstamp.counter + 1;
$$;

-- Whether the person works there now. Of two memberships one may be suspended: while the other one gives access, that one
-- holds nothing. A single one keeps its place here, and accounts/standing.py closes it.
CREATE OR REPLACE FUNCTION documents_works_at(person bigint, at bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM accounts_membership m
        WHERE m.user_id = person AND m.agency_id = at AND m.ended_at IS NULL
          AND (m.suspended_at IS NULL OR NOT EXISTS (
              SELECT FROM accounts_membership other
              WHERE other.user_id = person AND other.ended_at IS NULL AND other.suspended_at IS NULL))
    );
$$;

-- A document belongs to its agency. Whoever uploaded it has an owner's rights while they work there; what nobody else
-- ever put a file into and is shared with nobody stays with them. See docs/decisions/0023-documents-of-an-agency.md.
CREATE OR REPLACE FUNCTION documents_has_owner(document bigint, owner bigint, agency bigint, sharing text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT documents_works_at(owner, agency) OR (sharing = 'me' AND NOT EXISTS (
        SELECT FROM documents_documentversion v WHERE v.document_id = document AND v.uploaded_by_id <> owner
    ));
$$;

-- A grant by name is to the person where they work. It ends with that membership, and returns should they come back.
CREATE OR REPLACE FUNCTION documents_holds(person bigint, agency bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT agency IS NULL OR documents_works_at(person, agency);
$$;

CREATE OR REPLACE FUNCTION documents_refresh_readers(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    doc record;
    has_owner boolean;
    keys bigint[];
    changes bigint;
    total bigint := 0;
BEGIN
    -- Two grants made at once must not each miss the other's row.
    SELECT id, key, status, owner_id, agency_id, sharing, shared_at, kind_id, state_id, era_id,
           extract(year FROM dated_on)::smallint AS year, file_type
        INTO doc FROM documents_document WHERE id = changed FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    has_owner := documents_has_owner(doc.id, doc.owner_id, doc.agency_id, doc.sharing);
    SELECT coalesce(array_agg(DISTINCT key ORDER BY key), '{}') INTO keys FROM (
        SELECT -doc.owner_id AS key WHERE has_owner
        UNION ALL
        SELECT g.group_id::bigint FROM documents_documentgrouppermission g
            JOIN auth_permission p ON p.id = g.permission_id
            WHERE g.content_object_id = doc.id
              AND (doc.status = 'published' OR p.codename = 'change_document')
        UNION ALL
        SELECT -u.user_id FROM documents_documentuserpermission u
            JOIN auth_permission p ON p.id = u.permission_id
            WHERE u.content_object_id = doc.id AND u.user_id <> doc.owner_id
              AND documents_holds(u.user_id, u.agency_id)
              AND (doc.status = 'published' OR p.codename = 'change_document')
    ) AS everybody;
    UPDATE documents_document SET reader_keys = keys WHERE id = doc.id AND reader_keys IS DISTINCT FROM keys;
    IF NOT has_owner THEN
        -- Old versions remember who read them; who left the agency is no longer among these.
        UPDATE documents_versionstatus s SET frozen_reader_keys = array_remove(s.frozen_reader_keys, -doc.owner_id)
            FROM documents_documentversion v
            WHERE v.id = s.version_id AND v.document_id = doc.id AND -doc.owner_id = ANY (s.frozen_reader_keys);
    END IF;
    DELETE FROM documents_reader r WHERE r.document_id = doc.id
        AND (doc.status <> 'published' OR r.key <> ALL (keys)
             OR (r.shared_at, r.kind_id, r.state_id, r.era_id, r.year, r.file_type) IS DISTINCT FROM
                (doc.shared_at, doc.kind_id, doc.state_id, doc.era_id, doc.year, doc.file_type));
    GET DIAGNOSTICS changes = ROW_COUNT;
    total := changes;
    IF doc.status = 'published' THEN
        INSERT INTO documents_reader
            (key, document_id, shared_at, document_key, kind_id, state_id, era_id, year, file_type)
            SELECT k, doc.id, doc.shared_at, doc.key, doc.kind_id, doc.state_id, doc.era_id, doc.year, doc.file_type
            FROM unnest(keys) AS k
            ON CONFLICT (document_id, key) DO NOTHING;
        GET DIAGNOSTICS changes = ROW_COUNT;
        total := total + changes;
    END IF;
    IF total > 0 THEN
        PERFORM documents_stamp_shelf();
    END IF;
END $$;
