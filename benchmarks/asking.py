"""Makes the visits of one loaded database: signs people in, finds addresses, counts statements, sets goals."""

from dataclasses import replace
from urllib.parse import quote_plus

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks.people import GUEST, NEWCOMER, ORDINARY
from benchmarks.space import layers_seen
from benchmarks.visits import Goal, Visit
from documents.finding.listing import Cursor
from documents.models import Document, Topic
from inquiries.models import Inquiry, Kind
from meetings.models import Meeting
from publications.models import Study
from reuse.models import Use
from workforce.models import Pair
from workinggroups.models import WorkingGroup

PAGE = 25
LIST = Goal(p50=12, p95=25, growth=1.3, floor=2)
SEARCH = {"rare": Goal(p50=15), "medium": Goal(p50=25), "common": Goal(p50=40)}
WORST_SEARCH = Goal(p50=60)
EVERYDAY_WORDS, EVERYDAY = "charging station", Goal(p50=100)
READING = Goal(p50=8)
STATES = Goal(p50=12)  # once and a half a document's page
DOWNLOAD = Goal(floor=1.5)
CROWD = Goal(p95=80, per_second=150)


def visits(pairs: dict[str, str]) -> list[Visit]:
    """All visits, in the order of the report. `pairs` are the words of the searches: rare, medium, common."""
    return [*ordinary(pairs), *meetings(), *states(), *space(), *newcomer(pairs), *guest(pairs), *crowd()]


def ordinary(pairs: dict[str, str]) -> list[Visit]:
    """As a member who sees about 60 % of the library."""
    cookie, kind, state = sign_in(ORDINARY), "kind=rfp", "state=CO"
    deep = f"?after={quote_plus(cursor(ORDINARY, 200))}"
    small, large = own_files()
    hidden = hidden_key(ORDINARY)
    asked = {name: f"search/?q={quote_plus(words)}" for name, words in pairs.items()}
    everyday = f"search/?q={quote_plus(EVERYDAY_WORDS)}"
    asked_for = [
        Visit("first page", "", cookie, LIST, has_floor=True),
        Visit("page 200", deep, cookie, LIST, has_floor=True),
        Visit("one filter: kind", f"?{kind}", cookie, LIST, has_floor=True),
        Visit("one filter: state", f"?{state}", cookie, LIST),
        Visit("one filter: year", "?year=2023", cookie, LIST),
        Visit("one filter: topic", f"?topic={a_topic()}", cookie, LIST),
        Visit("two filters", f"?{kind}&{state}", cookie, LIST),
        Visit("first page after a change", "", cookie, is_cold=True),
        *[Visit(f"search, {name} words", path, cookie, SEARCH[name], has_floor=True) for name, path in asked.items()],
        Visit("search, “charging station”", everyday, cookie, EVERYDAY, has_floor=True),
        Visit("search, medium words, one filter", f"{asked['medium']}&{kind}", cookie, WORST_SEARCH),
        Visit("search, common words, one filter", f"{asked['common']}&{kind}", cookie, WORST_SEARCH),
        Visit("document page", f"{small}/", cookie, READING, has_floor=True),
        Visit("reader page", f"{small}/pages/1/", cookie, READING),
        Visit("reader page, words marked", f"{small}/pages/1/?q={quote_plus(pairs['common'])}", cookie, READING),
        Visit("page picture, cached", picture(small), cookie, READING),
        Visit("hidden document: 404", f"{hidden}/", cookie, READING, status=404),
        Visit("download 1 MB", f"{small}/download/", cookie, DOWNLOAD, has_floor=True),
        Visit("download 100 MB", f"{large}/download/", cookie, DOWNLOAD, has_floor=True, is_large=True),
        Visit("hidden download: 404", f"{hidden}/download/", cookie, READING, status=404),
    ]
    in_documents = [replace(visit, path=f"/documents/{visit.path}") for visit in asked_for]
    return [
        *in_documents,
        Visit("API list", "/api/v1/documents", cookie, LIST),
    ]


def meetings() -> list[Visit]:
    """As a member of twelve groups: a group's page, all calls, calendar and home, held to the documents list's goal.

    Not the directory: it stops whoever asks as often as a benchmark does.
    """
    cookie = sign_in(ORDINARY)
    group = WorkingGroup.objects.of(User.objects.get(email=ORDINARY)).in_order().values_list("slug", flat=True)[0]
    return [
        Visit("home", "/", cookie, LIST),
        Visit("group page", f"/groups/{group}/", cookie, LIST),
        Visit("meetings to come", "/meetings/", cookie, LIST),
        Visit("meetings past", "/meetings/?when=past", cookie, LIST),
        Visit("calendar, month", "/meetings/calendar/", cookie, LIST),
        Visit("calendar, list", "/meetings/calendar/?view=list", cookie, LIST),
        Visit("a call’s record", f"/meetings/{past_call(ORDINARY)}/", cookie, LIST),
    ]


def states() -> list[Visit]:
    """As the same member: the phase map, a state’s page, all states, and five of them compared."""
    cookie, layer = sign_in(ORDINARY), layers_seen(User.objects.get(email=ORDINARY)).first()
    drawn = [Visit("phase map, a layer on it", f"/map/?layer={layer.key}", cookie, STATES)] if layer else []
    compared = "&".join(f"state={code}" for code in ("co", "vt", "nh", "al", "mo"))
    return [
        Visit("phase map, 300 layers to choose from", "/map/?year=2030", cookie, STATES),
        *drawn,
        Visit("phase map for the public, no layer to choose", "/map/?year=2030", "", STATES),
        Visit("phase map, a corridor", "/map/corridors/i-80/", cookie, STATES),
        Visit("phase map, a hub", "/map/corridors/texas-triangle/", cookie, STATES),
        Visit("a state’s page", "/states/co/", cookie, STATES),
        Visit("all states", "/states/", cookie, STATES),
        Visit("coverage", "/coverage/", cookie, STATES),
        Visit("coverage, every document type", "/coverage/?columns=types", cookie, STATES),
        Visit("five states compared", f"/states/compare/?{compared}", cookie, STATES),
    ]


