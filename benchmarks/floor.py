"""The floor: a bare Django that does the least such a page needs, on the same tables, with the same grants.

No middleware, no layout, no filters, no counts. It shows what machine, database and framework cost by themselves.
    gunicorn benchmarks.floor
"""

import os
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

dsn: dict[str, Any] = conninfo_to_dict(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY=os.environ["CLEARINGHOUSE_SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="benchmarks.floor",
    INSTALLED_APPS=["django.contrib.sessions"],
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": dsn.pop("dbname"),
            "USER": dsn.pop("user", ""),
            "PASSWORD": dsn.pop("password", ""),
            "HOST": dsn.pop("host", ""),
            "PORT": dsn.pop("port", ""),
            "OPTIONS": {**dsn, "pool": {"min_size": 1, "max_size": 8}},
        }
    },
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import FileResponse, Http404, HttpRequest, HttpResponse  # noqa: E402
from django.http.response import HttpResponseBase  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.urls import path  # noqa: E402

GROUPS = "SELECT group_id FROM accounts_user_groups WHERE user_id = %(person)s"
MAY_SEE = """
d.status = 'published' AND (d.owner_id = %(person)s OR EXISTS (
    SELECT 1 FROM documents_documentgrouppermission g
    WHERE g.content_object_id = d.id AND g.group_id = ANY(%(groups)s)))
"""
# What a row of the list shows
ROW = """
SELECT d.key, d.title, d.shared_at, k.name, s.name, a.name, e.name, d.file_type, d.page_count, d.dated_on
"""
OF_A_ROW = """
LEFT JOIN documents_kind k ON k.id = d.kind_id LEFT JOIN accounts_state s ON s.code = d.state_id
LEFT JOIN accounts_agency a ON a.id = d.agency_id LEFT JOIN documents_era e ON e.id = d.era_id
"""
# Each key of the person gives its newest rows from the index; the newest of them all are the page.
DOCUMENTS = f"""
{ROW} FROM (
    SELECT DISTINCT top.shared_at, top.document_key, top.document_id
    FROM unnest(%(keys)s::bigint[]) AS mine (key) CROSS JOIN LATERAL (
        SELECT r.shared_at, r.document_key, r.document_id FROM documents_reader r WHERE r.key = mine.key AND %(more)s
        ORDER BY r.shared_at DESC, r.document_key DESC LIMIT 25
    ) AS top ORDER BY top.shared_at DESC, top.document_key DESC LIMIT 25
) AS newest JOIN documents_document d ON d.id = newest.document_id {OF_A_ROW}
ORDER BY d.shared_at DESC, d.key DESC
"""
AFTER = "(r.shared_at, r.document_key) < (%(moment)s::timestamptz, %(key)s)"
MAY_READ = "EXISTS (SELECT 1 FROM documents_reader r WHERE r.document_id = d.id AND r.key = ANY(%(keys)s))"
DOCUMENT = f"{ROW}, d.abstract FROM documents_document d {OF_A_ROW} WHERE d.key = %(key)s AND {MAY_READ}"
PAGES = f"""
WITH hit AS (
    SELECT p.id, d.key, d.title, ts_rank(p.vector, query) AS rank, query
    FROM plainto_tsquery('english', %(words)s) AS query, documents_page p
        JOIN documents_document d ON d.id = p.document_id
    WHERE p.is_current AND p.vector @@ query AND {MAY_SEE} ORDER BY rank DESC LIMIT 20
)
SELECT hit.key, hit.title, p.number, ts_headline('english', p.text, query) FROM hit JOIN documents_page p USING (id)
"""
STORED = f"""
SELECT v.storage_name FROM documents_document d JOIN documents_documentversion v ON v.id = d.current_version_id
WHERE d.key = %(key)s AND {MAY_READ}
"""
ROWS = Engine().from_string(
    "<!doctype html><title>Floor</title><ul>{% for row in rows %}"
    "<li><a href='/document/{{ row.0 }}'>{{ row.1 }}</a>{% for value in row %} {{ value }}{% endfor %}</li>"
    "{% endfor %}</ul>"
)


def person(request: HttpRequest) -> dict[str, Any]:
    """Who asks, by the portal's own session, the groups they are in and so their reader keys; two queries."""
    number = SessionStore(request.COOKIES.get("sessionid")).get("_auth_user_id")
    if number is None:
        raise Http404
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, {"person": int(number)})
        groups = [row[0] for row in cursor.fetchall()]
    return {"person": int(number), "groups": groups, "keys": [*groups, -int(number)]}


def read(sql: str, parameters: dict[str, Any]) -> list[Any]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def page(rows: list[Any]) -> HttpResponse:
    """The rows as the plainest HTML."""
    content = ROWS.render(Context({"rows": rows})).encode()
    return HttpResponse(content, headers={"Content-Length": len(content)})


def documents(request: HttpRequest) -> HttpResponse:
    """The newest 25, or those after a key. A filter is ignored: the floor of a filtered list is any list."""
    parameters, more = person(request), "true"
    if after := request.GET.get("after"):
        parameters["moment"], _, parameters["key"] = after.partition("~")
        more = AFTER
    return page(read(DOCUMENTS.replace("%(more)s", more), parameters))


def search(request: HttpRequest) -> HttpResponse:
    """Twenty pages with all the words, ranked over every page that has them."""
    return page(read(PAGES, person(request) | {"words": request.GET["q"]}))


def document(request: HttpRequest, key: str) -> HttpResponse:
    """One document, by one statement."""
    rows = read(DOCUMENT, person(request) | {"key": key})
    if not rows:
        raise Http404
    return page(rows)


def file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The document's file."""
    rows = read(STORED, person(request) | {"key": key})
    if not rows:
        raise Http404
    return FileResponse((Path(os.environ["CLEARINGHOUSE_FILES_DIR"]) / rows[0][0]).open("rb"))


def health(request: HttpRequest) -> HttpResponse:
    """That the server runs."""
    return HttpResponse("ok", headers={"Content-Length": 2})


urlpatterns = [
    path("documents/", documents),
    path("documents/search/", search),
    path("documents/<slug:key>/", document),
    path("documents/<slug:key>/download/", file),
    path("healthz", health),
]
application = get_wsgi_application()
