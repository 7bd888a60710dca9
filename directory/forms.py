"""What the directory is narrowed to."""

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.crypto import get_random_string

from accounts.models import Agency, Membership, State, User
from accounts.standing import Viewer
from directory.actions import Draft
from directory.entries import Wanted
from workinggroups.models import WorkingGroup


class MessageForm(forms.Form):
    """A message to a member who shows no address."""

    subject = forms.CharField(label="Subject", max_length=120, error_messages={"required": "Enter a subject."})
    text = forms.CharField(
        label="Message",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Enter your message."},
    )
    shares_address = forms.BooleanField(
        label="Share my email address",
        required=False,
        help_text="Then they can also answer you by email. Otherwise, they answer here.",
    )
    once = forms.CharField(
        max_length=40, required=False, widget=forms.HiddenInput, initial=lambda: get_random_string(24)
    )

    def draft(self) -> Draft:
        """For send_message()."""
        return Draft(**self.cleaned_data)


class AgencyField(forms.ModelChoiceField):
    """Agencies by state, each with its postal code."""

    def label_from_instance(self, agency: Agency) -> str:
        """VT: Agency of Transportation."""
        return f"{agency.state_id}: {agency.name}" if agency.state_id else agency.name


class DirectoryFilter(forms.Form):
    """Name, state, kind of agency, agency, group. Offers only agencies with somebody in the directory."""

    problem_heading = "We couldn’t use every filter. Check the fields below."
    q = forms.CharField(label="Name", max_length=120, required=False)
    state = forms.ModelChoiceField(
        label="State or territory", queryset=State.objects.order_by("name"), required=False, empty_label="All"
    )
    kind = forms.ChoiceField(label="Type of agency", choices=[("", "All"), *Agency.Kind.choices], required=False)
    agency = AgencyField(label="Agency", queryset=Agency.objects.none(), required=False, empty_label="All")
    group = forms.ModelChoiceField(
        label="Working group",
        queryset=WorkingGroup.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="All",
    )

    def __init__(self, data: QueryDict, *, viewer: Viewer, people: QuerySet[User]) -> None:
        super().__init__(data)
        somebody = Membership.objects.current().filter(agency=OuterRef("pk"), user__in=people.values("pk"))
        self._offer("agency", Agency.objects.filter(Exists(somebody)).order_by("state", "name", "pk"))
        # SECURITY: only groups whose roster the person may see; narrowing to a group tells who is in it.
        self._offer("group", WorkingGroup.objects.roster_visible_to(viewer).in_order())

    def _offer(self, name: str, rows: QuerySet[Agency] | QuerySet[WorkingGroup]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def wanted(self) -> Wanted:
        """What was chosen, for narrowed()."""
        data = self.cleaned_data
        return Wanted(
            words=" ".join(data["q"].split()),
            state=data["state"].pk if data["state"] else "",
            kind=data["kind"],
            agency=data["agency"].pk if data["agency"] else None,
            group=data["group"],
        )
