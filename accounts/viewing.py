"""Viewing the portal as others see it: as the public, a guest, a member, somebody of an agency, a state, a group.

An administrator's session says as whom; each request is then answered for a stand-in, who has that standing, is nobody,
and has nothing of their own. Nobody views as a real person: docs/decisions/0058-what-people-can-understand.md.
"""

import time
from collections.abc import Sequence
from typing import cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q
from django.http import HttpRequest

from accounts.kinds import AudienceKind
from accounts.models import Audience, User
from accounts.standing import Standing, Viewer, standing_of
from clearinghouse.lib import decisions
from clearinghouse.lib.frozen import dataclass

VIEWING = "viewing"  # in the session: as whom, and until when
MINUTES = 15
NOBODYS_ID = 2**62  # no row has it: what belongs to somebody is never the stand-in's
OPTIONS: dict[str, str] = {
    "public": "Someone who isn’t signed in",
    "account": "Someone with an account who isn’t approved",
    "guest": "A guest of the EV Workforce Collaborative, such as a city",
    "member": "A member of some state agency",
}
AS_AUDIENCE = (
    AudienceKind.AGENCY,
    AudienceKind.STATE,
    AudienceKind.REGION,
    AudienceKind.WORKING_GROUP,
    AudienceKind.EVENT,
)
MEMBERS = (AudienceKind.PUBLIC, AudienceKind.WORKFORCE, AudienceKind.ALL_MEMBERS)


@dataclass(frozen=True)
class Viewing:
    """Who looks, as whom, and until when."""

    actor: User
    words: str
    until: float  # seconds since 1970


def stand_in(wanted: str) -> tuple[Viewer, str] | None:
    """Somebody with that standing and in words who it is; `wanted` is one of OPTIONS or the number of an audience."""
    if wanted == "public":
        return AnonymousUser(), "someone who isn’t signed in"
    if wanted == "account":
        return _somebody(()), "someone with an account who isn’t approved"
    if wanted == "guest":
        kinds = (AudienceKind.PUBLIC, AudienceKind.WORKFORCE)
        return _somebody(_of_kinds(kinds)), "a guest of the EV Workforce Collaborative"
    if wanted == "member":
        return _somebody(_of_kinds(MEMBERS)), "a member of some state agency"
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 18):
        return None
    audience = Audience.objects.select_related("agency", "state").filter(pk=int(wanted), kind__in=AS_AUDIENCE).first()
    return (_somebody(_audiences_with(audience)), _in_words(audience)) if audience else None


def _of_kinds(kinds: Sequence[str]) -> list[tuple[int, str]]:
    return list(Group.objects.filter(audience__kind__in=kinds).values_list("pk", "audience__kind"))


def _audiences_with(audience: Audience) -> list[tuple[int, str]]:
    """Those of somebody who is in this one: what accounts.audiences.that_come_with() says of memberships."""
    own = (audience.pk, audience.kind)
    if audience.kind == AudienceKind.EVENT:  # one may take part in an event without being a member
        return [*_of_kinds((AudienceKind.PUBLIC,)), own]
    agency = audience.agency
    if agency is not None and agency.kind in agency.GUEST_KINDS:
        return _of_kinds((AudienceKind.PUBLIC, AudienceKind.WORKFORCE))
    state = audience.state_id or (agency.state_id if agency else None)
    wider = Q(audience__kind__in=MEMBERS)
    if state:
        wider |= Q(audience__state=state) | Q(audience__region__states=state)
    return [own, *Group.objects.filter(wider).distinct().values_list("pk", "audience__kind")]


def _in_words(audience: Audience) -> str:
    match audience.kind:
        case AudienceKind.EVENT:
            return f"someone of “{audience.label}” who isn’t a member"
        case AudienceKind.STATE:
            return f"someone who works for {audience.label}"
        case AudienceKind.REGION:
            return f"a member in the {audience.label}"
        case AudienceKind.AGENCY if audience.agency and audience.agency.kind in audience.agency.GUEST_KINDS:
            return f"a guest from {audience.label}"
    return f"a member of {audience.label}"


def _somebody(audiences: Sequence[tuple[int, str]]) -> User:
    kinds = {kind for _, kind in audiences}
    keys = tuple(sorted({pk for pk, _ in audiences} or {pk for pk, _ in _of_kinds((AudienceKind.PUBLIC,))}))
    person = User(pk=NOBODYS_ID, name="Viewing only", email="", time_zone_confirmed=True)
    person._standing = Standing(  # type: ignore[attr-defined]
        user_id=NOBODYS_ID,
        reader_keys=keys,
        is_member=AudienceKind.ALL_MEMBERS in kinds,
        is_guest=AudienceKind.WORKFORCE in kinds,
    )
    return person


# In a session


def begin(session: SessionBase, wanted: str) -> float:
    """From the next request on; returns until when."""
    until = time.time() + MINUTES * 60
    session[VIEWING] = {"as": wanted, "until": until}
    return until


def end(request: HttpRequest) -> "Viewing | None":
    """This request, and those that follow, are the person's own again."""
    viewing = viewing_of(request)
    request.session.pop(VIEWING, None)
    if viewing:
        request.viewing = None  # type: ignore[attr-defined]
        request._cached_user = viewing.actor  # type: ignore[attr-defined]
        request.user = viewing.actor
    return viewing


def put_on(request: HttpRequest, person: Viewer) -> Viewer:
    """The stand-in instead of the person whose session says so; the person themselves in all other cases.

    SECURITY: asked with each request: a removed administrator, one without a second factor, and a session that was
    signed in anew view nothing.
    """
    kept = request.session.get(VIEWING)
    if not kept:
        return person
    with decisions.aside():
        may = isinstance(person, User) and standing_of(person).is_administrator
    found = stand_in(str(kept.get("as"))) if may and kept.get("until", 0) > time.time() else None
    if found is None:
        del request.session[VIEWING]
        return person
    viewer, words = found
    request.viewing = Viewing(cast(User, person), words, kept["until"])  # type: ignore[attr-defined]
    viewer.actor = person  # type: ignore[union-attr]
    return viewer


def viewing_of(request: HttpRequest) -> Viewing | None:
    """What the session of this request says; it costs nothing where no session was brought."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and VIEWING in request.session:
        bool(request.user.is_authenticated)  # looks at who asks
    return getattr(request, "viewing", None)


def actor_of(viewer: Viewer) -> Viewer:
    """The person behind a stand-in; anybody else is themselves."""
    return getattr(viewer, "actor", viewer)
