-- What a text says, as full text finds it: the same reading as clearinghouse/lib/words/exact.py, which says why, and a
-- test compares the two. Letters and digits stand each for themselves, and no word is left out: the phrase "Level A"
-- needs its A. See docs/decisions/0042-words-as-written-and-typed.md.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'every_word' AND cfgnamespace = 'public'::regnamespace) THEN
        CREATE TEXT SEARCH DICTIONARY public.every_stem (TEMPLATE = snowball, Language = english);
        CREATE TEXT SEARCH CONFIGURATION public.every_word (COPY = pg_catalog.simple);
        ALTER TEXT SEARCH CONFIGURATION public.every_word ALTER MAPPING FOR asciiword, word WITH public.every_stem;
    END IF;
END $$;

-- Words that stand at the place of others: broken at a line end, and either side of a slash. Each comes with a few of
-- its neighbors, so that "Exit 5" is found in "Exit 4/5"; zqzqz parts them from each other.
CREATE OR REPLACE FUNCTION public.search_words_besides(folded text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    pair CONSTANT text := '(?<![[:alnum:]_./@:''-])([[:alpha:]]+|[0-9]+)/([[:alpha:]]+|[0-9]+)'
        '(?![[:alnum:]_/@''-]|[.:][[:alnum:]_])';
    besides text := '';
BEGIN
    IF position('-' IN folded) > 0 AND position(E'\n' IN folded) > 0 THEN
        SELECT coalesce(string_agg(' zqzqz ' || m[1] || m[2], ''), '') INTO besides
            FROM regexp_matches(folded, '([[:alpha:]]+)-[ \t]*\r?\n[ \t]*([[:alpha:]]+)', 'g') AS m;
    END IF;
    IF position('/' IN folded) > 0 THEN
        SELECT besides || coalesce(string_agg(concat(
            ' zqzqz ', regexp_replace(right(' ' || before, 40), '^\S*\s', ''), ' ', sides[2],
            ' zqzqz ', sides[1], ' ', regexp_replace(left(after || ' ', 40), '\s\S*$', '')), '' ORDER BY n), '')
            INTO besides
            FROM (
                SELECT n, part AS before, lead(part) OVER (ORDER BY n) AS after
                FROM regexp_split_to_table(folded, pair) WITH ORDINALITY AS split(part, n)
            ) AS around JOIN regexp_matches(folded, pair, 'g') WITH ORDINALITY AS found(sides, n) USING (n);
    END IF;
    RETURN besides;
END $$;

CREATE OR REPLACE FUNCTION public.search_words(written text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    folded text := left(written, 250000);
BEGIN
    IF octet_length(folded) > length(folded) THEN
        folded := translate(folded, U&'\2019\2018\02BB\02BC\02BD\00B4\2032\02B9\FF07\201B\2010\2011\FE63\FF0D\FFFE',
            '''''''''''''''''''''-----');
        folded := regexp_replace(folded, '\u00AD(?=[ \t]*\r?\n)', '-', 'g');
        folded := regexp_replace(normalize(folded, NFKD), '[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF'
            '\uFE20-\uFE2F\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]+', '', 'g');
    END IF;
    folded := replace(lower(folded), '`', '''');
    folded := folded || public.search_words_besides(folded);
    IF octet_length(folded) > 500000 THEN
        folded := left(folded, 125000);  -- the words of a text may fill a megabyte, and each costs some bytes more
    END IF;
    -- 1,250,000 is one number. U+E000 keeps the point of 12.5, which is no gap; 12.00 is 12, and 1.2.3 three numbers.
    -- An amount such as $5.195 billion is one number whatever its places; 680.112 is two.
    -- Each pattern is plain: some that say the same in one step take PostgreSQL minutes over a page of numbers.
    folded := regexp_replace(folded, '(?<![0-9])([0-9]{1,3}),(?=[0-9]{3}(?![0-9]))', '\1', 'g');
    folded := regexp_replace(folded, '(\$[0-9]+)\.(?=[0-9]{3,}(?!\.?[0-9]))', E'\\1\uE000', 'g');
    folded := regexp_replace(folded, '(?<![0-9.])([0-9]+)\.(?=[0-9]{3,}[ \n-]?(?:million|billion|trillion|percent|%))',
        E'\\1\uE000', 'g');
    folded := regexp_replace(folded, '(?<=[0-9])\.(?=[0-9]+\.[0-9])', E'\uE001', 'g');
    folded := regexp_replace(folded, '(?<=[0-9])\.(?=[0-9]{1,2}(?!\.?[0-9]))', E'\uE000', 'g');
    folded := regexp_replace(folded, E'(\uE001[0-9]+)\uE000', '\1 ', 'g');
    folded := regexp_replace(folded, E'\uE00000(?![0-9])', '', 'g');
    -- U.S. is us, the state's is the state, hawai'i is hawaii.
    folded := regexp_replace(folded, '(?<![[:alpha:]])([[:alpha:]])\.(?=[[:alpha:]](?![[:alpha:]]))', '\1', 'g');
    folded := regexp_replace(folded, '(?<=[[:alpha:]])(''s(?!''?[[:alpha:]])|''(?=[[:alpha:]]))', '', 'g');
    folded := replace(folded, '%', ' percent ');
    folded := regexp_replace(folded, '(?<=[[:alpha:]])(?=[0-9])|(?<=[0-9])(?=[[:alpha:]])', ' ', 'g');
    folded := replace(regexp_replace(folded, E'[^[:alnum:]\uE000]+', ' ', 'g'), E'\uE000', '.');
    RETURN ts_delete(to_tsvector('public.every_word', folded), 'zqzqz');
END $$;
