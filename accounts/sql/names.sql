-- What a person's name is sorted by: last name first, then the whole name, in lower case.
-- A particle before the last word belongs to the last name, as in US directories: Oscar de la Hoya stands under D,
-- Martin Van Buren under V. The first word never does: Van Morrison stands under M. "Jr.", "III" and degrees after a
-- comma count for nothing, and neither does a remark in parentheses. Who writes "Doe, Jane" stands under Doe.
CREATE OR REPLACE FUNCTION accounts_sort_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(coalesce(
        substring(plain from '^([^,]+),\s*\S'),
        substring(plain from '(?i)\s((?:(?:van|von|vom|zu|zur|de|da|das|dos|del|della|di|du|des|der|den|het|ter|ten|la|le|las|los|st|st\.|saint|al|el|bin|ibn)\s+)*\S+)$'),
        plain
    ) || ', ' || plain)
    FROM (
        SELECT btrim(regexp_replace(
            regexp_replace(name, '\s*\([^)]*\)\s*$', ''),
            '(,?\s+(jr|sr|ii|iii|iv)\.?|,\s*(ph\.?\s?d|p\.?\s?e|m\.?b\.?a|m\.?p\.?a|m\.?d|j\.?d|esq|aicp|pmp|cem)\.?)+\s*$',
            '', 'i'
        )) AS plain
    ) AS stripped
$$;
