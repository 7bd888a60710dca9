"""From a plain-word choice of audience to grants, and back to a sentence about who can see a document."""

from collections.abc import Callable, Collection, Iterable, Sequence

from django.contrib.auth.models import Permission
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts import audiences
from accounts.models import Audience, Membership, User
from accounts.standing import Viewer, gives_rights, standing_of, user_key
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.wording import counted
from documents.models import Document, DocumentGroupPermission, DocumentUserPermission

VIEW, CHANGE = "view_document", "change_document"
CIRCLES = (Audience.Kind.WORKING_GROUP, Audience.Kind.EVENT)
PLACES = (Audience.Kind.STATE, Audience.Kind.REGION)
SELECTABLE = (*CIRCLES, *PLACES)  # what can be chosen one by one, beside people

# Person → audiences of other apps that they may share with, such as the participants of events they organize.
MORE_CIRCLES: Slot[Callable[[User], Iterable[Audience]]] = Slot()

# Document → people who read it by a grant of their own, each with the agency where they work: those to whom it was
# opened when they asked. A new choice of sharing leaves these grants, unless it names people itself, or nobody.
GRANTED_APART: Slot[Callable[[Document], Iterable[tuple[int, int | None]]]] = Slot()


@dataclass(frozen=True)
class SharingOption:
    """One answer to "Who can see it?", with the number of people and states it reaches."""

    value: str
    label: str
    sentence: str
    people: int | None = None
    states: int | None = None


def permissions() -> dict[str, Permission]:
    """The two permissions we grant, by codename."""
    found = Permission.objects.filter(
        content_type__app_label="documents", content_type__model="document", codename__in=[VIEW, CHANGE]
    )
    return {permission.codename: permission for permission in found}


def audiences_for(document: Document, groups: Sequence[Audience] = ()) -> list[Audience]:
    """The audiences that the document's sharing choice names.

    "My agency" is the document's agency and "my state" that agency's state, so that a document about another
    state is not opened to it by accident. Fails closed: a choice that names nothing gives an empty list.
    """
    sharing, agency = Document.Sharing, document.agency
    home = agency.state if agency else None
    if document.sharing == sharing.AGENCY and agency:
        return [audiences.of_agency(agency)]
    if document.sharing == sharing.STATE and home:
        return [audiences.of_state(home)]
    if document.sharing == sharing.REGION and home:
        return [audiences.of_region(region) for region in home.regions.filter(scheme__slug="naseo").order_by("pk")]
    if document.sharing == sharing.SELECTED:
        return [group for group in groups if group.kind in SELECTABLE]
    single = {
        sharing.ALL_MEMBERS: "all_members", sharing.WORKFORCE: "workforce", sharing.PUBLIC: "public",
    }.get(sharing(document.sharing))  # fmt: skip
    return [audiences.single(single)] if single else []


def apply_sharing(document: Document, groups: Sequence[Audience] = (), people: Collection[User] = ()) -> list[Audience]:
    """Replace the document's grants by those of its sharing choice; returns the audiences that may now see it.

    Administrators always may see and change, and the owner while they work for the document's agency. Call inside
    the transaction that changes the document; triggers recompute the readers from these rows. Whoever names people
    has locked their memberships before (documents.permissions.locked_for_change).
    """
    chosen = audiences_for(document, groups)
    permission = permissions()
    administrators = audiences.single("administrators").group_id
    wanted = {(audience.group_id, VIEW) for audience in chosen}
    wanted |= {(administrators, VIEW), (administrators, CHANGE)}
    current = {
        (grant.group_id, grant.permission.codename): grant.pk
        for grant in DocumentGroupPermission.objects.filter(content_object=document).select_related("permission")
    }
    DocumentGroupPermission.objects.filter(pk__in=[pk for key, pk in current.items() if key not in wanted]).delete()
    DocumentGroupPermission.objects.bulk_create(
        DocumentGroupPermission(content_object=document, group_id=group_id, permission=permission[codename])
        for group_id, codename in sorted(wanted - current.keys())
    )
    _name(document, people if document.sharing == Document.Sharing.SELECTED else (), permission[VIEW])
    return chosen


def _name(document: Document, people: Collection[User], permission: Permission) -> None:
    """Grants by name: to exactly these people, where they work now. Who works nowhere is not granted anything.

    Who serves two agencies is named at the main one: the grant ends with that.
    """
    given = {(grant.user_id, grant.agency_id): grant.pk for grant in _named_to_view(document)}
    wanted: set[tuple[int, int | None]] = set()
    if people:
        here = Membership.objects.one_each().filter(user__in=people).exclude(user=document.owner_id)
        wanted = set(here.values_list("user_id", "agency_id"))
    if document.sharing not in (Document.Sharing.SELECTED, Document.Sharing.ME):
        # SECURITY: of grants that stand; none is made here that was not there before.
        wanted |= {pair for apart in GRANTED_APART for pair in apart(document)} & given.keys()
    gone = [pk for key, pk in given.items() if key not in wanted]
    if gone:
        DocumentUserPermission.objects.filter(pk__in=gone).delete()
    DocumentUserPermission.objects.bulk_create(
        DocumentUserPermission(content_object=document, user_id=user, agency_id=agency, permission=permission)
        for user, agency in sorted(wanted - given.keys(), key=str)
    )


