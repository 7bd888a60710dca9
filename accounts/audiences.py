"""The circles of people, and putting a member into theirs."""

from collections.abc import Callable

from django.contrib.auth.models import Group

from accounts.circle_words import WORDS
from accounts.models import Agency, Audience, Membership, Region, State, User
from accounts.standing import forget_standing
from clearinghouse.lib.slots import Slot

# What apps above take back when a membership ends or an account closes, inside that transaction.
AFTER_LEAVING: Slot[Callable[[User], None]] = Slot()
# The same when one of two memberships ends: only what belongs to that agency.
AFTER_ONE_OF_TWO: Slot[Callable[[Membership], None]] = Slot()
# The same for somebody whose administrators' post ends; they may still be a member.
AFTER_POST: Slot[Callable[[User], None]] = Slot()


OF_A_PLACE = (Audience.Kind.AGENCY, Audience.Kind.STATE, Audience.Kind.REGION)


def _make(name: str, **fields: object) -> Audience:
    group, _ = Group.objects.get_or_create(name=name)
    audience, _ = Audience.objects.get_or_create(group=group, defaults=fields)
    return audience


def single(kind: str) -> Audience:
    """The one audience of this kind: public, all_members, workforce or administrators."""
    return _make(kind, kind=kind, label=WORDS[Audience.Kind(kind)].name)


def of_state(state: State) -> Audience:
    """The audience of everybody who works for a state."""
    return _make(f"state:{state.pk}", kind=Audience.Kind.STATE, state=state, label=state.name)


def of_agency(agency: Agency) -> Audience:
    """The audience of an agency's people."""
    return _make(f"agency:{agency.pk}", kind=Audience.Kind.AGENCY, agency=agency, label=agency.name)


def of_region(region: Region) -> Audience:
    """The audience of everybody in a region's states."""
    return _make(f"region:{region.pk}", kind=Audience.Kind.REGION, region=region, label=f"{region.name} region")


def of_working_group(slug: str, label: str) -> Audience:
    """The audience of a working group; its row lives in the workinggroups app."""
    return _make(f"group:{slug}", kind=Audience.Kind.WORKING_GROUP, label=label)


def label_of_event(title: str) -> str:
    """What the audience of an event is called where people choose or read who may see something."""
    return f"Participants of {title}"[:160]


def of_event(key: str, title: str) -> Audience:
    """The audience of an event's participants; the event lives in the meetings app."""
    return _make(f"event:{key}", kind=Audience.Kind.EVENT, label=label_of_event(title))


def join(user: User, audience: Audience) -> None:
    """Put a person into an audience besides those of their membership."""
    user.groups.add(audience.group_id)
    forget_standing(user)


def leave(user: User, audience: Audience) -> None:
    """Take a person out of an audience."""
    user.groups.remove(audience.group_id)
    forget_standing(user)


def that_come_with(membership: Membership) -> list[Audience]:
    """The audiences a membership opens: guests get the workforce space only, never anything of a state."""
    if membership.tier == Membership.Tier.GUEST:
        return [single("workforce")]
    agency = membership.agency
    audiences = [single("all_members"), single("workforce"), of_agency(agency)]
    if agency.state is not None:
        audiences.append(of_state(agency.state))
        audiences += [of_region(region) for region in agency.state.regions.order_by("pk")]
    return audiences


def place(membership: Membership) -> None:
    """Put a member into exactly the audiences that come with the membership. Call inside its transaction."""
    membership.user.groups.add(*[audience.group_id for audience in that_come_with(membership)])
    forget_standing(membership.user)


def relabel(audience: Audience, label: str) -> None:
    """Give an audience the name that its agency, region or group has now."""
    if audience.label != label:
        audience.label = label[:160]
        audience.save(update_fields=["label"])


def follow_states(region: Region) -> None:
    """Make a region's audience its states' members, after its states or its name changed."""
    audience = of_region(region)
    relabel(audience, f"{region.name} region")
    # Suspended ones keep their place, and it gives them nothing.
    members = Membership.objects.not_ended().filter(
        tier=Membership.Tier.MEMBER, agency__state__in=region.states.values("pk")
    )
    audience.group.user_set.set(members.values_list("user", flat=True))


def leave_circles_of(membership: Membership) -> None:
    """What a membership that has ended takes with it: everything, or of two what the other one does not give.

    Places in working groups follow by triggers; seats at events are the person's.
    """
    person = membership.user
    others = person.memberships.not_ended().exclude(pk=membership.pk).select_related("agency__state")
    given = {audience.group_id for other in others for audience in that_come_with(other)}
    if not given:
        leave_member_circles(person)
        return
    # SECURITY: what is left is what the other membership gives, whatever put the person into the rest.
    person.groups.remove(*person.groups.filter(audience__kind__in=OF_A_PLACE).exclude(pk__in=given))
    forget_standing(person)
    for take_back in AFTER_ONE_OF_TWO:
        take_back(membership)
    forget_standing(person)


def leave_member_circles(user: User) -> None:
    """Take a person out of every audience but the administrators', which is a post and not a membership."""
    user.groups.remove(*user.groups.exclude(audience__kind=Audience.Kind.ADMINISTRATORS))
    notify_apps_that_left(user)


def notify_apps_that_left(user: User) -> None:
    """Let other apps take back what the person holds there, such as a place at an event."""
    for take_back in AFTER_LEAVING:
        take_back(user)
    forget_standing(user)


def notify_apps_that_post_ended(user: User) -> None:
    """Let other apps pass on what the person took care of as an administrator."""
    forget_standing(user)
    for pass_on in AFTER_POST:
        pass_on(user)


def remove_from_all(user: User) -> None:
    """Take a person out of every audience, working groups included."""
    user.groups.clear()
    forget_standing(user)
