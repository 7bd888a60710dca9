"""Making a working group, and what its leads and the administrators say about it."""

from dataclasses import fields
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from accounts import audiences
from accounts.audit import write_event
from accounts.editing import EditConflict, changes_since
from accounts.models import Agency, Audience, Region, User
from accounts.standing import standing_of
from clearinghouse.lib.files.text import clean_markdown, clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from documents.models import Topic
from workinggroups import emails
from workinggroups.actions.rules import ActionRefused, is_administrator, locked_group, must_lead
from workinggroups.models import Joining, RosterFor, WorkingGroup

CHANGED = "group.changed"
RESERVED = ("add",)  # addresses beside the groups'
LONGEST_SLUG = 50


@dataclass(frozen=True)
class GroupDetails:
    """What leads and administrators say about a group."""

    charter: str
    joining: str
    roster_for: str
    contact_name: str
    contact_email: str
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True)
class PublicDetails:
    """What only administrators say: what the public reads, and whom a collaborative invites."""

    name: str
    description: str
    who_may_join: str
    invited_agencies: tuple[Agency, ...] = ()


@transaction.atomic
def make_group(
    *, by: User, kind: str, region: Region | None, public: PublicDetails, details: GroupDetails
) -> WorkingGroup:
    """Add a group with its audience. A regional group is its region's only one."""
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can add working groups.")
    Audience.objects.select_for_update().get(pk=audiences.single("administrators").pk)  # one new group at a time
    _must_be_free(public.name)
    if (kind == WorkingGroup.Kind.REGIONAL) != (region is not None):
        raise ActionRefused("A regional group must have a region. Other groups can’t have one.")
    if region is not None and WorkingGroup.objects.filter(region=region).exists():
        raise ActionRefused(f"The {region} region already has a group.")
    slug = _free_slug(public.name)
    last = WorkingGroup.objects.aggregate(last=Max("position"))["last"] or 0
    made = WorkingGroup.objects.create(
        slug=slug,
        kind=kind,
        region=region,
        position=last + 1,
        audience=audiences.of_working_group(slug, one_line(public.name, 120)),
        **_columns(details),
        **_columns(public),
    )
    made.topics.set(details.topics)
    made.invited_agencies.set(public.invited_agencies if kind == WorkingGroup.Kind.COLLABORATIVE else ())
    write_event("group.made", by=by, about=made, sentence=f"{by} added the {made.get_kind_display().lower()} {made}.")
    return made


@transaction.atomic
def set_closed(group: WorkingGroup, *, by: User, closed: bool) -> WorkingGroup:
    """Close a group, so that nobody joins and no call is scheduled, or reopen it; twice is as good as once.

    Who reads what stays as it is.
    """
    current = locked_group(group)
    if not is_administrator(by):
        raise PermissionDenied("Only administrators can close and reopen working groups.")
    if (current.closed_at is not None) == closed:
        return current
    current.closed_at = timezone.now() if closed else None
    current.save(update_fields=["closed_at"])
    action, what = ("group.closed", "closed") if closed else ("group.reopened", "reopened")
    write_event(action, by=by, about=current, sentence=f"{by} {what} {current}.")
    return current


@transaction.atomic
def save_group(
    group: WorkingGroup, *, by: User, details: GroupDetails, public: PublicDetails | None, revision: int
) -> WorkingGroup:
    """Change what a group says. `public` None leaves that part; only administrators change it.

    People of an agency that is no longer invited leave the group at once, and are told. `revision` is the one the
    person started from. Raises EditConflict, ActionRefused and PermissionDenied.
    """
    current = locked_group(group)
    must_lead(by, current)
    if public is not None and not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can change a group’s public information.")
    before = in_words(current)
    if current.revision != revision and not _says_already(current, details, public):
        raise EditConflict(current, changes_since(current, revision).filter(action=CHANGED))
    _write(current, details, public, by)
    after = in_words(current)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        current.revision += 1
        current.save(update_fields=["revision"])
        sentence = f"{by} edited {current}: {', '.join(changed)}."
        write_event(CHANGED, by=by, about=current, sentence=sentence, detail={"revision": current.revision})
    return current


def in_words(group: WorkingGroup) -> dict[str, str]:
    """Everything that can be edited, by its name, as people read it."""
    invited = group.invited_agencies.order_by("name", "pk").values_list("name", flat=True)
    return {
        "name": group.name,
        "description": group.description,
        "who can join": group.who_may_join,
        "invited organizations": ", ".join(invited),
        "charter": group.charter,
        "topics": ", ".join(group.topics.order_by("position", "pk").values_list("name", flat=True)),
        "how people join": Joining(group.joining).label,
        "who can see the roster": RosterFor(group.roster_for).label,
        "contact": f"{group.contact_name}, {group.contact_email}",
    }


def _columns(said: GroupDetails | PublicDetails) -> dict[str, Any]:
    """The values as they are stored; what stands in tables of its own is left out."""
    values = {field.name: getattr(said, field.name) for field in fields(said)}
    if "charter" in values:
        values["charter"] = clean_markdown(values["charter"], 20_000)
    if "description" in values:
        values["description"] = clean_text(values["description"], 3000).strip()
    for name, longest in (("name", 120), ("who_may_join", 300), ("contact_name", 120)):
        if name in values:
            values[name] = one_line(values[name], longest)
    return {name: value for name, value in values.items() if name not in ("topics", "invited_agencies")}


def _write(group: WorkingGroup, details: GroupDetails, public: PublicDetails | None, by: User) -> None:
    if public is not None and public.name != group.name:
        _must_be_free(public.name, group=group)
    columns = {**_columns(details), **(_columns(public) if public else {})}
    for name, value in columns.items():
        setattr(group, name, value)
    group.save(update_fields=list(columns))
    group.topics.set(details.topics)
    if public is None:
        return
    audiences.relabel(group.audience, group.name)
    if group.kind == WorkingGroup.Kind.COLLABORATIVE:
        _invite(group, public.invited_agencies, by)


def _invite(group: WorkingGroup, agencies: tuple[Agency, ...], by: User) -> None:
    """Whom the trigger lets go, because nobody invites their agency any more, is told."""
    members = set(group.audience.group.user_set.all())
    group.invited_agencies.set(agencies)
    for person in sorted(members - set(group.audience.group.user_set.all()), key=lambda person: person.pk):
        emails.notify_uninvited(person, group, by)


def _says_already(group: WorkingGroup, details: GroupDetails, public: PublicDetails | None) -> bool:
    """Whether a form that was sent twice says what stands already."""
    columns = {**_columns(details), **(_columns(public) if public else {})}
    invited = set(group.invited_agencies.all())
    return (
        all(getattr(group, name) == value for name, value in columns.items())
        and set(group.topics.all()) == set(details.topics)
        and (public is None or invited == set(public.invited_agencies))
    )


def _must_be_free(name: str, group: WorkingGroup | None = None) -> None:
    wanted = one_line(name, 120)
    if not wanted:
        raise ActionRefused("Enter a name for the group.")
    others = WorkingGroup.objects.filter(name__iexact=wanted)
    if group is not None:
        others = others.exclude(pk=group.pk)
    if others.exists():
        raise ActionRefused("A working group already has this name. Choose another name.")


def _free_slug(name: str) -> str:
    """The name as an address; a number makes it unique."""
    base = slugify(name)[: LONGEST_SLUG - 4].strip("-") or "group"
    taken = set(WorkingGroup.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | set(RESERVED)
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
