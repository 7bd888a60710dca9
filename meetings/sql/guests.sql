-- Who was invited to an event without ever having had a membership is a guest there: accounts/sql/guests.sql notes
-- the guests of the Collaborative, and who becomes a member is none any longer.
CREATE OR REPLACE FUNCTION meetings_note_guest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts_user SET is_guest = TRUE
    WHERE id = NEW.user_id AND NOT is_guest
        AND NOT EXISTS (SELECT FROM accounts_membership WHERE user_id = NEW.user_id)
        AND NOT EXISTS (
            SELECT FROM accounts_user_groups place JOIN accounts_audience audience ON audience.group_id = place.group_id
            WHERE place.user_id = NEW.user_id AND audience.kind = 'administrators'
        );
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER guest_noted AFTER INSERT ON meetings_registration
    FOR EACH ROW EXECUTE FUNCTION meetings_note_guest();
