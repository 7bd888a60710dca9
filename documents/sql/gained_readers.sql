-- What the alerts of saved searches look at: who can read something since now, and who could before. Written only while
-- somebody has an alert. See docs/decisions/0047-saved-searches.md.
CREATE OR REPLACE FUNCTION documents_has_alerts() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM documents_savedsearch WHERE alert <> 'none');
$$;

-- The keys are those from before the transaction: a choice of readers is changed by taking grants away and giving others.
CREATE OR REPLACE FUNCTION documents_note_gained(document bigint, before bigint[], is_new boolean) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO documents_gainedreaders (document_id, keys_before, transaction)
        SELECT document, CASE WHEN is_new THEN '{}'::bigint[] ELSE before END, pg_current_xact_id()::text::bigint
        WHERE documents_has_alerts()
        ON CONFLICT ON CONSTRAINT gained_once_a_transaction
        DO UPDATE SET keys_before = '{}' WHERE is_new AND documents_gainedreaders.keys_before <> '{}';
$$;

-- A person who joins a circle: one row with the circles they were in before the transaction, for one who moves leaves
-- some and joins others.
CREATE OR REPLACE FUNCTION documents_note_circles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mover bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
BEGIN
    IF EXISTS (SELECT FROM documents_savedsearch WHERE owner_id = mover AND alert <> 'none') THEN
        INSERT INTO documents_gainedreaders (person_id, keys_before, transaction)
            SELECT mover, coalesce(array_agg(g.group_id::bigint), '{}'), pg_current_xact_id()::text::bigint
            FROM accounts_user_groups g WHERE g.user_id = mover
            ON CONFLICT ON CONSTRAINT gained_once_a_transaction DO NOTHING;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE TRIGGER documents_note_circles
    BEFORE INSERT OR DELETE ON accounts_user_groups FOR EACH ROW EXECUTE FUNCTION documents_note_circles();
