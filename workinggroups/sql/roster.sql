-- The audience decides who belongs; the roster follows it, whoever changes it: an approval, a person who leaves, a
-- move to another agency, the data administration. See docs/decisions/0011-roster-follows-audience.md.
CREATE OR REPLACE FUNCTION workinggroups_follow_audience() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO workinggroups_groupmembership (group_id, user_id, role, joined_at)
            SELECT g.id, NEW.user_id, 'member', now() FROM workinggroups_workinggroup g
            WHERE g.audience_id = NEW.group_id
            ON CONFLICT (group_id, user_id) WHERE ended_at IS NULL DO NOTHING;
    ELSE
        UPDATE workinggroups_groupmembership m SET ended_at = now() FROM workinggroups_workinggroup g
            WHERE g.audience_id = OLD.group_id AND m.group_id = g.id AND m.user_id = OLD.user_id
              AND m.ended_at IS NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER workinggroups_follow_audience AFTER INSERT OR DELETE ON accounts_user_groups
    FOR EACH ROW EXECUTE FUNCTION workinggroups_follow_audience();

INSERT INTO workinggroups_groupmembership (group_id, user_id, role, joined_at)
    SELECT g.id, ug.user_id, 'member', now()
    FROM workinggroups_workinggroup g JOIN accounts_user_groups ug ON ug.group_id = g.audience_id
    ON CONFLICT (group_id, user_id) WHERE ended_at IS NULL DO NOTHING;
