-- The one place that decides who may belong to a group, and what ends when somebody no longer may. Whoever changes a
-- membership, a region or an invitation, the place in the group goes with it, in the same transaction.
-- See docs/decisions/0011-roster-follows-audience.md.
-- Whether a membership of this tier at this agency lets somebody in.
CREATE OR REPLACE FUNCTION workinggroups_admits(agency bigint, tier text, circle bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM accounts_agency a JOIN workinggroups_workinggroup g ON g.id = circle
        WHERE a.id = agency AND CASE
            WHEN g.kind = 'collaborative' THEN EXISTS (
                SELECT FROM workinggroups_workinggroup_invited_agencies i
                WHERE i.workinggroup_id = g.id AND i.agency_id = a.id)
            -- Cities and national associations are no state staff, whatever their membership says.
            WHEN tier <> 'member' OR a.kind IN ('CITY', 'NATIONAL') THEN false
            WHEN g.kind = 'regional' THEN EXISTS (
                SELECT FROM accounts_regionstate r WHERE r.region_id = g.region_id AND r.state_id = a.state_id)
            ELSE g.kind = 'topical'
        END);
$$;

-- Places are kept while a membership is suspended; whether they give anything then is asked in Python.
CREATE OR REPLACE FUNCTION workinggroups_may_belong(person bigint, circle bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM accounts_membership m
        WHERE m.user_id = person AND m.ended_at IS NULL AND workinggroups_admits(m.agency_id, m.tier, circle));
$$;

-- Administrators may stand in any group; everybody else stands there by the rules alone.
CREATE OR REPLACE FUNCTION workinggroups_let_go(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM accounts_user_groups ug USING workinggroups_workinggroup g
        WHERE ug.group_id = g.audience_id AND ug.user_id = ANY (people)
          AND NOT workinggroups_may_belong(ug.user_id, g.id)
          AND NOT EXISTS (
              SELECT FROM accounts_user_groups post JOIN accounts_audience a ON a.group_id = post.group_id
              WHERE post.user_id = ug.user_id AND a.kind = 'administrators');
    UPDATE workinggroups_joinrequest SET status = 'withdrawn'
        WHERE status = 'waiting' AND user_id = ANY (people) AND NOT workinggroups_may_belong(user_id, group_id);
END $$;

CREATE OR REPLACE FUNCTION workinggroups_let_go_from(circle bigint) RETURNS void LANGUAGE sql AS $$
    SELECT workinggroups_let_go(ARRAY(
        SELECT ug.user_id FROM accounts_user_groups ug JOIN workinggroups_workinggroup g ON g.audience_id = ug.group_id
            WHERE g.id = circle
        UNION
        SELECT user_id FROM workinggroups_joinrequest WHERE group_id = circle AND status = 'waiting'));
$$;

CREATE OR REPLACE FUNCTION workinggroups_after_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workinggroups_let_go(ARRAY[OLD.user_id::bigint]);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER workinggroups_after_membership
    AFTER UPDATE OF ended_at, agency_id, tier, user_id OR DELETE ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION workinggroups_after_membership();

CREATE OR REPLACE FUNCTION workinggroups_after_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM accounts_audience WHERE group_id = OLD.group_id AND kind = 'administrators') THEN
        PERFORM workinggroups_let_go(ARRAY[OLD.user_id::bigint]);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER workinggroups_after_post AFTER DELETE ON accounts_user_groups
    FOR EACH ROW EXECUTE FUNCTION workinggroups_after_post();

CREATE OR REPLACE FUNCTION workinggroups_after_deactivation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workinggroups_joinrequest SET status = 'withdrawn' WHERE status = 'waiting' AND user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER workinggroups_after_deactivation AFTER UPDATE OF is_active ON accounts_user
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION workinggroups_after_deactivation();

CREATE OR REPLACE FUNCTION workinggroups_after_region() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workinggroups_let_go_from(id) FROM workinggroups_workinggroup WHERE region_id = OLD.region_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER workinggroups_after_region AFTER UPDATE OR DELETE ON accounts_regionstate
    FOR EACH ROW EXECUTE FUNCTION workinggroups_after_region();

CREATE OR REPLACE FUNCTION workinggroups_after_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workinggroups_let_go_from(OLD.workinggroup_id);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER workinggroups_after_invitation AFTER UPDATE OR DELETE ON workinggroups_workinggroup_invited_agencies
    FOR EACH ROW EXECUTE FUNCTION workinggroups_after_invitation();

CREATE OR REPLACE FUNCTION workinggroups_after_agency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workinggroups_let_go(ARRAY(
        SELECT user_id::bigint FROM accounts_membership WHERE agency_id = NEW.id AND ended_at IS NULL));
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER workinggroups_after_agency AFTER UPDATE OF kind, state_id ON accounts_agency
    FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind OR OLD.state_id IS DISTINCT FROM NEW.state_id)
    EXECUTE FUNCTION workinggroups_after_agency();
