-- The two logs can only grow. See docs/decisions/0058-what-people-can-understand.md.
-- Not made by pgtrigger, whose triggers whoever may set a variable can switch off.
CREATE OR REPLACE FUNCTION accounts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % can be neither changed nor removed.', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER never_changed BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION accounts_append_only();
CREATE OR REPLACE TRIGGER never_emptied BEFORE TRUNCATE ON accounts_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_append_only();

CREATE OR REPLACE TRIGGER never_changed BEFORE UPDATE ON accounts_accessevent
    FOR EACH ROW EXECUTE FUNCTION accounts_append_only();
CREATE OR REPLACE TRIGGER never_emptied BEFORE TRUNCATE ON accounts_accessevent
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_append_only();
CREATE OR REPLACE TRIGGER kept_for_a_year BEFORE DELETE ON accounts_accessevent
    FOR EACH ROW WHEN (OLD.happened_at > now() - interval '1 year') EXECUTE FUNCTION accounts_append_only();

-- The one way on which lines go: by age, so many at once. It runs with the rights of the tables' owner, because the
-- role of web server and worker may not delete here.
CREATE OR REPLACE FUNCTION accounts_forget_access(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM public.accounts_accessevent WHERE id IN (
        SELECT id FROM public.accounts_accessevent WHERE happened_at <= now() - interval '1 year'
        ORDER BY happened_at, id LIMIT most
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;

-- deploy/create_roles.sh gives the role of web server and worker the right to change rows of each new table.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'clearinghouse_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON accounts_auditevent, accounts_accessevent FROM clearinghouse_app;
    END IF;
END $$;
