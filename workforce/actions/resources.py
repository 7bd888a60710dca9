"""Suggesting, deciding on, editing and retiring resources."""

from dataclasses import field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audiences
from accounts.audit import write_event
from accounts.editing import edited
from accounts.models import State, User
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from documents.models import Document
from workforce.actions.refusals import SpaceRefused
from workforce.models import Challenge, Resource
from workforce.permissions import in_space, takes_care
from workforce.suggestion_emails import notify_suggested

MOST_WAITING = 20  # suggestions of one person that nobody has decided yet
Status = Resource.Status


@dataclass(frozen=True)
class ResourceDetails:
    """What somebody says of a resource: a document here, or a link."""

    title: str
    summary: str
    form: str
    document: Document | None = None
    url: str = ""
    source_name: str = ""
    audiences: list[str] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)
    state: State | None = None
    county: str = ""
    checked_on: date | None = None


@transaction.atomic
def suggest_resource(*, by: User, details: ResourceDetails) -> Resource:
    """Suggest a resource; of those who take care of the space it is in the hub right away."""
    if not in_space(by):
        raise PermissionDenied("Only people in the EV Workforce Collaborative can suggest resources.")
    _check_document(by, details)
    locked(by)
    alike = Resource.objects.filter(status__in=(Status.SUGGESTED, Status.LISTED), suggested_by=by, **_fields(details))
    if known := alike.first():  # a form sent twice
        return known
    if Resource.objects.waiting().filter(suggested_by=by).count() >= MOST_WAITING:
        raise SpaceRefused("Many of your suggestions still wait for a decision. Suggest more when they’re decided.")
    decided = {"status": Status.LISTED, "decided_by": by, "decided_at": timezone.now()} if takes_care(by) else {}
    made = Resource.objects.create(suggested_by=by, **_fields(details), **decided)
    made.challenges.set(details.challenges)
    verb = "added" if decided else "suggested"
    write_event(f"resource.{verb}", by=by, about=made, sentence=f"{by} {verb} the resource “{made}”.")
    if not decided:
        notify_suggested(made)
    return made


@transaction.atomic
def list_resource(*, resource: Resource, by: User) -> Resource:
    """Approve a suggestion, or put a retired or declined one into the hub; twice changes nothing."""
    return _move(resource, by, Status.LISTED, "approved", "")


@transaction.atomic
def decline_resource(*, resource: Resource, by: User, reason: str) -> Resource:
    """Decline a suggestion with a reason that its suggester reads."""
    if not reason.strip():
        raise SpaceRefused("Enter a reason. The person who suggested it will see it.")
    return _move(resource, by, Status.DECLINED, "declined", one_line(reason, 500))


@transaction.atomic
def retire_resource(*, resource: Resource, by: User) -> Resource:
    """Take a resource off the hub and keep it for those who take care of the space."""
    return _move(resource, by, Status.RETIRED, "retired", "")


def _move(resource: Resource, by: User, status: str, verb: str, reason: str) -> Resource:
    current = _held(resource, by)
    if current.status == status:
        return current
    if status == Status.DECLINED and current.status != Status.SUGGESTED:
        raise SpaceRefused("This suggestion was already decided.")
    current.status, current.decision_reason = Status(status), reason
    current.decided_by, current.decided_at = by, timezone.now()
    current.save(update_fields=["status", "decision_reason", "decided_by", "decided_at"])
    sentence = f"{by} {verb} the resource “{current}”{f': {reason}' if reason else '.'}"
    write_event(f"resource.{verb}", by=by, about=current, sentence=sentence)
    return current


@transaction.atomic
def change_resource(*, resource: Resource, by: User, details: ResourceDetails, revision: int) -> Resource:
    """Change what the hub says of a resource. Raises EditConflict when somebody else did meanwhile."""
    current = _held(resource, by)
    _check_document(by, details)
    fields = _fields(details)
    challenges = {challenge.pk for challenge in details.challenges}
    same = challenges == set(current.challenges.values_list("pk", flat=True))
    if not edited(current, fields, revision=revision, is_same=same):
        return current
    current.challenges.set(details.challenges)
    sentence = f"{by} edited the resource “{current}”."
    write_event("resource.changed", by=by, about=current, sentence=sentence, detail={"revision": current.revision})
    return current


def _held(resource: Resource, by: User) -> Resource:
    if not takes_care(by):
        raise PermissionDenied("Only administrators of the Collaborative can change resources.")
    if not Resource.objects.visible_to(by).filter(pk=resource.pk).exists():
        raise PermissionDenied("You can’t change this resource.")
    return locked(resource)


def _check_document(by: User, details: ResourceDetails) -> None:
    """SECURITY: the hub lists no document that guests may not read, whatever its title would tell."""
    if details.document is None:
        return
    seen = Document.objects.visible_to(by).published().filter(pk=details.document.pk)
    open_to = [audiences.single(kind).group_id for kind in ("workforce", "public")]
    if not seen.filter(reader_keys__overlap=open_to).exists():
        raise SpaceRefused("Share the document with the EV Workforce Collaborative first. Then suggest it.")


def _fields(details: ResourceDetails) -> dict[str, object]:
    return {
        "title": one_line(details.title, 200),
        "summary": clean_text(details.summary, 1500),
        "form": details.form,
        "document": details.document,
        "url": "" if details.document else details.url,
        "source_name": one_line(details.source_name, 160),
        "audiences": sorted(details.audiences),
        "state": details.state,
        "county": one_line(details.county, 80) if details.state else "",
        "checked_on": details.checked_on,
    }
