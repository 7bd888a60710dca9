"""Forms of working groups. They validate; actions act."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet

from accounts.models import Agency, Audience, Region, State, User
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.markdown_field import MARKDOWN_HINT, MarkdownField
from documents.models import Topic
from workinggroups.actions.groups import GroupDetails, PublicDetails
from workinggroups.actions.rules import MAX_REASON
from workinggroups.models import GroupMembership, Joining, RosterFor, WorkingGroup
from workinggroups.permissions import who_may_belong

Kind = WorkingGroup.Kind
MATCHES = 8
SHORTEST_QUERY = 3
WORDS_OF_RULES = {
    Kind.REGIONAL: "Staff of state agencies in the region: State DOT, State Energy Office, environmental agency, or "
    "public utility commission.",
    Kind.TOPICAL: "State staff only.",
    Kind.COLLABORATIVE: "Staff of organizations that NASEO invited.",
}


class CleanCharField(forms.CharField):
    """Text without what no database stores and nobody sees; one line, unless it is written in a larger box."""

    def to_python(self, value: Any) -> str:
        """The text as it is kept, before its length is judged."""
        text = super().to_python(value) or ""
        longest = (self.max_length or MAX_REASON) * 2
        if isinstance(self.widget, forms.Textarea):
            return clean_text(text, longest).strip()
        return one_line(text, longest)


class NoteForm(forms.Form):
    """Asking to join."""

    note = CleanCharField(
        label="Why do you want to join? (optional)",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences. Only the people who decide can read them.",
    )


class ReasonForm(forms.Form):
    """A reason, which the person is told."""

    reason = CleanCharField(
        label="Reason",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We’ll email it to the person.",
        error_messages={"required": "Enter a reason. We’ll send it to the person."},
    )


class RoleForm(forms.Form):
    """Member or lead."""

    role = forms.ChoiceField(choices=GroupMembership.Role.choices)


class RosterFilter(forms.Form):
    """Which people of the roster to show."""

    state = forms.ModelChoiceField(
        State.objects.order_by("name"), label="State", required=False, empty_label="All states"
    )
    who = CleanCharField(label="Name", max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"}))


class FindPersonForm(forms.Form):
    """Person to add: part of a name, or a whole e-mail address."""

    who = CleanCharField(
        label="Name or email address",
        max_length=254,
        help_text="Enter at least three letters of the name, or the full email address. Search results include only "
        "people who can join under the group’s rules.",
        error_messages={"required": "Enter a name or email address."},
    )

    def clean_who(self) -> str:
        """Not so short that it would list everybody."""
        words = str(self.cleaned_data["who"])
        if len(words) < SHORTEST_QUERY:
            raise forms.ValidationError("Enter at least three letters.")
        return words


def matches(group: WorkingGroup, words: str, *, with_administrators: bool) -> QuerySet[User]:
    """People to add whom these words find, at most eight: by part of the name, or by the whole address.

    Whoever does not want to be listed in the directory is found by the whole address only.
    """
    fitting = Q(pk__in=who_may_belong(group).values("pk"))
    if with_administrators:
        fitting |= Q(groups__audience__kind=Audience.Kind.ADMINISTRATORS)
    named = Q(name__icontains=words) & ~Q(preferences__is_listed=False)
    found = User.objects.with_access().filter(fitting, named | Q(email__iexact=words))
    return found.exclude(groups=group.audience_id).order_by("name", "pk").distinct()[:MATCHES]


class AddPersonForm(forms.Form):
    """One of those who were found, as a member or a lead."""

    person = forms.ChoiceField(label="Person to add", widget=forms.RadioSelect,
                               error_messages={"required": "Choose a person."})  # fmt: skip
    role = forms.ChoiceField(label="Role", choices=GroupMembership.Role.choices, widget=forms.RadioSelect)

    def __init__(self, found: list[tuple[User, str]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"role": "member", "person": found[0][0].key if len(found) == 1 else None})
        self.people = {person.key: person for person, _ in found}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(person.key, f"{person.name}, {where}") for person, where in found]

    def chosen(self) -> User:
        """The person."""
        return self.people[self.cleaned_data["person"]]


class AgencyBoxes(forms.CheckboxSelectMultiple):
    """Agencies as boxes to tick, folded away by state."""

    template_name = "workinggroups/agency_boxes.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the states that have a tick, which are shown open."""
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        ticked = {state for state, options, _ in groups if any(option["selected"] for option in options)}
        context["widget"]["ticked_groups"] = ticked
        return context


