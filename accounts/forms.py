"""Forms about people: they validate; actions act."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.actions import NewAgency
from accounts.actions.domains import REMEMBERED_FOR
from accounts.actions.requests import Answers
from accounts.activity import LOGS, Wanted, kinds
from accounts.addresses import parse_address
from accounts.advice import Advice
from accounts.leading import people_of
from accounts.models import Agency, Audience, HandOver, Membership, MembershipRequest, State, User
from accounts.models.membership import Tier
from accounts.registry import MOST_BYTES
from accounts.standing import Viewer, standing_of

# A day after the last one that Python knows is an error.
WITHIN_REASON = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1))]
# What a person may say they work for; a national association's staff come in as administrators.
STATE_KINDS = [kind for kind in Agency.Kind.values if kind not in (*Agency.GUEST_KINDS, Agency.Kind.NATIONAL)]
GUEST_KINDS = [(kind.value, kind.label) for kind in Agency.GUEST_KINDS]

ANOTHER = "A city, county, workforce board, employer, union, training provider, or federal agency"


def agencies_of(state: State, tier: str) -> Any:
    """The state's agencies, or for guests the cities, employers, and other organizations there, by name."""
    kinds = Agency.GUEST_KINDS if tier == Tier.GUEST else STATE_KINDS
    return Agency.objects.filter(state=state, kind__in=kinds).order_by("name", "pk")


def version_field() -> forms.IntegerField:
    """Which version of the request the page showed; a decision on another one is refused."""
    sentence = "This form is incomplete. Reload the page and try again."
    return forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1,
        error_messages={"required": sentence, "invalid": sentence, "max_value": sentence, "min_value": sentence},
    )  # fmt: skip


class PlaceForm(forms.Form):
    """First step of asking to join: what kind of employer, in which state; and of a member, whether they moved."""

    MOVED, FURTHER = "moved", "further"
    how = forms.ChoiceField(label="What changed?", widget=forms.RadioSelect)
    tier = forms.ChoiceField(
        label="You work for",
        choices=[(Tier.MEMBER, "A state agency"), (Tier.GUEST, ANOTHER)],
        widget=forms.RadioSelect,
        help_text="State agencies become members. All others become guests of the EV Workforce Collaborative.",
    )
    state = forms.ModelChoiceField(
        label="In which state or territory?", queryset=State.objects.order_by("name"), empty_label="Choose one"
    )

    def __init__(self, *args: Any, serves: Agency | None, **kwargs: Any) -> None:
        """`serves`: the one agency of a member, who may serve a second one; None for everybody else."""
        super().__init__(*args, **kwargs)
        how = self.fields["how"]
        assert isinstance(how, forms.ChoiceField)
        how.choices = [
            (self.MOVED, f"I moved to another agency. My access for {serves} ends when this request is approved."),
            (self.FURTHER, f"I also serve a second agency. I still work for {serves} and keep my access there."),
        ]
        if serves is None:
            del self.fields["how"]

    def clean(self) -> dict[str, Any]:
        """Adds is_further; guests belong to one organization."""
        data = super().clean() or {}
        data["is_further"] = data.pop("how", "") == self.FURTHER
        if data["is_further"] and data.get("tier") == Tier.GUEST:
            self.add_error("tier", "Only state agencies can be a second agency. Guests belong to one organization.")
        return data


