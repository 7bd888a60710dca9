"""The answers to "Who can see it?" that are open to one person for one document."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Agency, Audience, Membership, User
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.joining import joined
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.wording import counted
from documents.models import Document
from documents.sharing import grants
from documents.sharing.grants import SharingOption

S = Document.Sharing

# Person → the people they may find by name. The directory fills it; it stands above.
FINDABLE_PEOPLE: Slot[Callable[[Viewer], QuerySet[User]]] = Slot()

# What a public-records label suggests; the person decides.
STARTING_CHOICE = {
    Document.Label.PUBLIC: S.ALL_MEMBERS,
    Document.Label.DELIBERATIVE: S.AGENCY,
    Document.Label.CONFIDENTIAL: S.ME,
}
GUEST_STARTING_CHOICE = {
    Document.Label.PUBLIC: S.WORKFORCE,
    Document.Label.DELIBERATIVE: S.ME,
    Document.Label.CONFIDENTIAL: S.ME,
}
SENTENCES = {
    S.ME: "You and administrators.",
    S.SELECTED: "The people, states, regions, groups, and events you select below.",
    S.ALL_MEMBERS: "State agency staff who are members, in all states.",
    S.WORKFORCE: "State members, and the cities that are guests of the Collaborative.",
    S.PUBLIC: "Anyone on the internet, without signing in.",
}
OF_THE_AGENCY = {
    S.AGENCY: "Everyone in the agency chosen above.",
    S.STATE: "Everyone in the state of the agency chosen above.",
    S.REGION: "Everyone in the region of the agency chosen above.",
}
OTHERS_LABELS = {S.AGENCY: "The agency", S.STATE: "The agency’s state", S.REGION: "The agency’s region"}


def is_guest_only(user: User) -> bool:
    """Somebody of the workforce space who is no member."""
    standing = standing_of(user)
    return standing.is_guest and not standing.is_member and not standing.is_administrator


def own_agencies(user: User, document: Document) -> list[int]:
    """Both agencies of somebody who serves two, while they can say for which one they share a draft of theirs."""
    if document.status != Document.Status.DRAFT or document.owner_id != user.pk:
        return []
    here = list(Membership.objects.current().filter(user=user).values_list("agency", flat=True))
    return here if len(here) > 1 and document.agency_id in here else []


def allowed_values(user: User, document: Document, agency: Agency | None) -> list[str]:
    """The choices open to the person, were the document `agency`'s. What was chosen before stays open."""
    return _allowed(user, document, agency, _at_home(user, document))


def _at_home(user: User, document: Document) -> set[int]:
    """Of the person and the owner those who work for the document's agency. One query."""
    people = {user.pk, document.owner_id}
    here = Membership.objects.current().filter(agency=document.agency_id, user__in=people)
    return set(here.values_list("user_id", flat=True))


def _allowed(user: User, document: Document, agency: Agency | None, at_home: set[int]) -> list[str]:
    # SECURITY: what belongs to an agency is opened by its own people and administrators. Who works elsewhere by now
    # keeps a draft of theirs to themselves.
    open_to = {S.ME: True}
    if user.pk in at_home or standing_of(user).is_administrator:
        open_to = _open_to_guest() if is_guest_only(user) else _open_to_member(user, document, agency)
    # "Only the owner" would give it back to somebody who left, with what colleagues added since.
    open_to[S.ME] = document.owner_id in at_home | {user.pk}
    if document.status != Document.Status.DRAFT:
        open_to[S(document.sharing)] = True
    return [value for value in S if open_to.get(value)]


def _open_to_guest() -> dict[S, bool]:
    return {S.ME: True, S.WORKFORCE: True}


def _open_to_member(user: User, document: Document, agency: Agency | None) -> dict[S, bool]:
    is_state_agency = agency is not None and agency.kind not in (*Agency.GUEST_KINDS, Agency.Kind.NATIONAL)
    state = agency.state if agency is not None and is_state_agency else None
    return {
        S.ME: True,
        S.AGENCY: agency is not None,
        S.STATE: state is not None,
        S.REGION: state is not None and state.regions.filter(scheme__slug="naseo").exists(),
        S.SELECTED: True,
        S.ALL_MEMBERS: True,
        S.WORKFORCE: True,
        S.PUBLIC: True,
    }


def groups_for(user: User, document: Document) -> list[Audience]:
    """Groups and events the person may select: their own, and those it is shared with already; groups first."""
    own = grants.circles_of(user)
    kept = grants.audiences_of(document) if document.pk else []
    kept = [audience for audience in kept if audience.kind in grants.CIRCLES and audience not in own]
    rows = [*own, *kept]
    return sorted(rows, key=lambda row: (row.kind == Audience.Kind.EVENT, row.label, row.pk))


def people_for(user: User, document: Document) -> QuerySet[User]:
    """People the person may select: whom they may find and who work somewhere, and whom it is shared with already."""
    findable = Q(pk__in=[])
    for find in FINDABLE_PEOPLE:
        findable |= Q(pk__in=find(user).values("pk"))
    here = Membership.objects.current().filter(user=OuterRef("pk"))
    known = [person.pk for person in grants.people_of(document)] if document.pk else []
    people = User.objects.filter(findable | Q(pk__in=known), Exists(here), is_active=True)
    return people.exclude(pk__in=[user.pk, document.owner_id])


def with_work(people: QuerySet[User]) -> QuerySet[User]:
    """With where they work, for work_of(); one further query."""
    current = Membership.objects.one_each().select_related("agency__state")
    return people.prefetch_related(Prefetch("memberships", current, to_attr="current"))


