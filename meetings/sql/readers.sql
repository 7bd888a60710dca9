-- The one place that decides who may read a record and a summary: whoever it is granted to. Reading the summary
-- implies reading the record, so that a public summary of a closed group has an address that opens.
CREATE OR REPLACE FUNCTION meetings_refresh_readers(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    record_readers bigint[];
    summary_readers bigint[];
BEGIN
    -- Two grants made at once must not each miss the other's row.
    PERFORM 1 FROM meetings_meeting WHERE id = changed FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT coalesce(array_agg(DISTINCT g.group_id::bigint ORDER BY g.group_id::bigint), '{}'),
           coalesce(array_agg(DISTINCT g.group_id::bigint ORDER BY g.group_id::bigint)
                    FILTER (WHERE p.codename = 'view_summary'), '{}')
        INTO record_readers, summary_readers
        FROM meetings_meetinggrouppermission g JOIN auth_permission p ON p.id = g.permission_id
        WHERE g.content_object_id = changed AND p.codename IN ('view_meeting', 'view_summary');
    UPDATE meetings_meeting SET record_keys = record_readers, summary_keys = summary_readers
        WHERE id = changed AND (record_keys, summary_keys) IS DISTINCT FROM (record_readers, summary_readers);
END $$;

-- In PL/pgSQL, because search_words() comes with a migration of documents that may run later.
CREATE OR REPLACE FUNCTION meetings_refresh_words(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE meetings_meeting m SET
        words = setweight(search_words(m.title), 'A')
            || setweight(search_words(coalesce((
                SELECT string_agg(concat_ws(' ', s.name, s.title, s.organization, s.bio), ' ' ORDER BY s.id)
                FROM meetings_speaker s WHERE s.meeting_id = m.id), '')), 'B')
            || setweight(search_words(concat_ws(' ', m.place, m.agenda)), 'D'),
        summary_words = setweight(search_words(m.summary), 'C')
            || setweight(search_words(CASE WHEN m.summary_published_at IS NULL THEN '' ELSE coalesce((
                SELECT string_agg(d.text, ' ' ORDER BY d.id)
                FROM meetings_decision d WHERE d.meeting_id = m.id), '') END), 'C')
        WHERE m.id = changed;
END $$;
