"""Forms about invitations to join, and about agencies whose EV leads approve: they validate; actions act."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import Agency, Membership
from accounts.models.membership import Tier


def _with_state(obj: Any) -> str:
    """An agency in a list of all states'."""
    return f"{obj.state_id}: {obj.name}"


class InviteForm(forms.Form):
    """Whom to invite, and for which agency."""

    name = forms.CharField(label="Their name", max_length=120)
    email = forms.EmailField(
        label="Their work email", max_length=254, help_text="Their own address at the agency, not a shared mailbox."
    )
    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.none(), empty_label="Choose one")

    def __init__(self, data: QueryDict | None = None, *, only: tuple[int, ...] | None = None) -> None:
        """`only`: the agencies that an EV lead can invite for."""
        super().__init__(data)
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        agency.queryset = Agency.objects.filter(state__isnull=False).select_related("state").order_by("state", "name")
        if only is not None:
            agency.queryset = agency.queryset.filter(pk__in=only)
        if only is not None and len(only) == 1:
            agency.initial, agency.empty_label = only[0], None
        agency.label_from_instance = _with_state  # type: ignore[method-assign]


class AcceptForm(forms.Form):
    """What an invited person adds."""

    role_title = forms.CharField(
        label="Your role", max_length=120, help_text="Your job title, for example: EV program manager."
    )


class LeadsApproveForm(forms.Form):
    """At which agency the word of EV leads approves."""

    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.none(), empty_label="Choose one")

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        led = Membership.objects.current().filter(role=Membership.Role.EDITOR, tier=Tier.MEMBER).values("agency")
        agency.queryset = Agency.objects.filter(pk__in=led).order_by("state", "name")
        agency.label_from_instance = _with_state  # type: ignore[method-assign]
