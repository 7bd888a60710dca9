-- What moves the index of pages: one small row for each document and transaction that changed what search finds.
-- Followers ask for the rows of transactions that they have not seen (documents/finding/index/changes.py), so a row
-- bears the number of its transaction: another number could be taken early and be committed late.
-- Writing one never waits for another transaction, because no two of them write the same row.
-- See docs/decisions/0043-search-index.md.
CREATE OR REPLACE FUNCTION documents_search_changed(document bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO documents_searchchange (document_id, transaction, changed_at)
        VALUES (document, pg_current_xact_id()::text::bigint, clock_timestamp())
        ON CONFLICT (document_id, transaction) DO UPDATE SET changed_at = excluded.changed_at;
$$;

-- Topics are in a table that Django makes without a model of ours.
CREATE OR REPLACE FUNCTION documents_search_follows_topics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM documents_search_changed(coalesce(NEW.document_id, OLD.document_id));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER documents_search_follows_topics
    AFTER INSERT OR DELETE ON documents_document_topics
    FOR EACH ROW EXECUTE FUNCTION documents_search_follows_topics();