class RequestForm(forms.Form):
    """Second step: which agency, what the person does there, and why they ask."""

    agency = forms.ModelChoiceField(label="Your agency", queryset=Agency.objects.none(), required=False)
    new_agency_name = forms.CharField(label="Agency name", max_length=160, required=False)
    new_agency_kind = forms.ChoiceField(
        label="Type of organization, if it’s not on the list",
        choices=[("", "Choose one"), *GUEST_KINDS],
        required=False,
    )
    role_title = forms.CharField(
        label="Your role", max_length=120, help_text="Your job title, for example: EV program manager."
    )
    reason = forms.CharField(
        label="Why you need the Clearinghouse",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One or two sentences. Only NASEO’s administrators can read them.",
    )

    def __init__(self, *args: Any, tier: str, state: State, is_further: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tier, self.state, self.is_further = tier, state, is_further
        what = "organization" if tier == Tier.GUEST else "agency"
        if tier != Tier.GUEST:
            del self.fields["new_agency_kind"]
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        agency.queryset = agencies_of(state, tier)
        agency.label = "The second agency" if is_further else f"Your {what}"
        agency.empty_label = "Choose one, or enter the name below"
        self.fields["new_agency_name"].label = f"Name of your {what}, if it’s not on the list"
        if is_further:
            self.fields["new_agency_name"].label = "Name of the agency, if it’s not on the list"
            self.fields["reason"].label = "What you do for this agency, and who there can confirm it"

    def clean(self) -> dict[str, Any]:
        """One of the list, or a name; a name that is in the list is that one."""
        data = super().clean() or {}
        name = " ".join((data.get("new_agency_name") or "").split())
        if not data.get("agency") and not name:
            self.add_error("agency", "Choose from the list, or enter the name below.")
        if not data.get("agency") and name:
            data["agency"] = agencies_of(self.state, self.tier).filter(name__iexact=name).first()
        data["new_agency_name"] = "" if data.get("agency") else name
        if data["new_agency_name"] and "new_agency_kind" in self.fields and not data.get("new_agency_kind"):
            self.add_error("new_agency_kind", "Choose what type of organization it is.")
        return data

    def answers(self) -> Answers:
        """What the person said, for request_membership()."""
        return Answers(tier=self.tier, state=self.state, is_further=self.is_further, **self.cleaned_data)


class ApproveForm(forms.Form):
    """Where the person belongs and what they may do there."""

    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.none(), required=False)
    new_name = forms.CharField(label="Name of the new agency", max_length=160, required=False)
    new_kind = forms.ChoiceField(
        label="Type of the new agency",
        choices=[("", "Choose one"), *[choice for choice in Agency.Kind.choices if choice[0] != Agency.Kind.NATIONAL]],
        required=False,
    )
    tier = forms.ChoiceField(label="Approve as", choices=Tier.choices, widget=forms.RadioSelect)
    role = forms.ChoiceField(label="Role", choices=Membership.Role.choices, widget=forms.RadioSelect)
    remember = forms.BooleanField(
        required=False, help_text="The next person with an address there has evidence for them. You can end it anytime."
    )
    remember_until = forms.DateField(
        label="Remember through",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=WITHIN_REASON,
    )
    version = version_field()

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        request: MembershipRequest,
        guests_only: bool = False,
        can_remember: bool = False,
    ) -> None:
        is_new_guest = bool(request.new_agency_name) and request.tier == Tier.GUEST
        initial = {
            "agency": request.agency_id,
            "new_name": request.new_agency_name,
            "new_kind": (request.new_agency_kind or Agency.Kind.CITY) if is_new_guest else "",
            "tier": request.tier,
            "role": Membership.Role.READER,
            "version": request.version,
            "remember_until": timezone.localdate() + REMEMBERED_FOR,
        }
        super().__init__(data, initial=initial)
        if can_remember:
            domain = parse_address(request.email).domain
            self.fields["remember"].label = f"Remember {domain} as a domain of this agency"
        else:
            del self.fields["remember"], self.fields["remember_until"]
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        agency.queryset = Agency.objects.filter(state=request.state).order_by("name", "pk")
        agency.empty_label = "Add a new agency"
        if guests_only:
            self._keep_to_guests()

    def _keep_to_guests(self) -> None:
        """For who decides on guests only: nothing of a state is offered or taken."""
        agency, kind, tier, role = (self.fields[name] for name in ("agency", "new_kind", "tier", "role"))
        assert isinstance(agency, forms.ModelChoiceField)
        assert agency.queryset is not None
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(tier, forms.ChoiceField)
        assert isinstance(role, forms.ChoiceField)
        agency.queryset = agency.queryset.filter(kind__in=Agency.GUEST_KINDS)
        agency.label, agency.empty_label = "Organization", "Add a new organization"
        kind.choices = [("", "Choose one"), *GUEST_KINDS]
        tier.choices = [(Tier.GUEST.value, Tier.GUEST.label)]
        role.choices = [(Membership.Role.READER.value, Membership.Role.READER.label)]

    def clean(self) -> dict[str, Any]:
        """An agency of the list, or name and kind of a new one."""
        data = super().clean() or {}
        if not data.get("agency"):
            for field, sentence in (("new_name", "Enter its name."), ("new_kind", "Choose its type.")):
                if not data.get(field):
                    self.add_error(field, f"{sentence} Or choose an agency from the list.")
        return data

    def remembered_until(self) -> date | None:
        """Through which day the domain is remembered; None where it is not to be."""
        data = self.cleaned_data
        if not data.get("remember"):
            return None
        return data.get("remember_until") or timezone.localdate() + REMEMBERED_FOR

    def chosen_agency(self) -> Agency | NewAgency:
        """For approve_request()."""
        data = self.cleaned_data
        return data["agency"] or NewAgency(name=data["new_name"], kind=data["new_kind"])


