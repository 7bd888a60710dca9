-- Who is a guest, kept on the account, so that every page, mail and file can say so wherever it names somebody.
-- What counts is what somebody is now, as a member before as a guest; of who left, what they were last.
CREATE OR REPLACE FUNCTION accounts_note_guest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts_user AS account SET is_guest = now.is_guest
    FROM (
        SELECT person.id, COALESCE((
            SELECT tier = 'guest' FROM accounts_membership
            WHERE user_id = person.id
            ORDER BY (ended_at IS NULL) DESC, (ended_at IS NULL AND tier = 'member') DESC, started_at DESC, id DESC
            LIMIT 1
        ), FALSE) AS is_guest
        FROM unnest(ARRAY[
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.user_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.user_id END
        ]) AS person(id)
    ) AS now
    WHERE account.id = now.id AND account.is_guest <> now.is_guest;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER guest_noted AFTER INSERT OR DELETE OR UPDATE OF user_id, tier, started_at, ended_at
    ON accounts_membership FOR EACH ROW EXECUTE FUNCTION accounts_note_guest();
