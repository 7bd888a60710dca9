from django import forms

from accounts.models import Audience
from accounts.viewing import AS_AUDIENCE, OPTIONS

HEADINGS = {
    Audience.Kind.AGENCY: "Members of an agency",
    Audience.Kind.STATE: "People of a state",
    Audience.Kind.REGION: "Members in a region",
    Audience.Kind.WORKING_GROUP: "Members of a working group",
    Audience.Kind.EVENT: "Participants in an event who aren’t members",
}


class ViewAsForm(forms.Form):
    """As whom an administrator wants to see the portal."""

    wanted = forms.ChoiceField(label="View the portal as", choices=())

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        groups: dict[str, list[tuple[str, str]]] = {heading: [] for heading in HEADINGS.values()}
        for audience in Audience.objects.filter(kind__in=AS_AUDIENCE).order_by("label", "pk"):
            groups[HEADINGS[Audience.Kind(audience.kind)]].append((str(audience.pk), audience.label))
        field = self.fields["wanted"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose…"), *OPTIONS.items(), *((name, rows) for name, rows in groups.items() if rows)]