class AnywayForm(forms.Form):
    """Why somebody is approved against whom something serious speaks."""

    reason = forms.CharField(
        label="Why you approve this request",
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example, whom you called. It stays with the decision; the person doesn’t see it.",
        error_messages={"required": "Enter a reason. Without one, the request isn’t approved."},
    )


class DeclineForm(forms.Form):
    """Why not; the person is told."""

    version = version_field()

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The person sees this in an email and on their membership page. Tell them what they can do instead.",
    )


class QuestionForm(forms.Form):
    """What an administrator wants to know before deciding."""

    version = version_field()

    question = forms.CharField(
        label="Your question",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We email it to the person. The request waits until they answer.",
    )


class AnswerForm(forms.Form):
    """What the applicant answers."""

    answer = forms.CharField(
        label="Your answer",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Only NASEO’s administrators can read it.",
    )


class QueueFilter(forms.Form):
    """Which requests the queue shows, and in which order."""

    problem_heading = "We couldn’t use every filter. Check the fields below."
    ADVICE = (("", "Any advice"), *Advice.choices)
    SHOW = (("", "Needs a decision"), ("applicant", "Waiting for the applicant"), ("all", "Both"))
    SORT = (("", "Longest waiting first"), ("newest", "Newest first"))
    show = forms.ChoiceField(label="Show", choices=SHOW, required=False)
    advice = forms.ChoiceField(label="Advice", choices=ADVICE, required=False)
    state = forms.ChoiceField(label="State", required=False)
    tier = forms.ChoiceField(label="Requesting", choices=[("", "Anything"), *Tier.choices], required=False)
    sort = forms.ChoiceField(label="Sort by", choices=SORT, required=False)

    def __init__(self, data: QueryDict, states: Mapping[str, str]) -> None:
        """`states`: those that requests wait from, names by code. One whose last request was decided stays a choice."""
        super().__init__(data)
        chosen = data.get("state", "")
        gone = {chosen: chosen} if re.fullmatch("[A-Z]{2}", chosen) else {}
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField)
        state.choices = [("", "Any state"), *{**gone, **states}.items()]


class RegistryForm(forms.Form):
    """The public .gov registry's file."""

    file = forms.FileField(label="CSV file", help_text="The file current-full.csv, as you downloaded it. Up to 5 MB.")
    as_of = forms.DateField(
        label="Downloaded on",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The date is shown next to the evidence.",
    )

    def clean_file(self) -> str:
        """The text of the file."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 5 MB. Choose the public list of .gov domains.")
        try:
            text: str = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("This is not a text file. Choose the public list as a CSV file.") from None
        if "\0" in text:
            raise forms.ValidationError("This is not a text file. Choose the public list as a CSV file.")
        return text

    def clean_as_of(self) -> date:
        """Not a day to come."""
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError("Enter a day that is not in the future.")
        return day


class EndForm(forms.Form):
    """Why a membership ends; the person is told."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We email it to the person. Administrators can also read it in the activity log.",
        error_messages={"required": "Enter a reason. We’ll email it to the person."},
    )


class PeopleFilter(forms.Form):
    """What the list of people is narrowed to."""

    SHOW = (
        ("", "Everyone"),
        ("members", "Members"),
        ("guests", "Guests"),
        ("administrators", "Administrators"),
        ("without", "No membership"),
        ("deactivated", "Deactivated"),
    )
    q = forms.CharField(label="Name, email, or agency", max_length=120, required=False)
    show = forms.ChoiceField(label="Show", choices=SHOW, required=False)


