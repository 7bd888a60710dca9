"""After any sequence of steps everybody sees exactly what a plain model says, everywhere.

The model below knows people and documents as sets of words. It shares no code with the portal.
The suite tries 12 sequences of 14 steps, 4 on Debian's PostgreSQL; `make soak` tries thousands.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from accounts import actions, audiences, confirming
from accounts.actions.suspending import suspend
from accounts.models import Agency, AgencyDomain, Audience, HandOver, Membership, OutboxMail, Region, State, User
from accounts.models.membership import Suspension
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.locking import locked
from documents.actions import ActionRefused, Details, save_details
from documents.finding.facets import count_facets
from documents.finding.filters import Filters
from documents.finding.listing import list_documents
from documents.finding.search import search_pages
from documents.models import (
    Document,
    DocumentGroupPermission,
    DocumentUserPermission,
    DocumentVersion,
    Reader,
)
from documents.sharing import grants
from meetings.models import Meeting
from meetings.sharing import apply_sharing
from tests import calls, library
from tests.cast import Cast, agency, request_for
from workinggroups.models import GroupMembership, WorkingGroup

EXAMPLES = int(os.environ.get("CLEARINGHOUSE_EXAMPLES", "8"))
REGIONS = {"VT": "naseo-northeast", "NH": "naseo-northeast", "CO": "naseo-central"}
HOMES = {"VT DOT", "VT SEO", "NH DOT", "CO DOT", "CO SEO"}  # agencies of a state
MAIL = "people.example"  # everybody's address is there
HOME_OF_MAIL = "CO DOT"  # whose list of domains names it
CYBER = ("cybersecurity", "Cybersecurity")
SELECTED = ["groups", "people", "states", "regions", "several"]  # all saved as "groups"
CHOICES = ["me", "agency", "state", "region", *SELECTED, "all_members", "workforce", "public"]
BY_NAME = ["colorado", "group_member", "guest", "applicant"]  # whom "people" and "several" name, where they work
SUSPENDED = ["vermont", "vermont_editor", "colorado", "group_member", "guest"]
WORD = "gridword"


@dataclass
class Somebody:
    """What the model knows of a person."""

    agency: str = ""  # "VT DOT"; empty: no membership
    second: str = ""  # where they also serve
    tier: str = "member"
    editor: bool = False
    second_editor: bool = False
    administrator: bool = False
    active: bool = True
    suspended: str = ""  # why the membership gives no right; places, roles and names are kept
    second_suspended: str = ""
    groups: set[str] = field(default_factory=set)
    leads: bool = False  # the group; ends with belonging to it

    def open(self) -> list[str]:
        """Where a membership gives rights now, the main one first."""
        places = ((self.agency, self.suspended), (self.second, self.second_suspended))
        return [place for place, suspended in places if place and not suspended]

    def held(self) -> list[str]:
        """Where what is theirs is kept: of two memberships a suspended one holds nothing beside one that is not."""
        return self.open() or [place for place in (self.agency, self.second) if place]

    def works_at(self, agency: str) -> bool:
        """Whether one of their memberships is there."""
        return agency in self.held()

    def edits(self, agency: str) -> bool:
        """Whether they are the agency's EV lead now."""
        leads = [self.agency] * self.editor + [self.second] * self.second_editor
        return self.is_in and agency in leads and agency in self.open()

    def main_ends(self) -> None:
        """With all that came with it. A second one is the main one from now on."""
        self.agency, self.editor, self.suspended = self.second, self.second_editor, self.second_suspended
        self.second, self.second_editor, self.second_suspended = "", False, ""
        if not self.agency:
            self.groups, self.leads = set(), False

    def second_ends(self) -> None:
        """Everything else stays."""
        self.second, self.second_editor, self.second_suspended = "", False, ""

    @property
    def is_in(self) -> bool:
        """Whether what they are gives them rights now."""
        return self.active and bool(self.open() or not (self.agency or self.second))

    def circles(self) -> set[str]:
        """The circles the person belongs to, in words."""
        if not self.active:
            return set()
        circles = {"everyone"} | ({"administrators"} if self.administrator else set())
        if not self.is_in:
            return circles
        if self.agency and self.tier == "guest":
            return circles | {"workforce"} | self.groups
        for place in self.open():
            state = place.split()[0]
            circles |= {"members", "workforce", f"agency {place}", f"state {state}", f"region {REGIONS[state]}"}
        return circles | self.groups


