"""Where the person who asks stands: their audiences, read once a request. All visibility starts here."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Union

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.kinds import AudienceKind
from clearinghouse.lib import decisions
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.statements import Statement

if TYPE_CHECKING:
    from accounts.models import User

Viewer = Union["User", AnonymousUser]

# What one membership gives as well as another: what is every member's, and seats at events, which are the person's.
OF_EVERY_MEMBER = (AudienceKind.ALL_MEMBERS, AudienceKind.WORKFORCE, AudienceKind.EVENT)
# What says, of a place in an audience that an app above keeps (its "group" and "user"), whether a current membership
# still gives it.
STILL_GIVEN: Slot[Callable[[], QuerySet[Any]]] = Slot()


@dataclass(frozen=True)
class Standing:
    """What one person is, for the length of one request.

    reader_keys: what their rights are looked up by; an audience's group id, and minus their own id for
    objects shared with them by name while they are approved. Empty means: sees nothing.
    """

    user_id: int  # 0, which no row has, when nobody is signed in
    reader_keys: tuple[int, ...]
    is_administrator: bool = False
    is_member: bool = False
    is_guest: bool = False
    # Their address changed and no administrator has looked: an editor's and a group lead's rights wait.
    has_unchecked_address: bool = False

    @property
    def is_approved(self) -> bool:
        """Whether a membership, as a member or a guest, or an administrator's post opens the portal to them."""
        return self.is_administrator or self.is_member or self.is_guest


def user_key(user_id: int) -> int:
    """The reader key of one named person."""
    return -user_id


def standing_of(user: Viewer) -> Standing:
    """The person's standing; read from the database once per user object (so once per request)."""
    decisions.record()
    cached: Standing | None = getattr(user, "_standing", None)
    if cached is None:
        cached = _read_standing(user)
        user._standing = cached  # type: ignore[union-attr]
    return cached


def forget_standing(user: Viewer) -> None:
    """For actions that change the standing of a user object they hold on to."""
    for kept in ("_standing", "_decides_on_guests", "_led_agencies"):  # of accounts.deciding and accounts.vouching
        if hasattr(user, kept):
            delattr(user, kept)


def remember_standing(user: "User", audiences: Iterable[tuple[int, str]]) -> None:
    """For who has just read the person together with audiences_of() them: they need not be asked for again."""
    user._standing = _standing_in(user, audiences)  # type: ignore[attr-defined]


def audiences_of(user_id: int | None) -> "QuerySet[Group, tuple[int, str]]":
    """The groups and kinds of the person's audiences; the public's only when nobody is signed in."""
    # SECURITY: the public audience is everybody's, so it never needs a membership row.
    public = Group.objects.filter(audience__kind=AudienceKind.PUBLIC)
    if user_id is None:
        return public.values_list("pk", "audience__kind")
    places = get_user_model().groups.through.objects.filter(user_id=user_id).filter(gives_rights())
    # As one list of a few: with OR, every audience that there is would be read.
    mine = places.values("group_id").union(public.values("pk"))
    return Group.objects.filter(pk__in=mine, audience__isnull=False).values_list("pk", "audience__kind")


# Putting it into SQL takes ten times as long as answering it, so that is done once.
AUDIENCES = Statement(audiences_of)


def gives_rights() -> Q:
    """Of people's places in audiences those that give rights now, for User.groups.through.

    While a membership is suspended, a place counts if another membership, which is not, gives it; or as a post.
    """
    # SECURITY: the one place where a suspension takes rights away; whoever asks for a standing finds it here.
    memberships = apps.get_model("accounts", "Membership").objects
    theirs = {"user": OuterRef("user")}
    current = memberships.current().filter(**theirs)
    # SECURITY: one filter() on one membership: its own agency, with the state and regions of that.
    agency, circle = "agency__", OuterRef("group")
    of_a_place = current.filter(
        Q(**{f"{agency}audience": circle})
        | Q(**{f"{agency}state__audience": circle})
        | Q(**{f"{agency}state__regions__audience": circle})
    )
    is_one = Q(group__audience__kind=AudienceKind.ADMINISTRATORS)
    is_one |= Q(Exists(current), group__audience__kind__in=OF_EVERY_MEMBER) | Q(Exists(of_a_place))
    for circles in STILL_GIVEN:
        is_one |= Q(Exists(circles()))
    return ~Exists(memberships.suspended().filter(**theirs)) | is_one


def _read_standing(user: Viewer) -> Standing:
    return _standing_in(user, () if _is_closed(user) else AUDIENCES.rows(user_id=user.pk))


def _is_closed(user: Viewer) -> bool:
    return user.pk is not None and not user.is_active


def _standing_in(user: Viewer, audiences: Iterable[tuple[int, str]]) -> Standing:
    if _is_closed(user):
        return Standing(user_id=0, reader_keys=())
    rows = list(audiences)
    keys = {group_id for group_id, _ in rows}
    kinds = {kind for _, kind in rows}
    standing = Standing(
        user_id=user.pk or 0,
        reader_keys=tuple(sorted(keys)),
        is_administrator=AudienceKind.ADMINISTRATORS in kinds,
        is_member=AudienceKind.ALL_MEMBERS in kinds,
        is_guest=AudienceKind.WORKFORCE in kinds,
        has_unchecked_address=bool(getattr(user, "approved_email", "")),
    )
    if user.pk is None or not standing.is_approved:
        return standing
    # SECURITY: who left keeps no key to what they shared; their agency may have put newer files there.
    return replace(standing, reader_keys=tuple(sorted({*keys, user_key(user.pk)})))