def space() -> list[Visit]:
    """As the same member: pages of the Collaborative, and a study."""
    cookie = sign_in(ORDINARY)
    pair = Pair.objects.filter(partners__person__email=ORDINARY).order_by("pk").values_list("key", flat=True)[0]
    study = Study.objects.order_by("pk").values_list("slug", flat=True)[0]
    return [
        Visit("the Collaborative", "/workforce/", cookie, STATES),
        Visit("the Collaborative: resources", "/workforce/resources/", cookie, STATES),
        Visit("the Collaborative: career pathways", "/workforce/pathways/", cookie, STATES),
        Visit("the Collaborative: training providers", "/workforce/providers/", cookie, STATES),
        Visit("the Collaborative: a state", "/workforce/states/CO/", cookie, STATES),
        Visit("the Collaborative: a state with its city", f"/workforce/pairs/{pair}/", cookie, STATES),
        Visit("a study", f"/publications/{study}/", cookie, STATES),
        Visit("reuse and lineage of a document", f"/reuse/documents/{reused()}/", cookie, STATES),
        Visit("what sharing did, own state", "/reuse/report/", cookie, STATES),
        Visit("answers of 56 states to 40 questions", f"/inquiries/{a_round()}/answers/", cookie, LIST),
    ]


def newcomer(pairs: dict[str, str]) -> list[Visit]:
    """As somebody who may see almost nothing: 25 documents, far apart."""
    return worst("sees 25", sign_in(NEWCOMER), pairs)


def guest(pairs: dict[str, str]) -> list[Visit]:
    """As somebody who may see only the oldest 3 %, and those 25."""
    cookie = sign_in(GUEST)
    deep = f"/documents/?after={quote_plus(cursor(GUEST, 200))}"
    last = Visit("oldest 3 %: page 200 or the last", deep, cookie, LIST)
    return [last, *worst("oldest 3 %", cookie, pairs)]


def worst(who: str, cookie: str, pairs: dict[str, str]) -> list[Visit]:
    """The pages whose cost could depend on how much a person may not see."""
    lists = {"first page": "", "one filter: kind": "?kind=rfp", "one filter: state": "?state=CO"}
    searches = {f"{name} words": words for name, words in pairs.items()} | {"“charging station”": EVERYDAY_WORDS}
    asked = {name: f"/documents/search/?q={quote_plus(words)}" for name, words in searches.items()}
    return [
        *[Visit(f"{who}: {name}", f"/documents/{path}", cookie, LIST) for name, path in lists.items()],
        *[Visit(f"{who}: search, {name}", path, cookie, WORST_SEARCH) for name, path in asked.items()],
    ]


def crowd() -> list[Visit]:
    """The first page for eight clients at once."""
    cookie = sign_in(ORDINARY)
    return [Visit("first page, 8 clients", "/documents/", cookie, CROWD, clients=8)]


def sign_in(email: str) -> str:
    """The cookie of a new session of this person."""
    client = Client()
    client.force_login(User.objects.get(email=email), backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def cursor(email: str, page: int) -> str:
    """Where the person's page of that number begins in the list; the last whole page where there are fewer."""
    rows = Document.objects.visible_to(User.objects.get(email=email)).published().newest()
    page = max(1, min(page, rows.count() // PAGE))
    row = rows[(page - 1) * PAGE - 1] if page > 1 else rows[0]
    assert row.shared_at is not None
    return str(Cursor(row.shared_at.isoformat(), row.key))


def own_files() -> tuple[str, str]:
    """Keys of the documents whose files of 1 MB and 100 MB lie in storage."""
    newest = Document.objects.order_by("-pk").values_list("key", flat=True)
    return newest[0], newest[1]


def hidden_key(email: str) -> str:
    """The key of the newest shared document that the person may not see."""
    visible = Document.objects.visible_to(User.objects.get(email=email))
    return Document.objects.published().exclude(pk__in=visible).newest().values_list("key", flat=True)[0]


def past_call(email: str) -> str:
    """The key of the latest call with a summary that the person may read."""
    user = User.objects.get(email=email)
    rows = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
    return rows.order_by("-starts_at", "-key").values_list("key", flat=True)[0]


def reused() -> str:
    """The key of the document that most others were made from."""
    uses = Use.objects.values_list("document__key").annotate(uses=Count("pk")).order_by("-uses", "document__key")
    return str(uses[0][0])


def a_round() -> str:
    """The key of the round that every state answered."""
    return Inquiry.objects.filter(kind=Kind.ROUND).order_by("pk").values_list("key", flat=True)[0]


def a_topic() -> str:
    """A topic, by its slug."""
    return Topic.objects.order_by("pk").values_list("slug", flat=True)[0]


def picture(key: str) -> str:
    """The address below /documents/ of the picture of page 1."""
    document = Document.objects.select_related("current_version").get(key=key)
    assert document.current_version is not None
    return f"{key}/versions/{document.current_version.key}/pages/1/image/"


def counted(visit: Visit) -> Visit:
    """The visit with its number of database statements, the second time it is asked for."""
    client = Client(headers={"cookie": visit.cookie, "host": "127.0.0.1"})
    client.get(visit.path)
    with CaptureQueriesContext(connection) as statements:
        answer = client.get(visit.path)
    assert answer.status_code == visit.status, f"{visit.name}: {answer.status_code}"
    return replace(visit, statements=len(statements))