@dataclass
class Paper:
    """What the model knows of a document."""

    pk: int
    key: str
    owner: str
    agency: str
    choice: str
    status: str = "published"
    versions: list[tuple[str, set[str] | None]] = field(default_factory=list)  # key, and who could read it if old
    named: dict[str, str] = field(default_factory=dict)  # people chosen by name, and where they worked then
    has_others_files: bool = False

    def circles(self) -> set[str]:
        """The circles it is shared with."""
        state = self.agency.split()[0]
        named = {
            "me": set(),
            "agency": {f"agency {self.agency}"},
            "state": {f"state {state}"},
            "region": {f"region {REGIONS[state]}"},
            "groups": {"cyber"},
            "people": set(),
            "states": {"state NH", "state CO"},
            "regions": {"region naseo-northeast"},
            "several": {"cyber", "state VT", "region naseo-central"},
            "all_members": {"members"},
            "workforce": {"workforce"},
            "public": {"everyone"},
        }[self.choice]
        return (named if self.status == "published" else set()) | {"administrators"}


WIDER = {"group": set(), "workforce": {"workforce"}, "all_members": {"members"}, "public": {"everyone"}}


@dataclass
class Call:
    """What the model knows of a call of the group: the answers to who sees the record and who reads the summary."""

    pk: int
    key: str
    record: str
    summary: str

    def summary_circles(self) -> set[str]:
        """Who reads what was said."""
        return {"cyber", "administrators"} | WIDER[self.summary]

    def circles(self) -> set[str]:
        """Who sees that it was: everybody who may read what was said, and whom the record is open to."""
        return self.summary_circles() | WIDER[self.record]


