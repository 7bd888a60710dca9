"""Following something, changing how its news comes, and stopping; and marking news as read."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from following.follows import can_be_followed, following_of
from following.models import Follow, FollowKind, News, Pace, Reader, ReadMark

FOLLOW = "following.follow"
MOST = 200  # things that one person follows
MEMBERS_ONLY = "Only members and guests can follow."


class FollowRefused(Exception):
    """It can't be followed. str() is a sentence for the person."""


@transaction.atomic
def follow(*, by: User, kind: str, target: str, pace: str = Pace.DAILY) -> str:
    """Follow it, or change how its news comes; returns what it is called. Again it changes nothing."""
    _check(by)
    name = can_be_followed(by, kind, target)
    if not name:
        raise FollowRefused("We couldn’t find that, or it’s no longer shared with you.")
    locked(by)  # so that two at once keep to the limit
    own = Follow.objects.filter(person=by)
    if not own.filter(kind=kind, target=target).exists() and own.count() >= MOST:
        raise FollowRefused(f"You can follow up to {MOST} things. Stop following one, then try again.")
    Follow.objects.update_or_create(person=by, kind=kind, target=target, defaults={"pace": pace})
    return name


@transaction.atomic
def stop(*, by: User, kind: str, target: str) -> None:
    """Follow it no longer; also what was followed without being asked. Again it changes nothing."""
    _check(by)
    locked(by)
    Follow.objects.filter(person=by, kind=kind, target=target).delete()
    if any((one.kind, one.target) == (kind, target) for one in following_of(by).followed):
        Follow.objects.create(person=by, kind=kind, target=target, pace=Pace.OFF)


@transaction.atomic
def mark_read(*, by: User, until: int) -> None:
    """Everything up to this piece of news is read; never less than before."""
    _check(by)
    locked(by)
    newest = News.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    reader, _ = Reader.objects.get_or_create(person=by)
    reader.read_until = max(reader.read_until, min(until, newest))
    reader.save(update_fields=["read_until"])
    ReadMark.objects.filter(person=by, news__lte=reader.read_until).delete()


@transaction.atomic
def mark_one(*, by: User, news: int, is_read: bool) -> None:
    """Mark one piece of news as read, or as unread. What is not there changes nothing."""
    _check(by)
    locked(by)
    if News.objects.filter(pk=news).exists():
        ReadMark.objects.update_or_create(person=by, news_id=news, defaults={"is_read": is_read})


def forget(person: User) -> None:
    """For people who leave: their feed's address stops, and what they followed is forgotten."""
    Follow.objects.filter(person=person).delete()
    Reader.objects.filter(person=person).delete()
    ReadMark.objects.filter(person=person).delete()


def _check(by: User) -> None:
    if not standing_of(by).is_approved:
        raise PermissionDenied(MEMBERS_ONLY)


def key_of(person: User, kind: str, target: str) -> str:
    """What a signed address carries to stop emails about one thing."""
    return f"{person.key} {kind} {target}"


@dataclass(frozen=True)
class FollowOf:
    """Emails about one thing that somebody follows; accounts.unsubscribing turns them off."""

    person: User
    kind: str
    target: str
    label = "Emails about one thing that you follow"  # SECURITY: without its name, for whoever opens the address

    @transaction.atomic
    def turn_off(self) -> None:
        """It is still followed on the News page. What is not followed stays so."""
        locked(self.person)
        own = Follow.objects.filter(person=self.person, kind=self.kind, target=self.target)
        if not own.update(pace=Pace.PAGE):
            Follow.objects.create(person=self.person, kind=self.kind, target=self.target, pace=Pace.PAGE)


def find(key: str) -> FollowOf | None:
    """For accounts.unsubscribing."""
    person_key, kind, target = [*key.split(" ", 2), "", ""][:3]
    person = User.objects.filter(key=person_key).first()
    return FollowOf(person, kind, target) if person and kind in FollowKind.values else None
