-- When somebody was given what may ask for two-factor authentication: an EV lead's role, the lead of a group, an event
-- to organize, an administrator's post, or a membership with which such rights come back. Sessions that began before
-- look again whether the person needs a factor (accounts/second_factor.py), so nobody has the right without it.
-- Each app makes a trigger for its table; the argument names the column that holds the person.
CREATE OR REPLACE FUNCTION accounts_note_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts_user SET given_post_at = clock_timestamp() WHERE id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION accounts_note_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM accounts_audience WHERE group_id = NEW.group_id AND kind = 'administrators') THEN
        UPDATE accounts_user SET given_post_at = clock_timestamp() WHERE id = NEW.user_id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION accounts_note_checked_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.given_post_at = clock_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER post_noted AFTER INSERT OR UPDATE OF role, tier, suspended_at
    ON accounts_membership FOR EACH ROW EXECUTE FUNCTION accounts_note_post('user_id');

CREATE OR REPLACE TRIGGER post_noted AFTER INSERT
    ON accounts_user_groups FOR EACH ROW EXECUTE FUNCTION accounts_note_administrator();

-- The rights of EV leads and group leads wait while an address is unchecked.
CREATE OR REPLACE TRIGGER post_noted BEFORE UPDATE OF approved_email
    ON accounts_user FOR EACH ROW WHEN (OLD.approved_email <> '' AND NEW.approved_email = '')
    EXECUTE FUNCTION accounts_note_checked_address();