class GroupForm(forms.Form):
    """What leads and administrators say about a group; administrators also what the public reads."""

    name = CleanCharField(label="Name", max_length=120, error_messages={"required": "Enter a name for the group."})
    region = forms.ModelChoiceField(
        Region.objects.none(), label="Region", empty_label="Choose one",
        help_text="Only regions without a group are listed.",
    )  # fmt: skip
    description = CleanCharField(
        label="Purpose",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everyone can read it, even without signing in.",
        error_messages={"required": "Enter the group’s purpose."},
    )
    who_may_join = CleanCharField(
        label="Who can join",
        max_length=300,
        help_text="Everyone can read this description. The type of group decides who can actually join.",
        error_messages={"required": "Enter who can join."},
    )
    invited_agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Invited organizations",
        required=False,
        widget=AgencyBoxes,
        help_text="Their staff can join. You can invite cities and national associations too. People who leave an "
        "invited organization lose their place in the group right away.",
    )
    charter = MarkdownField(
        label="Charter",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"For the group’s members: its goals, how it works, and how often it meets. {MARKDOWN_HINT}",
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.order_by("position", "pk"), label="Topics", required=False, widget=forms.CheckboxSelectMultiple
    )
    joining = forms.ChoiceField(label="How people join", choices=Joining.choices, widget=forms.RadioSelect)
    roster_for = forms.ChoiceField(
        label="Who can see the roster",
        choices=RosterFor.choices,
        widget=forms.RadioSelect,
        help_text="Leads and administrators can always see it. Members can always see who leads the group.",
    )
    contact_name = CleanCharField(label="Contact person", max_length=120)
    contact_email = forms.EmailField(
        label="Contact email address",
        max_length=254,
        help_text="Everyone can see the contact’s name and email address.",
        validators=[
            RegexValidator(
                r"^[^\x00-\x20\x7f-\uffff]+$", "Enter an email address without accents or special characters."
            )
        ],
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000, initial=1)

    def __init__(
        self,
        *,
        kind: str,
        with_public: bool,
        group: WorkingGroup | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind, self.with_public = kind, with_public
        super().__init__(data, initial=_initial(kind, group))
        if group is not None or kind != Kind.REGIONAL:
            del self.fields["region"]
        else:
            self._choices("region", Region.objects.filter(workinggroup=None).order_by("scheme__name", "name"))
        if kind == Kind.REGIONAL:
            del self.fields["topics"]
        if kind != Kind.COLLABORATIVE or not with_public:
            del self.fields["invited_agencies"]
        else:
            agencies = Agency.objects.select_related("state").order_by("state__name", "name", "pk")
            self._choices("invited_agencies", agencies)
            boxes = self.fields["invited_agencies"]
            assert isinstance(boxes, forms.ModelMultipleChoiceField)
            boxes.choices = _by_state(agencies)
        if not with_public:
            for name in ("name", "description", "who_may_join"):
                del self.fields[name]

    def _choices(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """A collaborative invites somebody, or nobody could ever join it."""
        data = super().clean() or {}
        if "invited_agencies" in self.fields and not data.get("invited_agencies"):
            self.add_error("invited_agencies", "Invite at least one organization.")
        return data

    def details(self) -> GroupDetails:
        """For save_group() and make_group()."""
        data = self.cleaned_data
        names = ("charter", "joining", "roster_for", "contact_name", "contact_email")
        return GroupDetails(**{name: data[name] for name in names}, topics=tuple(data.get("topics", ())))

    def public(self) -> PublicDetails | None:
        """What only administrators say; None for leads."""
        if not self.with_public:
            return None
        data = self.cleaned_data
        names = ("name", "description", "who_may_join")
        invited = tuple(data.get("invited_agencies", ()))
        return PublicDetails(**{name: data[name] for name in names}, invited_agencies=invited)


def _initial(kind: str, group: WorkingGroup | None) -> dict[str, Any]:
    if group is None:
        return {
            "who_may_join": WORDS_OF_RULES[Kind(kind)],
            "joining": Joining.REQUEST,
            "roster_for": RosterFor.GROUP,
        }
    names = ("name", "description", "who_may_join", "charter", "joining", "roster_for", "contact_name",
             "contact_email", "revision")  # fmt: skip
    return {
        **{name: getattr(group, name) for name in names},
        "topics": list(group.topics.values_list("pk", flat=True)),
        "invited_agencies": list(group.invited_agencies.values_list("pk", flat=True)),
    }


def _by_state(agencies: QuerySet[Agency]) -> list[tuple[str, list[tuple[int, str]]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for agency in agencies:
        state = agency.state.name if agency.state else "No state"
        found.setdefault(state, []).append((agency.pk, agency.name))
    return list(found.items())
