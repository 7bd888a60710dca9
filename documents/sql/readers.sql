-- The one place that decides who may read a document. See docs/decisions/0003-readers.md.
-- A published document is read by its owner and by everybody it is granted to (any permission implies reading);
-- before and after that only by its owner and by those who may change it. Reader rows copy what lists are sorted and
-- filtered by.
CREATE OR REPLACE FUNCTION documents_stamp_shelf() RETURNS void LANGUAGE sql AS $$
    INSERT INTO documents_shelfstamp (id, counter) VALUES (1, 1)
        ON CONFLICT (id) DO UPDATE SET counter = documents_shelfstamp.counter + 1;
$$;

CREATE OR REPLACE FUNCTION documents_refresh_readers(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    doc record;
    keys bigint[];
    changes bigint;
    total bigint := 0;
BEGIN
    -- Two grants made at once must not each miss the other's row.
    SELECT id, key, status, owner_id, shared_at, kind_id, state_id, era_id,
           extract(year FROM dated_on)::smallint AS year, file_type
        INTO doc FROM documents_document WHERE id = changed FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT array_agg(DISTINCT key ORDER BY key) INTO keys FROM (
        SELECT -doc.owner_id AS key
        UNION ALL
        SELECT g.group_id::bigint FROM documents_documentgrouppermission g
            JOIN auth_permission p ON p.id = g.permission_id
            WHERE g.content_object_id = doc.id
              AND (doc.status = 'published' OR p.codename = 'change_document')
        UNION ALL
        SELECT -u.user_id FROM documents_documentuserpermission u
            JOIN auth_permission p ON p.id = u.permission_id
            WHERE u.content_object_id = doc.id
              AND (doc.status = 'published' OR p.codename = 'change_document')
    ) AS everybody;
    UPDATE documents_document SET reader_keys = keys WHERE id = doc.id AND reader_keys IS DISTINCT FROM keys;
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
