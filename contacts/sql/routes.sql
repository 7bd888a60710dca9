-- Contact routes follow the membership of those they name, whoever changes it. Who moves to another agency is approved
-- again there, so "has access" does not say that they still answer for the old one; an administrator chooses them anew.
-- Administrators answer for NASEO, whatever else they are a member of.
-- Of two memberships the other one keeps what is not of the agency that was left.
-- Whether what is about a state, region or group goes with a membership at this agency. `others` are the agencies of the
-- person's other memberships: without one, everything goes.
CREATE OR REPLACE FUNCTION contacts_goes_with(agency bigint, others bigint[], about_state text, about_region bigint, circle bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT cardinality(others) = 0
        OR (about_state = (SELECT a.state_id FROM accounts_agency a WHERE a.id = agency) AND NOT EXISTS (
            SELECT FROM accounts_agency a WHERE a.id = ANY (others) AND a.state_id = about_state))
        OR (EXISTS (SELECT FROM accounts_agency a JOIN accounts_regionstate r ON r.state_id = a.state_id
                WHERE a.id = agency AND r.region_id = about_region) AND NOT EXISTS (
            SELECT FROM accounts_agency a JOIN accounts_regionstate r ON r.state_id = a.state_id
                WHERE a.id = ANY (others) AND r.region_id = about_region))
        OR (circle IS NOT NULL AND NOT EXISTS (
            SELECT FROM unnest(others) AS other WHERE workinggroups_admits(other, 'member', circle)));
$$;

CREATE OR REPLACE FUNCTION contacts_follow_membership() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    others bigint[] := ARRAY(SELECT m.agency_id FROM accounts_membership m
        WHERE m.user_id = OLD.user_id AND m.id <> OLD.id AND m.ended_at IS NULL);
BEGIN
    IF NOT EXISTS (
        SELECT FROM accounts_user_groups post JOIN accounts_audience a ON a.group_id = post.group_id
        WHERE post.user_id = OLD.user_id AND a.kind = 'administrators'
    ) THEN
        UPDATE contacts_route SET person_left = true WHERE person_id = OLD.user_id
            AND contacts_goes_with(OLD.agency_id, others, state_id, region_id, group_id);
        UPDATE contacts_route SET backup_left = true WHERE backup_person_id = OLD.user_id
            AND contacts_goes_with(OLD.agency_id, others, state_id, region_id, group_id);
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
