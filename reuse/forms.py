"""The form that says how an agency used a document. It validates; actions act."""

from typing import Any

from django import forms

from accounts.models import Agency
from accounts.standing import Viewer
from clearinghouse.lib.zones import portal_today
from contacts.forms import CleanText, OneLine, form_token_field
from documents.models import Document, Page
from reuse.actions import UseDetails
from reuse.models import MOST_HOURS, Use
from reuse.permissions import agencies_of

MOST_OWN = 300  # documents to choose from, the newest first
MOST_SECTIONS = 200


class UseForm(forms.Form):
    """What was used, what for, since when, and what came of it."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="Agency", empty_label=None)
    sections = OneLine(
        label="Which sections or pages?", max_length=300, required=False,
        help_text="For example: pages 12–18, uptime remedies. Leave it blank for the whole document.",
    )  # fmt: skip
    purpose = CleanText(
        label="What did you use it for?", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example: We took the remedies into our second solicitation and shortened the repair times.",
    )  # fmt: skip
    since = forms.DateField(
        label="Since when?", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    result = forms.ModelChoiceField(
        Document.objects.none(), label="Which document of yours came of it?", required=False, to_field_name="key",
        empty_label="None, or it isn’t here", help_text="Only people who can see both documents see the connection.",
    )  # fmt: skip
    hours_saved = forms.IntegerField(
        label="About how many hours of work did it save you?", required=False, min_value=1, max_value=MOST_HOURS,
        help_text="Your own estimate. It counts in the yearly report on sharing.",
    )  # fmt: skip
    sharing = forms.ChoiceField(
        label="Who can see this?", choices=Use.Sharing.choices, widget=forms.RadioSelect, initial=Use.Sharing.NAMED,
        help_text="People who can edit the document, administrators, and members in your state always see it.",
    )  # fmt: skip
    once = form_token_field()
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, data: Any = None, *, user: Viewer, document: Document, use: Use | None = None) -> None:
        names = ("sections", "purpose", "since", "hours_saved", "sharing", "revision")
        initial = {name: getattr(use, name) for name in names} if use else {}
        self.use, own = use, [use.agency] if use else list(agencies_of(user))
        if use and use.result:
            initial["result"] = use.result.key
        super().__init__(data, initial=initial)
        self.section_names = _sections_of(document)
        if self.section_names:
            self.fields["sections"].widget.attrs["list"] = "section-names"
        agency, result = self.fields["agency"], self.fields["result"]
        assert isinstance(agency, forms.ModelChoiceField)
        assert isinstance(result, forms.ModelChoiceField)
        agency.queryset = agencies_of(user)
        self.only_agency = own[0] if len(own) == 1 else None
        if self.only_agency:
            del self.fields["agency"]
        # SECURITY: of their own documents those that this person can see; a document that they can't see is not named.
        visible = Document.objects.visible_to(user).published().filter(agency__in=own).exclude(pk=document.pk)
        self.keeps_result = bool(use and use.result) and not visible.filter(pk=(use and use.result_id) or 0).exists()
        if self.keeps_result:
            del self.fields["result"]
        else:
            newest = visible.newest().values("pk")[:MOST_OWN]
            result.queryset = Document.objects.filter(pk__in=newest).newest()

    def clean_since(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data.get("since")
        if day and day > portal_today():
            raise forms.ValidationError("This day is in the future. Enter the day on which you first used it.")
        return day

    def agency_chosen(self) -> Agency:
        """For whom."""
        chosen: Agency = self.only_agency or self.cleaned_data["agency"]
        return chosen

    def details(self) -> UseDetails:
        """For record_use() and change_use()."""
        data = self.cleaned_data
        kept = self.use.result if self.use and self.keeps_result else data.get("result")
        names = ("purpose", "sections", "since", "hours_saved", "sharing")
        return UseDetails(**{name: data[name] for name in names}, result=kept)


def _sections_of(document: Document) -> list[str]:
    """Headings of its pages in their order, each once, to choose from; whoever has the form can read them there."""
    pages = Page.objects.filter(document=document, is_current=True, number__gt=0).exclude(heading="")
    return list(dict.fromkeys(pages.order_by("number").values_list("heading", flat=True)))[:MOST_SECTIONS]
