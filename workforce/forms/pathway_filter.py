"""Narrowing the list of career pathways."""

from django import forms
from django.db.models import Q

from clearinghouse.lib.frozen import dataclass
from contacts.forms import OneLine
from workforce.forms.fields import StateField
from workforce.forms.kept import KeptChoiceField
from workforce.models import Credential, Support
from workforce.models.pathway import PathwayQuerySet


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty means all."""

    words: str = ""
    state: str = ""
    credential: Credential | None = None
    support: Support | None = None

    def apply(self, pathways: PathwayQuerySet) -> PathwayQuerySet:
        """Those that fit; a state's own, and those that hold in every state."""
        if self.words:
            pathways = pathways.filter(Q(occupation__icontains=self.words) | Q(soc_code=self.words))
        if self.state:
            pathways = pathways.filter(Q(state=self.state) | Q(state=None))
        if self.credential:
            pathways = pathways.filter(credentials=self.credential)
        return pathways.filter(supports=self.support) if self.support else pathways


class PathwayFilter(forms.Form):
    """Words of the occupation, state, credential, support."""

    problem_heading = "We couldn’t use every filter. Check the fields below."
    q = OneLine(label="Occupation or SOC code", max_length=120, required=False)
    state = StateField(required=False, empty_label="All", help_text="Includes pathways that hold nationwide.")
    credential = KeptChoiceField(
        Credential.objects.order_by("position", "pk"), label="Credential", to_field_name="slug", required=False,
        empty_label="All",
    )  # fmt: skip
    support = KeptChoiceField(
        Support.objects.order_by("position", "pk"), label="Support", to_field_name="slug", required=False,
        empty_label="All",
    )  # fmt: skip

    def wanted(self) -> Wanted:
        """What was chosen."""
        data = self.cleaned_data
        state = data["state"].pk if data["state"] else ""
        return Wanted(words=data["q"], state=state, credential=data["credential"], support=data["support"])