def work_of(person: User) -> str:
    """The agency of somebody read with with_work(), with its state: "Agency of Transportation, Vermont"."""
    membership: Membership | None = next(iter(person.current), None)  # type: ignore[attr-defined]
    if membership is None:
        return ""
    agency = membership.agency
    in_name = agency.state is None or agency.state.name in agency.name
    return agency.name if in_name else f"{agency.name}, {agency.state}"


def options(user: User, document: Document) -> list[SharingOption]:
    """The choices with what they mean here and how many people they reach.

    Administrators choose the agency in the same form, so they are offered what another agency would open; so does who
    serves two agencies, and to them the agency is the one that they choose.
    """
    is_owner, at_home = document.owner_id == user.pk, _at_home(user, document)
    is_at_home = user.pk in at_home
    values = set(_allowed(user, document, document.agency, at_home))
    if standing_of(user).is_administrator:
        values |= set(OF_THE_AGENCY)
    chooses = bool(own_agencies(user, document))
    offered = [
        SharingOption(value, OTHERS_LABELS[value], OF_THE_AGENCY[value])
        if chooses and value in OF_THE_AGENCY
        else _option(value, _label(value, is_owner=is_owner, is_at_home=is_at_home), document)
        for value in S
        if value in values
    ]
    if is_owner and not is_at_home and document.agency is not None and not standing_of(user).is_administrator:
        left = f"{SENTENCES[S.ME]} You no longer work for {document.agency}, so you can’t share it with anyone else."
        return [replace(option, sentence=left) if option.value == S.ME else option for option in offered]
    return offered


def _option(value: S, label: str, document: Document) -> SharingOption:
    if value in (S.ME, S.SELECTED, S.PUBLIC):
        return SharingOption(value, label, SENTENCES[value])
    audiences = grants.audiences_for(Document(sharing=value, agency=document.agency))
    if not audiences:
        return SharingOption(value, label, OF_THE_AGENCY[value])
    people, states = grants.reach(audiences)
    names = joined([audience.label for audience in audiences])
    return SharingOption(value, label, SENTENCES.get(value, f"Everyone in {names}."), people, states)


def _label(value: S, *, is_owner: bool, is_at_home: bool) -> str:
    """The choice in words; "My agency" is somebody else's to an administrator."""
    if value == S.ME and not is_owner:
        return "Only the owner"
    if not is_at_home and value in OTHERS_LABELS:
        return OTHERS_LABELS[value]
    return str(value.label)


def reach_words(option: SharingOption) -> str:
    """ "63 people in 14 states"; empty where counting says nothing."""
    if option.people is None:
        return ""
    people = counted(option.people, "person,people")
    return f"{people} in {counted(option.states, 'state')}" if (option.states or 0) > 1 else people


WHO = {
    Audience.Kind.STATE: "state agency staff in {}",
    Audience.Kind.REGION: "state agency staff in the {}",
    Audience.Kind.AGENCY: "staff of {}",
    Audience.Kind.WORKING_GROUP: "members of {}",
    Audience.Kind.EVENT: "{}",
    Audience.Kind.ALL_MEMBERS: "state staff in all member states",
    Audience.Kind.WORKFORCE: "states and cities in the EV Workforce Collaborative",
}


def reach_sentence(sharing: str, chosen: Sequence[Audience], people: Sequence[User]) -> str:
    """Who will be able to open it, and how many they are today."""
    if sharing == S.PUBLIC:
        return "Anyone on the internet will be able to open it, without signing in."
    if sharing == S.ME:
        return "Only the owner and administrators will be able to open it."
    named = [str(person) for person in people]
    named += [WHO[Audience.Kind(audience.kind)].format(audience.label) for audience in chosen]
    if not named:
        return "You haven’t selected anyone yet. Only the owner and administrators can open it."
    count, states = grants.reach(chosen, people)
    reach = counted(count, "person,people") + (f" in {counted(states, 'state')}" if states > 1 else "")
    return f"Besides the owner and administrators, {reach} will be able to open it: {'; '.join(named)}."


def starting_choice(label: str, user: User, allowed: list[str]) -> str:
    """What the label suggests, or the narrowest choice where that is not open; empty without a label."""
    table = GUEST_STARTING_CHOICE if is_guest_only(user) else STARTING_CHOICE
    wanted = table[Document.Label(label)] if label else ""
    return wanted if not wanted or wanted in allowed else str(S.ME)


def needs_public_confirmation(sharing_choice: str, label: str) -> bool:
    """Whether "Public" must be confirmed, because the label does not say that it is public already."""
    return sharing_choice == S.PUBLIC and label != Document.Label.PUBLIC


def audience_names(document: Document) -> list[str]:
    """Who can see it, one by one: people by name first, then audiences."""
    audiences: Sequence[object] = grants.audiences_of(document)
    return [*map(str, grants.people_of(document)), *map(str, audiences)]


def audience_words(document: Document) -> str:
    """Who can see it, as everybody understands it: "All member states", "Vermont", "Only the owner"."""
    return ", ".join(audience_names(document)) or "Only the owner"


def published_words(document: Document) -> str:
    """What the history says of a document whose file was checked."""
    names = ", ".join(audience_names(document))
    if not names:
        return "Checked and ready. It isn’t shared: only the owner and administrators can see it."
    return f"Checked and shared. Who can see it: {names}."


def done_words(document: Document) -> str:
    """What a person reads who just decided who can see a document."""
    if document.sharing == S.ME:
        return f"“{document.title}” is saved. Only its owner and administrators can see it."
    return f"“{document.title}” is shared. Who can see it: {audience_words(document)}."