def _named_to_view(document: Document) -> QuerySet[DocumentUserPermission]:
    return DocumentUserPermission.objects.filter(content_object=document, permission__codename=VIEW)


@Statement
def people_named(document: int) -> QuerySet[User]:
    """The people a document is shared with by name, where they still work; the rule of documents_holds()."""
    here = Membership.objects.current().filter(user=OuterRef("user"), agency=OuterRef("agency"))
    held = DocumentUserPermission.objects.filter(Q(agency=None) | Exists(here), content_object=document)
    people = User.objects.with_access().filter(pk__in=held.values("user"))
    return people.exclude(documents=document).order_by("name", "pk")


def people_of(document: Document) -> list[User]:
    """The people it is shared with by name; none unless people, states or groups were chosen."""
    if document.sharing != Document.Sharing.SELECTED:
        return []
    return people_named.rows(document=document.pk)


def people_who_left(document: Document) -> list[User]:
    """Those it was shared with by name who work elsewhere by now, or nowhere."""
    named = User.objects.filter(documentuserpermission__in=_named_to_view(document))
    return list(named.exclude(pk__in=[person.pk for person in people_of(document)]).order_by("name", "pk"))


@Statement
def audiences_granted(document: int) -> QuerySet[Audience]:
    """The audiences that may see a document once it is shared, administrators left out."""
    granted = DocumentGroupPermission.objects.filter(content_object=document).values("group_id")
    audiences = Audience.objects.filter(group_id__in=granted).exclude(kind=Audience.Kind.ADMINISTRATORS)
    return audiences.order_by("kind", "label", "pk")


def audiences_of(document: Document) -> list[Audience]:
    """The audiences that may see the document once it is shared, administrators left out."""
    return audiences_granted.rows(document=document.pk)


def circles_in_words(
    circles: Sequence[Audience], people: Sequence[User], user: Viewer, *, may_change: bool
) -> list[str]:
    """The circles and people that may see a document, as this person may know them.

    A reader is not told of an event by its name. Who takes part in it, may change the document or is an
    administrator knows it. Who was chosen by name is known to those who may change the document; others read how
    many they are.
    """
    keys = standing_of(user).reader_keys
    if people and may_change:
        named = [str(person) for person in people]
    else:
        named = [f"{counted(len(people), 'person,people')} selected by name"] if people else []
    return named + [
        "Participants in an event"
        if audience.kind == Audience.Kind.EVENT and audience.group_id not in keys and not may_change
        else audience.label
        for audience in circles
    ]


def reached(chosen: Iterable[Audience], people: Iterable[User] = ()) -> QuerySet[User]:
    """The active people whom audiences and names reach together, each once."""
    groups = [audience.group_id for audience in chosen]
    places = User.groups.through.objects.filter(gives_rights(), group__in=groups)
    named = [person.pk for person in people]
    return User.objects.with_access().filter(Q(pk__in=places.values("user_id")) | Q(pk__in=named))


def reach(chosen: Sequence[Audience], people: Sequence[User] = ()) -> tuple[int, int]:
    """How many active people, in how many states, the audiences and names reach together."""
    row = reached(chosen, people).aggregate(
        people=Count("pk", distinct=True),
        states=Count("memberships__agency__state", filter=Q(memberships__ended_at__isnull=True), distinct=True),
    )
    return row["people"], row["states"]


def circles_of(user: User) -> list[Audience]:
    """The circles the person may choose: their own working groups, and what other apps add.

    Administrators share with all working groups.
    """
    rows = Audience.objects.filter(kind=Audience.Kind.WORKING_GROUP).order_by("label", "pk")
    if not standing_of(user).is_administrator:
        rows = rows.filter(group__user=user)
    more = [audience for circles in MORE_CIRCLES for audience in circles(user)]
    return [*rows, *sorted(more, key=lambda audience: (audience.label, audience.pk))]


def why_visible(user: Viewer, document: Document, circles: Sequence[Audience]) -> str:
    """The plain reason why this person sees the document with these audiences; empty when they do not."""
    standing = standing_of(user)
    if standing.user_id == document.owner_id and user_key(document.owner_id) in document.reader_keys:
        return "You can see this document because you shared it."
    keys = set(standing.reader_keys)
    for audience in circles:
        if audience.group_id in keys:
            return _because(audience)
    if standing.is_administrator:
        return "You can see this document because you’re an administrator."
    granted = DocumentUserPermission.objects.filter(content_object=document, user_id=standing.user_id)
    return "You can see this document because it’s shared with you by name." if granted.exists() else ""


def _because(audience: Audience) -> str:
    if audience.kind == Audience.Kind.PUBLIC:
        return "Anyone can see it without signing in."
    if audience.kind == Audience.Kind.ALL_MEMBERS:
        return "You can see this document because you’re a member and it’s shared with all member states."
    if audience.kind == Audience.Kind.WORKFORCE:
        return "You can see this document because it’s shared with the EV Workforce Collaborative, which includes you."
    return f"You can see this document because it’s shared with {audience.label}, which includes you."
