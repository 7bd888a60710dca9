-- Who is a document's owner follows its agency's memberships, whoever changes them: an approval, a person who leaves,
-- a move, the data administration. All of the person's documents are asked anew, not only those of this agency: one
-- that somebody puts under another agency at this very moment is waited for. So are those shared with them by name.
CREATE OR REPLACE FUNCTION documents_follow_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM documents_refresh_readers(d.id) FROM (
        SELECT id FROM documents_document
        WHERE owner_id IN (coalesce(OLD.user_id, NEW.user_id), coalesce(NEW.user_id, OLD.user_id))
        UNION
        SELECT content_object_id FROM documents_documentuserpermission
        WHERE user_id IN (coalesce(OLD.user_id, NEW.user_id), coalesce(NEW.user_id, OLD.user_id))
        ORDER BY id
    ) AS d;
    -- Old versions remember who read them by name; where that person worked, they do no more.
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (NEW.ended_at IS NOT NULL OR NEW.agency_id <> OLD.agency_id)) THEN
        UPDATE documents_versionstatus s SET frozen_reader_keys = array_remove(frozen_reader_keys, -OLD.user_id::bigint)
            WHERE -OLD.user_id::bigint = ANY (frozen_reader_keys)
              -- Of two memberships the other one still holds what was shared with them there.
              AND NOT EXISTS (
                  SELECT FROM documents_documentversion v
                      JOIN documents_documentuserpermission u ON u.content_object_id = v.document_id
                      JOIN accounts_membership m ON m.user_id = u.user_id AND m.agency_id = u.agency_id
                  WHERE v.id = s.version_id AND u.user_id = OLD.user_id AND m.ended_at IS NULL AND m.id <> OLD.id);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER documents_follow_membership
    AFTER INSERT OR UPDATE OF ended_at, suspended_at, agency_id, user_id OR DELETE ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION documents_follow_membership();