class Portal(RuleBasedStateMachine):
    """Steps that people take, each checked against the model."""

    papers: Bundle[Paper] = Bundle("papers")
    calls: Bundle[Call] = Bundle("calls")
    cast: Cast  # made once; each sequence is rolled back to it

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        AgencyDomain.objects.create(agency=agency(*HOME_OF_MAIL.split()), domain=MAIL)
        for cache in caches.all():
            cache.clear()
        self.people = {
            "vermont": Somebody("VT DOT"),
            "vermont_editor": Somebody("VT DOT", editor=True),
            "vermont_energy": Somebody("VT SEO"),
            "new_hampshire": Somebody("NH DOT"),
            "colorado": Somebody("CO DOT"),
            "group_member": Somebody("CO SEO", groups={"cyber"}),
            "guest": Somebody("city", tier="guest"),
            "applicant": Somebody(),
            "administrator": Somebody(administrator=True),
        }
        self.keys = {name: getattr(self.cast, name).pk for name in self.people}
        self.papers: list[Paper] = []
        self.calls: list[Call] = []
        self.work: dict[int, tuple[str, str, bool, bool]] = {}  # of a membership: whose, where, in the group, as lead
        self.turn = 0

    def teardown(self) -> None:
        try:
            for name in [*self.people, "public"]:
                self.check(name)
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def user(self, name: str) -> User:
        """Read anew, as each request does."""
        return User.objects.get(pk=self.keys[name])

    def owns(self, name: str, paper: Paper) -> bool:
        """Documents belong to an agency; what is shared with nobody and holds no other's file is its owner's."""
        somebody = self.people.get(name, Somebody())
        if name != paper.owner or not somebody.is_in or not (somebody.agency or somebody.administrator):
            return False
        return somebody.works_at(paper.agency) or (paper.choice == "me" and not paper.has_others_files)

    def may_open(self, name: str, paper: Paper) -> bool:
        somebody = self.people.get(name, Somebody())
        return self.owns(name, paper) or bool(somebody.circles() & paper.circles()) or self.is_named(name, paper)

    def is_named(self, name: str, paper: Paper) -> bool:
        """Whether it is shared with the person by name, who still works where they did."""
        somebody = self.people.get(name, Somebody())
        return somebody.is_in and self.is_named_there(name, paper)

    def is_named_there(self, name: str, paper: Paper) -> bool:
        """The same of people who are closed out for now: they are not asked, but they are not forgotten."""
        somebody = self.people.get(name, Somebody())
        return paper.named.get(name, "") in somebody.held() and paper.status == "published"

    def membership_ends(self, name: str, which: str = "main") -> None:
        """With it what the person had by name: old versions do not come back with another membership."""
        somebody = self.people[name]
        if which == "main":
            somebody.main_ends()
        else:
            somebody.second_ends()
        for paper in self.papers:
            if paper.named.get(name, "") in (somebody.agency or "nowhere", somebody.second or "nowhere"):
                continue
            for _, readers in paper.versions:
                (readers or set()).discard(f"{name} by name")

    def selected(self, choice: str) -> dict[str, Any]:
        """What the form would send for a choice."""
        states = {"states": ["NH", "CO"], "several": ["VT"]}.get(choice, [])
        regions = {"regions": ["naseo-northeast"], "several": ["naseo-central"]}.get(choice, [])
        return {
            "groups": [
                *([audiences.of_working_group(*CYBER)] if choice in ("groups", "several") else []),
                *map(audiences.of_state, State.objects.filter(pk__in=states)),
                *map(audiences.of_region, Region.objects.filter(slug__in=regions)),
            ],
            "people": [self.user(name) for name in BY_NAME] if choice in ("people", "several") else [],
        }

    def named_now(self, choice: str, owner: str) -> dict[str, str]:
        """Those whom a choice names, with where they work; who works nowhere is not named, nor is the owner."""
        names = [name for name in BY_NAME if name != owner] if choice in ("people", "several") else []
        return {name: self.people[name].open()[0] for name in names if self.people[name].open()}

    def may_change(self, name: str, paper: Paper) -> bool:
        """Owners, editors of the agency as far as they see it, and administrators."""
        somebody = self.people.get(name, Somebody())
        edits = somebody.administrator or somebody.edits(paper.agency)
        return self.owns(name, paper) or (edits and self.may_open(name, paper))

    def may_widen(self, name: str, paper: Paper) -> bool:
        """Who may choose more than "only me": the agency's own people and administrators."""
        somebody = self.people[name]
        return self.may_change(name, paper) and (somebody.works_at(paper.agency) or somebody.administrator)

    def may_open_version(self, name: str, paper: Paper, readers: set[str] | None) -> bool:
        somebody = self.people.get(name, Somebody())
        if not self.may_open(name, paper):
            return False
        edits = somebody.edits(paper.agency)
        circles = somebody.circles() | {f"{name} by name"}
        return readers is None or self.owns(name, paper) or edits or bool(circles & readers)

    # Steps with documents

    @rule(
        target=papers,
        owner=st.sampled_from(["vermont", "new_hampshire", "group_member"]),
        choice=st.sampled_from(CHOICES),
        status=st.sampled_from(["published", "published", "draft", "confirmed"]),
        at_second=st.booleans(),
    )
    def share(self, owner: str, choice: str, status: str, at_second: bool) -> Paper:
        if not (self.people[owner].agency and self.people[owner].active):
            owner = "administrator"
        user = self.user(owner)
        home = self.people[owner].agency if self.people[owner].agency in HOMES else "VT DOT"
        home = (at_second and self.people[owner].second) or home
        made = library.document(
            user,
            f"{WORD} {len(self.papers)}",
            sharing_choice="groups" if choice in SELECTED else choice,
            **self.selected(choice),
            agency=agency(*home.split()),
            status=status,
        )
        paper = Paper(made.pk, made.key, owner, home, choice, status, [(made.current_version.key, None)])
        paper.named = self.named_now(choice, owner)
        self.papers.append(paper)
        return paper

    @rule(paper=papers, choice=st.sampled_from(CHOICES))
    def regrant(self, paper: Paper, choice: str) -> None:
        document = Document.objects.get(pk=paper.pk)
        paper.choice, paper.named = choice, self.named_now(choice, paper.owner)
        document.sharing = "groups" if choice in SELECTED else choice
        document.save(update_fields=["sharing"])
        grants.apply_sharing(document, **self.selected(choice))

    @rule(paper=papers, status=st.sampled_from(["published", "withdrawn", "draft"]))
    def change_status(self, paper: Paper, status: str) -> None:
        paper.status = status
        Document.objects.filter(pk=paper.pk).update(status=status)

    @rule(paper=papers, by=st.sampled_from(["the owner", "vermont_editor"]))
    def add_version(self, paper: Paper, by: str) -> None:
        somebody = None if by == "the owner" else self.user(by)
        latest = library.add_version(Document.objects.get(pk=paper.pk), by=somebody, pages=[f"{WORD} once more"])
        paper.has_others_files |= by not in ("the owner", paper.owner)
        key, _ = paper.versions[-1]
        named = {f"{name} by name" for name in self.people if self.is_named_there(name, paper)}
        paper.versions[-1] = (key, paper.circles() | named)
        paper.versions.append((latest.key, None))

    @rule(paper=consumes(papers))
    def delete(self, paper: Paper) -> None:
        """Another document at the same primary key inherits nobody."""
        Document.objects.filter(pk=paper.pk).update(current_version=None)
        Document.objects.filter(pk=paper.pk).delete()
        self.papers.remove(paper)

        reborn = Document.objects.create(pk=paper.pk, title="Reborn", owner=self.user("administrator"))

        reborn.refresh_from_db()
        assert reborn.reader_keys == [-self.keys["administrator"]]
        assert not Reader.objects.filter(document=reborn).exists()
        Document.objects.filter(pk=paper.pk).delete()

    # Steps with calls

    @rule(target=calls, record=st.sampled_from(list(WIDER)), summary=st.sampled_from(list(WIDER)))
    def hold_a_call(self, record: str, summary: str) -> Call:
        made = calls.meeting(days=-7, record_sharing=record, summary_sharing=summary, summary=WORD, title=WORD)
        call = Call(made.pk, made.key, record, summary)
        self.calls.append(call)
        return call

    @rule(call=calls, record=st.sampled_from(list(WIDER)), summary=st.sampled_from(list(WIDER)))
    def answer_anew_who_reads(self, call: Call, record: str, summary: str) -> None:
        meeting = Meeting.objects.get(pk=call.pk)
        meeting.record_sharing, meeting.summary_sharing = call.record, call.summary = record, summary
        meeting.save(update_fields=["record_sharing", "summary_sharing"])
        apply_sharing(meeting)

    # Steps with people

    @rule(
        name=st.sampled_from(
            ["applicant", "colorado", "vermont", "vermont_editor", "new_hampshire", "group_member", "guest"]
        ),
        to=st.sampled_from(["VT DOT", "CO DOT", "NH DOT", "city"]),
    )
    def join_move_or_come_back(self, name: str, to: str) -> None:
        """Approved for the first time, at another agency, as a city's guest, or again after having left."""
        user, somebody = self.user(name), self.people[name]
        if not somebody.active:
            return
        at, tier = (Agency.objects.get(kind="CITY"), "guest") if to == "city" else (agency(*to.split()), "member")
        asked = user.membership_requests.filter(status="waiting").first() or request_for(user, at)
        self.note_work(name)
        actions.approve_request(
            request=asked, by=self.user("administrator"), agency=at, tier=tier, role="reader", reason="For the walk."
        )
        if to in (somebody.second, "city"):
            self.membership_ends(name, "second")
        if somebody.second:
            # The second one stays what it is beside the new one.
            kept = somebody.second, somebody.second_editor, somebody.second_suspended
            self.membership_ends(name, "main")
            somebody.second, somebody.second_editor, somebody.second_suspended = kept
        else:
            self.membership_ends(name)
        somebody.agency, somebody.tier, somebody.editor, somebody.suspended = to, tier, False, ""

    @rule(
        name=st.sampled_from(["vermont", "vermont_editor", "applicant", "group_member", "guest", "new_hampshire"]),
        which=st.sampled_from(["main", "second"]),
        by_themselves=st.booleans(),
    )
    def leave(self, name: str, which: str, by_themselves: bool) -> None:
        somebody = self.people[name]
        place = somebody.agency if which == "main" else somebody.second
        if not place:
            return
        self.note_work(name)
        membership = self.membership(name, which)
        if by_themselves:
            actions.leave_agency(by=self.user(name), agency=membership.agency, with_private=False)
        else:
            actions.end_membership(membership=membership, by=self.user("administrator"), reason="Left the agency.")
        self.membership_ends(name, which)
        if which == "main" and somebody.agency:
            # Nothing but a domain of the agency that stays speaks for an address that came with the other one.
            if somebody.agency != HOME_OF_MAIL and somebody.suspended in ("", "unconfirmed"):
                somebody.suspended = "alone"
            if somebody.suspended == "address":
                somebody.suspended = "alone"

    @rule(
        name=st.sampled_from(["vermont", "vermont_editor", "new_hampshire", "group_member", "guest"]),
        at=st.sampled_from(["VT DOT", "CO DOT", "NH DOT", "CO SEO"]),
        role=st.sampled_from(["reader", "reader", "editor"]),
    )
    def serve_a_second_agency(self, name: str, at: str, role: str) -> None:
        """Approved beside the first; refused to guests, where they are already, and a third time."""
        user, somebody, place = self.user(name), self.people[name], agency(*at.split())
        if not somebody.active or not somebody.agency:
            return
        asked = request_for(user, place, is_further=True)
        may = somebody.tier == "member" and at != somebody.agency and somebody.second in ("", at)
        approve = {"request": asked, "by": self.user("administrator"), "agency": place, "tier": "member", "role": role}
        self.note_work(name)
        try:
            actions.approve_request(**approve, reason="For the walk.")
        except actions.RequestRefused:
            assert not may, (name, at)
            actions.withdraw_request(request=asked, by=user)
            return
        assert may, (name, at)
        if somebody.second:
            self.membership_ends(name, "second")
        somebody.second, somebody.second_editor = at, role == "editor"

    def membership(self, name: str, which: str) -> Membership:
        """The main one or the second one."""
        return Membership.objects.not_ended().get(user_id=self.keys[name], is_main=which == "main")

    def note_work(self, name: str) -> None:
        """What a leaver takes care of at this moment, for the day when somebody takes it over."""
        somebody = self.people[name]
        for membership in Membership.objects.not_ended().filter(user_id=self.keys[name]):
            place = somebody.agency if membership.is_main else somebody.second
            in_group = "cyber" in somebody.groups and not somebody.second  # of two, the other one keeps the place
            self.work[membership.pk] = (name, place, in_group, somebody.leads)

    @rule(
        name=st.sampled_from(SUSPENDED),
        reason=st.sampled_from(["left", "unconfirmed", "address", "domain"]),
        which=st.sampled_from(["main", "second"]),
    )
    def suspend(self, name: str, reason: str, which: str) -> None:
        """Reported as gone, too late to confirm, or an address that is not the agency's; each as it happens."""
        somebody = self.people[name]
        known = somebody.suspended if which == "main" else somebody.second_suspended
        if not (somebody.agency if which == "main" else somebody.second) or not somebody.active or known:
            return
        membership = self.membership(name, which)
        if reason == "left":
            self.note_work(name)
            actions.report_left(membership=membership, by=self.user("administrator"))
        elif reason == "unconfirmed":
            long_ago = timezone.now() - timedelta(days=80)
            Membership.objects.filter(pk=membership.pk).update(confirm_by=long_ago.date())
            confirming.remind_due()
            OutboxMail.objects.filter(person=self.keys[name]).update(sent_at=long_ago)
            assert confirming.suspend_overdue() == 1
        else:
            suspend(locked(membership), Suspension(reason), by=None, sentence="For the walk.")
        if which == "main":
            somebody.suspended = reason
        else:
            somebody.second_suspended = reason

    @rule(name=st.sampled_from(SUSPENDED), which=st.sampled_from(["main", "second"]))
    def confirm(self, name: str, which: str) -> None:
        """The way back: by oneself with a mailed link, or by the word of somebody who may. It gives back what was."""
        somebody = self.people[name]
        reason = somebody.suspended if which == "main" else somebody.second_suspended
        if not reason or not somebody.active:
            return
        membership, user, by = self.membership(name, which), self.user(name), self.user("administrator")
        if reason != "unconfirmed":
            # An administrator's word is about the person: both memberships that wait for it have it.
            actions.confirm_address(person=user, by=by, email=user.email)
            somebody.suspended = somebody.suspended if somebody.suspended == "unconfirmed" else ""
            second = somebody.second_suspended
            somebody.second_suspended = second if second == "unconfirmed" else ""
            return
        link = confirming.link_of(confirming.confirmation_url(membership).split("/")[-2])
        assert link is not None
        if which == "main" or somebody.second == HOME_OF_MAIL:
            actions.confirm_membership(membership=membership, link=link, by=user)
        else:
            with pytest.raises(actions.ActionRefused):
                actions.confirm_membership(membership=membership, link=link, by=user)
            actions.confirm_by_word(membership=membership, by=by)
        if which == "main":
            somebody.suspended = ""
        else:
            somebody.second_suspended = ""

    @rule(to=st.sampled_from(["vermont", "vermont_editor", "vermont_energy", "colorado", "group_member", "applicant"]))
    def hand_over(self, to: str) -> None:
        """The longest waiting work of an agency that the successor works for goes to them."""
        somebody = self.people[to]
        for waiting in HandOver.objects.waiting().order_by("pk"):
            name, place, in_group, leads = self.work[waiting.membership_id]
            if name == to or not somebody.is_in or not somebody.works_at(place):
                with pytest.raises((actions.ActionRefused, PermissionDenied)):
                    actions.hand_over_to(hand_over=waiting, successor=self.user(to), by=self.user("administrator"))
                continue
            mine = [paper for paper in self.papers if (paper.owner, paper.agency) == (name, place)]
            moves = [paper for paper in mine if paper.choice != "me" or paper.has_others_files]
            joins = in_group and place in HOMES and "groups" not in waiting.moved
            if not moves and not joins:
                continue  # what is left is nothing, or not theirs to take
            actions.hand_over_to(hand_over=waiting, successor=self.user(to), by=self.user("administrator"))
            for paper in moves:
                # Whose files they are does not change: to the new owner they are another's.
                paper.owner, paper.has_others_files = to, True
                paper.named.pop(to, None)
                for _, readers in paper.versions:
                    (readers or set()).discard(f"{name} by name")
            if joins:
                somebody.groups.add("cyber")
                somebody.leads |= leads
            return

    @rule(
        paper=papers,
        name=st.sampled_from(["vermont", "vermont_editor", "new_hampshire", "group_member", "administrator"]),
        choice=st.sampled_from(["workforce", "all_members", "public"]),
    )
    def try_to_widen(self, paper: Paper, name: str, choice: str) -> None:
        """As the form does: what the model says is not theirs to open, the portal refuses."""
        document, by = Document.objects.get(pk=paper.pk), self.user(name)
        given = Details(
            document.title, document.kind, choice, document.label, state=document.state, agency=document.agency,
            dated_on=document.dated_on, era=document.era, public_confirmed=True,
        )  # fmt: skip
        may = self.people[name].is_in and self.may_widen(name, paper)
        try:
            save_details(document, by=by, details=given, revision=document.revision)
        except (PermissionDenied, ActionRefused):
            # What was chosen before stays open to whoever may change it.
            assert not may, (name, choice)
            return
        kept = self.may_change(name, paper) and choice == paper.choice and paper.status != "draft"
        assert may or kept, (name, choice)
        document.refresh_from_db()
        paper.choice, paper.status, paper.named = choice, document.status, {}

    @rule(name=st.sampled_from(["vermont", "new_hampshire", "group_member"]))
    def deactivate_or_reactivate(self, name: str) -> None:
        somebody, by = self.people[name], self.user("administrator")
        if somebody.active:
            self.note_work(name)
        change = actions.deactivate_person if somebody.active else actions.reactivate_person
        change(person=self.user(name), by=by)
        somebody.active = not somebody.active

    @rule(name=st.sampled_from(["vermont", "colorado", "group_member"]), joins=st.booleans())
    def join_or_leave_group(self, name: str, joins: bool) -> None:
        if not self.people[name].agency:
            return
        group = audiences.of_working_group(*CYBER).group
        user = self.user(name)
        (user.groups.add if joins else user.groups.remove)(group)
        (self.people[name].groups.add if joins else self.people[name].groups.discard)("cyber")
        self.people[name].leads &= joins

    @rule(name=st.sampled_from(["vermont", "colorado", "group_member"]), leads=st.booleans())
    def lead_or_not(self, name: str, leads: bool) -> None:
        """Only somebody who belongs can lead; leaving, and coming back, is as a member."""
        place = GroupMembership.objects.filter(group__slug=CYBER[0], user=self.keys[name], ended_at=None)
        place.update(role="lead" if leads else "member")
        self.people[name].leads = leads and "cyber" in self.people[name].groups

    # What must hold

    @invariant()
    def reader_keys_are_the_grants(self) -> None:
        for document in Document.objects.all():
            assert document.reader_keys == keys_by_grants(document)
            rows = Reader.objects.filter(document=document).order_by("reader_key").values_list("reader_key", flat=True)
            assert list(rows) == (document.reader_keys if document.status == "published" else [])

    @invariant()
    def a_second_membership_stands_beside_a_main_one(self) -> None:
        rows = Membership.objects.not_ended().filter(user__in=self.keys.values())
        found = {(row.user_id, row.is_main, row.suspended_for) for row in rows}
        assert found == {
            (self.keys[name], is_main, suspended)
            for name, somebody in self.people.items()
            for is_main, place, suspended in (
                (True, somebody.agency, somebody.suspended), (False, somebody.second, somebody.second_suspended)
            )
            if place
        }  # fmt: skip

    @invariant()
    def audiences_are_those_of_memberships_that_hold(self) -> None:
        """Exactly: no circle that no membership gives, and none less."""
        for name, somebody in self.people.items():
            assert circles_by_standing(self.user(name)) == somebody.circles(), name

    @invariant()
    def the_roster_is_who_belongs(self) -> None:
        """One current place for each person of the audience, whoever put them there."""
        places = GroupMembership.objects.filter(group__slug=CYBER[0], ended_at=None)
        found = {(pk, role) for pk, role in places.values_list("user", "role") if pk in self.keys.values()}
        assert found == {
            (self.keys[name], "lead" if somebody.leads else "member")
            for name, somebody in self.people.items()
            if "cyber" in somebody.groups
        }

    @invariant()
    def every_face_shows_what_the_model_says(self) -> None:
        """Three people after each step, in turn; everybody at the end."""
        names = [*self.people, "public"]
        for _ in range(3):
            self.turn += 1
            self.check(names[self.turn % len(names)])

    def check(self, name: str) -> None:
        viewer: Viewer = AnonymousUser() if name == "public" else self.user(name)
        opened = {paper.key for paper in self.papers if self.may_open(name, paper)}
        listed = {paper.key for paper in self.papers if paper.key in opened and paper.status == "published"}
        versions = {
            key
            for paper in self.papers
            for key, readers in paper.versions
            if self.may_open_version(name, paper, readers)
        }
        filters = Filters({"kind": ("rfp",)})
        changed = {paper.key for paper in self.papers if self.may_change(name, paper)}
        owned = {paper.key for paper in self.papers if self.owns(name, paper)}
        assert set(Document.objects.visible_to(viewer).values_list("key", flat=True)) == opened, name
        assert set(Document.objects.editable_by(viewer).values_list("key", flat=True)) == changed, name
        assert set(Document.objects.owned_by(viewer).values_list("key", flat=True)) == owned, name
        assert {row.key for row in list_documents(viewer, Filters()).rows} == listed, name
        assert {row.key for row in list_documents(viewer, filters).rows} == listed, name
        assert count_facets(viewer, Filters()).total == count_facets(viewer, filters).total == len(listed), name
        assert {hit.document.key for hit in search_pages(viewer, WORD, Filters(), size=100).hits} == listed, name
        assert set(DocumentVersion.objects.visible_to(viewer).values_list("key", flat=True)) == versions, name
        self.check_calls(name, viewer)

    def check_calls(self, name: str, viewer: Viewer) -> None:
        somebody = self.people.get(name, Somebody())
        circles = somebody.circles()
        leads = somebody.is_in and (somebody.administrator or somebody.leads)
        faces = {
            "seen": (Meeting.objects.visible_to(viewer), {call.key for call in self.calls if circles & call.circles()}),
            "read": (
                Meeting.objects.summary_visible_to(viewer),
                {call.key for call in self.calls if circles & call.summary_circles()},
            ),
            "changed": (Meeting.objects.editable_by(viewer), {call.key for call in self.calls if leads}),
        }
        for face, (found, wanted) in faces.items():
            assert set(found.values_list("key", flat=True)) == wanted, (name, face)
        assert WorkingGroup.objects.led_by(viewer).filter(slug=CYBER[0]).exists() == leads, name

    @rule(name=st.sampled_from(["vermont", "vermont_editor", "group_member", "applicant", "guest", "public"]))
    def look_through_the_browser(self, name: str) -> None:
        """The same over HTTP; somebody deactivated is answered as the public is."""
        client = Client()
        seen_as = name
        if name != "public":
            client.force_login(self.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
            seen_as = name if self.people[name].active else "public"
        opened = {paper.key for paper in self.papers if self.may_open(seen_as, paper)}
        listed = {paper.key for paper in self.papers if paper.key in opened and paper.status == "published"}

        answer = client.get("/api/v1/documents?size=100").json()
        found = client.get(f"/api/v1/pages?q={WORD}&size=100").json()

        assert {row["id"] for row in answer["documents"]} == listed
        assert {row["document"] for row in found["pages"]} == listed
        for paper in self.papers:
            expected = 200 if paper.key in opened else 404
            assert client.get(f"/api/v1/documents/{paper.key}").status_code == expected
            assert client.get(f"/documents/{paper.key}/download/").status_code == expected
            for key, readers in paper.versions:
                wanted = 200 if self.may_open_version(seen_as, paper, readers) else 404
                assert client.get(f"/documents/{paper.key}/versions/{key}/download/").status_code == wanted
        circles = self.people.get(seen_as, Somebody()).circles() or {"everyone"}
        for call in self.calls:
            answer = client.get(f"/meetings/{call.key}/")
            assert answer.status_code == (200 if circles & call.circles() else 404)


def circles_by_standing(user: User) -> set[str]:
    """The person's audiences in the words of the model."""
    words = {"public": "everyone", "all_members": "members", "working_group": "cyber"}
    found = set()
    for audience in Audience.objects.filter(pk__in=standing_of(user).reader_keys).select_related("agency", "region"):
        if audience.agency:
            found.add(f"agency {audience.agency.state_id} {audience.agency.kind}")
        elif audience.state_id:
            found.add(f"state {audience.state_id}")
        elif audience.region:
            found |= {f"region {audience.region.slug}"} & {f"region {slug}" for slug in REGIONS.values()}
        else:
            found.add(words.get(audience.kind, audience.kind))
    return found


def works_there(person: int, at: int | None) -> bool:
    """Of two memberships a suspended one holds nothing beside one that is not."""
    theirs = Membership.objects.not_ended().filter(user=person)
    return (theirs.current() if theirs.current().exists() else theirs).filter(agency=at).exists()


def keys_by_grants(document: Document) -> list[int]:
    """Who may read, counted anew from the grants and the owner's memberships."""
    groups = DocumentGroupPermission.objects.filter(content_object=document)
    users = DocumentUserPermission.objects.filter(content_object=document).exclude(user=document.owner)
    if document.status != "published":
        groups = groups.filter(permission__codename="change_document")
        users = users.filter(permission__codename="change_document")
    named = {
        -grant.user_id for grant in users if grant.agency_id is None or works_there(grant.user_id, grant.agency_id)
    }
    is_there = works_there(document.owner_id, document.agency_id)
    has_others = document.versions.exclude(uploaded_by=document.owner_id).exists()
    owner = {-document.owner_id} if is_there or (document.sharing == "me" and not has_others) else set()
    return sorted(named | set(groups.values_list("group_id", flat=True)) | owner)


@pytest.mark.django_db
def test_everybody_sees_exactly_what_the_model_says_after_any_steps(cast: Cast) -> None:
    Portal.cast = cast
    run_state_machine_as_test(
        Portal,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
