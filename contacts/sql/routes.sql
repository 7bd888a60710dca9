-- Contact routes follow the membership of those they name, whoever changes it. Who moves to another agency is approved
-- again there, so "has access" does not say that they still answer for the old one; an administrator chooses them anew.
-- Administrators answer for NASEO, whatever else they are a member of.
CREATE OR REPLACE FUNCTION contacts_follow_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM accounts_user_groups post JOIN accounts_audience a ON a.group_id = post.group_id
        WHERE post.user_id = OLD.user_id AND a.kind = 'administrators'
    ) THEN
        UPDATE contacts_route SET person_left = true WHERE person_id = OLD.user_id;
        UPDATE contacts_route SET backup_left = true WHERE backup_person_id = OLD.user_id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contacts_membership_ended AFTER UPDATE OF ended_at, agency_id, tier, user_id
    ON accounts_membership FOR EACH ROW
    WHEN (OLD.ended_at IS NULL AND (NEW.ended_at IS NOT NULL
        OR (OLD.agency_id, OLD.tier, OLD.user_id) IS DISTINCT FROM (NEW.agency_id, NEW.tier, NEW.user_id)))
    EXECUTE FUNCTION contacts_follow_membership();
CREATE OR REPLACE TRIGGER contacts_membership_deleted AFTER DELETE ON accounts_membership
    FOR EACH ROW WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION contacts_follow_membership();
