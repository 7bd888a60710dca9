from django.db import migrations

# The one place that decides who may read a document. See docs/decisions/0003-readers.md.
# A published document is read by its owner and by everybody it is granted to (any permission implies reading);
# before and after that only by its owner and by those who may change it.
CREATE = """
CREATE OR REPLACE FUNCTION documents_refresh_readers(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    doc record;
    keys bigint[];
BEGIN
    -- Two grants made at once must not each miss the other's row.
    SELECT id, status, owner_id, shared_at INTO doc FROM documents_document WHERE id = changed FOR UPDATE;
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
    IF doc.status = 'published' THEN
        DELETE FROM documents_reader
            WHERE document_id = doc.id AND (key <> ALL (keys) OR shared_at <> doc.shared_at);
        INSERT INTO documents_reader (key, document_id, shared_at)
            SELECT k, doc.id, doc.shared_at FROM unnest(keys) AS k
            ON CONFLICT (document_id, key) DO NOTHING;
    ELSE
        DELETE FROM documents_reader WHERE document_id = doc.id;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION documents_refresh_readers(bigint)")]
