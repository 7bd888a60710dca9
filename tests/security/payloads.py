"""Text that breaks carelessly written software, and text that runs as script where it is not escaped."""

MEGABYTE = 1_000_000

# For addresses: percent-encoded, so that bytes that are no text are among them.
IN_ADDRESSES = {
    "empty": "",
    "NUL": "%00",
    "NUL within": "up%00time",
    "lone surrogate": "%ED%A0%80",
    "not UTF-8": "%FF%FE",
    "overlong": "%C0%AF",
    "right to left": "%E2%80%AEfdp.exe",
    "four bytes": "%F0%9F%94%8C%F0%9F%94%8C",
    "quotes": "%27%22%60%27%22%60",
    "SQL": "%27%29%3B+DROP+TABLE+accounts_user%3B--",
    "percent signs": "%25s%25n%25(x)s",
    "braces": "%7B%7B7*7%7D%7D%7B%25+load+%25%7D",
    "brackets": "%28" * 3000,
    "phrases": "%22a" * 2500,
    "stars and ampersands": "*%26%7C!%3C-%3E%3A*" * 300,
    "minus signs": "-" * 5000,
    "long": "a" * 100_000,
    "long number": "9" * 5000,
    "negative": "-1",
    "float": "1e309",
    "other digits": "%D9%A1%D9%A2",  # Arabic-Indic: str.isdigit() says yes
    "superscript": "%C2%B2",  # isdigit() says yes, int() says no
    "not a number": "NaN",
    "date": "2026-13-45",
    "week date": "2026-W01-1T00:00:00%2B00:00~abc",
    "far time zone": "0001-01-01T00:00:00%2B23:59~abc",
    "last moment": "9999-12-31T23:59:59-23:59~abc",
    "deep JSON": "W1tbW1tb" * 3000,  # [[[[… in base64, as cursors are spelled
    "cursor of a far time zone": "W2ZhbHNlLCAiMDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OSIsICIxIl0",
    "cursor of an odd kind": "W2ZhbHNlLCB7fSwgbnVsbF0",
    "cursor with a surrogate": "W2ZhbHNlLCAiXHVkODAwIiwgIjEiXQ",
    "cursor of a long number": "W2ZhbHNlLCAiIiwgIjk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ",
}

# Names that a careless view would hand to the database as they are.
PARAMETERS = (
    "_connector", "_negated", "pk", "id", "owner__email", "reader_keys__overlap", "a.b", "a'b", 'a"b', "q[]", "kind[]",
    "__class__", "*", "%00", "constructor", "page[]", "sort__gt", "order_by",
)  # fmt: skip

# For forms: as typed, or as a program would send it.
IN_FORMS = {
    "NUL": "up\x00time",
    "control characters": "".join(map(chr, range(1, 32))),
    "lone surrogate": "up\ud800time",
    "right to left": "\u202efdp.exe",
    "no width": "\u200b\u200d\ufeff",
    "only spaces": " \t\u00a0\u3000 ",
    "four bytes": "🔌" * 60,
    "combining": "Z\u0351\u036b" * 200,
    "quotes": "'\"`´’”«»",
    "SQL": "'); DROP TABLE accounts_user;--",
    "templates": "{{7*7}}{% load x %}%(x)s{0.__class__}",
    "header": "Name\r\nBcc: everybody@people.example\r\n\r\nHello",
    "formula": "=1+1|'calc'!A0",
    "megabyte": "a" * MEGABYTE,
    "megabyte of lines": "\n" * MEGABYTE,
    "number": "9" * 400,
    "fold": "ſtate.vt.gov İstanbul K ﬃ",
    "file name": "../../../etc/passwd\x00.pdf",
}

# window.__xss stays unset wherever these show.
SCRIPTS = (
    "<script>window.__xss=1</script>",
    '"><script>window.__xss=1</script>',
    "'><img src=x onerror=window.__xss=1>",
    "<svg/onload=window.__xss=1>",
    "<img src=x onerror=window.__xss=1>",
    '" autofocus onfocus=window.__xss=1 x="',
    "' onmouseover=window.__xss=1 x='",
    "javascript:window.__xss=1",
    "</title><script>window.__xss=1</script>",
    "</textarea><script>window.__xss=1</script>",
    "<details open ontoggle=window.__xss=1>",
    "<iframe srcdoc='<script>parent.__xss=1</script>'>",
    "<math><mtext></p><img src=x onerror=window.__xss=1>",
    "<a href=javascript:window.__xss=1>click</a>",
    "--><script>window.__xss=1</script>",
    "${window.__xss=1}{{constructor.constructor('window.__xss=1')()}}",
    "<input hx-on:load='window.__xss=1'>",
    "<div hx-get='/' hx-trigger=load hx-on::after-request='window.__xss=1'>",
    "\u2028window.__xss=1\u2029",
    "<noscript><p title='</noscript><img src=x onerror=window.__xss=1>'>",
    "&lt;script&gt;window.__xss=1&lt;/script&gt;",
    "\x02<script>window.__xss=1</script>\x03",
)