class ActivityFilter(forms.Form):
    """What the activity log is narrowed to."""

    problem_heading = "We couldn’t use every filter. Check the fields below."
    log = forms.ChoiceField(label="Show", choices=[(name, words) for name, (words, _) in LOGS.items()], required=False)
    person = forms.CharField(label="Person", max_length=120, required=False, help_text="Who did it, or who it’s about.")
    thing = forms.CharField(
        label="Document, group, or other item", max_length=120, required=False, help_text="Words of its name."
    )
    kind = forms.ChoiceField(label="Type of activity", choices=[("", "All"), *kinds()], required=False)
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=WITHIN_REASON
    )
    until = forms.DateField(
        label="Through", required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=WITHIN_REASON
    )

    def wanted(self) -> Wanted:
        """What was chosen, for narrowed()."""
        data = self.cleaned_data
        return Wanted(
            person=" ".join(data["person"].split()),
            thing=" ".join(data["thing"].split()),
            kind=data["kind"],
            since=data["since"],
            until=data["until"],
            log=data["log"],
        )


class LeaveForm(forms.Form):
    """Which of two agencies somebody leaves, and what goes with their work."""

    agency = forms.ModelChoiceField(
        label="Which agency are you leaving?",
        queryset=Agency.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    with_private = forms.BooleanField(
        label="Also hand over what only I can see",
        required=False,
        help_text="Private drafts, private question sets, and saved searches. Otherwise, no one else ever sees them.",
    )

    def __init__(self, data: QueryDict | None = None, *, agencies: Sequence[Agency]) -> None:
        """`agencies`: those the person works for; of one there is nothing to choose."""
        super().__init__(data)
        self.only = agencies[0] if len(agencies) == 1 else None
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        agency.queryset = Agency.objects.filter(pk__in=[agency.pk for agency in agencies]).order_by("name", "pk")
        if self.only is not None:
            del self.fields["agency"]
        else:
            of_it = "Private drafts and private question sets for that agency. Otherwise, no one else ever sees them."
            self.fields["with_private"].help_text = of_it

    def chosen(self) -> Agency:
        """The agency they leave."""
        found: Agency = self.only or self.cleaned_data["agency"]
        return found


class SuccessorForm(forms.Form):
    """Who takes over: somebody of the agency, or an administrator for working groups."""

    successor = forms.ModelChoiceField(
        label="Successor",
        queryset=User.objects.none(),
        to_field_name="key",
        empty_label="Choose one",
        help_text="Approved people of the agency. Administrators can take over working groups only.",
    )

    def __init__(self, data: QueryDict | None = None, *, hand_over: HandOver) -> None:
        super().__init__(data)
        leaver, agency = hand_over.membership.user_id, hand_over.membership.agency_id
        here = Membership.objects.current().filter(agency=agency, user__approved_email="").values("user")
        post = Q(groups__audience__kind=Audience.Kind.ADMINISTRATORS)
        people = User.objects.filter(Q(pk__in=here) | post, is_active=True).exclude(pk=leaver)
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ModelChoiceField)
        successor.queryset = people.distinct().order_by("name", "pk")


class ColleaguesFilter(forms.Form):
    """Which memberships the list shows."""

    agency = forms.ModelChoiceField(
        label="Agency", queryset=Agency.objects.none(), required=False, empty_label="Any agency"
    )
    stale = forms.BooleanField(label="Only those past their day to confirm", required=False)

    def __init__(self, data: QueryDict, *, viewer: Viewer) -> None:
        super().__init__(data)
        if not standing_of(viewer).is_administrator:  # an EV lead's list is of one agency anyway
            del self.fields["agency"]
            return
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        with_people = people_of(viewer).values("agency")
        agency.queryset = Agency.objects.filter(pk__in=with_people).order_by("name", "pk")

    def wanted(self) -> dict[str, Any]:
        """For colleagues_of(); what cannot be read narrows nothing, and the form says so."""
        data = self.cleaned_data if self.is_valid() else {}
        agency = data.get("agency")
        return {"agency": agency.pk if agency else None, "only_stale": bool(data.get("stale"))}
