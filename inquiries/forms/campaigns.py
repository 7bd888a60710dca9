"""Forms of campaigns: what one is, its tables, an answer to it, and what is published of it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import State, User
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.markdown_field import MARKDOWN_HINT, MarkdownField
from contacts.forms import OneLine
from inquiries.actions.campaigns import CampaignDetails, details_of, events_of, synthesis_audiences
from inquiries.actions.submitting import Given
from inquiries.forms.answers import AnswerForm
from inquiries.forms.details import day
from inquiries.models import SECTORS, Campaign, FieldType, InquiryField, Naming, Quoting, Submission
from meetings.models import Meeting

NAMING_HINT = "Can’t change once the campaign is open."


class CampaignForm(forms.Form):
    """Everything beside the questions."""

    title = OneLine(
        label="What you ask about, in one line", max_length=160,
        error_messages={"required": "Say in one line what you ask about."},
    )  # fmt: skip
    introduction = MarkdownField(
        label="Introduction", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"Why you ask, and what you will do with the input. {MARKDOWN_HINT}",
    )  # fmt: skip
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Event", to_field_name="key", required=False, empty_label="No event",
        help_text="People who registered for it can answer, and you can print a sheet for each table.",
    )  # fmt: skip
    naming = forms.ChoiceField(
        label="How answers are given", choices=Naming.choices, widget=forms.RadioSelect, help_text=NAMING_HINT
    )
    sectors = forms.MultipleChoiceField(
        label="Who may answer", choices=SECTORS, widget=forms.CheckboxSelectMultiple,
        help_text="People of the public get a link by email, which counts for one answer.",
        error_messages={"required": "Choose at least one."},
    )  # fmt: skip
    closes_on = day("Last day for input")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, user: User, campaign: Campaign | None = None) -> None:
        initial: dict[str, Any] = {"naming": Naming.ANONYMOUS}
        if campaign is not None:
            said = details_of(campaign)
            initial = {name: getattr(said, name) for name in said.__dataclass_fields__}
            initial |= {"revision": campaign.inquiry.revision}
        super().__init__(data, initial=initial)
        field = self.fields["meeting"]
        assert isinstance(field, forms.ModelChoiceField)
        # SECURITY: only events that the person organizes.
        field.queryset = events_of(user)
        if not standing_of(user).is_administrator:
            field.required, field.empty_label = True, None

    def details(self) -> CampaignDetails:
        """For actions.campaigns."""
        data = self.cleaned_data
        return CampaignDetails(
            data["title"], data["introduction"], data["meeting"], data["naming"],
            tuple(value for value, _ in SECTORS if value in data["sectors"]), data["closes_on"],
        )  # fmt: skip


class TablesForm(forms.Form):
    """Further tables."""

    number = forms.IntegerField(label="How many tables", min_value=1, max_value=100, initial=1)
    name = OneLine(
        label="Name", max_length=80, required=False, help_text="If you add one table. For example its topic."
    )


class MailForm(forms.Form):
    """Where the link of somebody of the public goes."""

    email = forms.EmailField(label="Email address", max_length=254)


class SubmissionForm(AnswerForm):
    """A field `q_IDENT` for each question, then who answers, as far as the campaign wants to know."""

    def __init__(
        self,
        campaign: Campaign,
        questions: Sequence[InquiryField],
        data: Any = None,
        *,
        user: Viewer,
        sectors: Sequence[tuple[str, str]],
        own: Submission | None = None,
        once: str = "",
        is_notes: bool = False,
        knows_name: bool = False,
    ) -> None:
        # SECURITY: a document has an owner; an anonymous answer, and one without an account, gives none.
        may_name = knows_name and not campaign.is_anonymous
        asked = [one for one in questions if may_name or one.type != FieldType.FILE]
        super().__init__(
            asked, data, user=user, answers=own.answers if own else {}, revision=own.revision if own else 0
        )
        del self.fields["sharing"]
        self.fields["revision"].required = False
        self.campaign, self.is_draft = campaign, is_notes  # notes are written bit by bit: nothing in them must be there
        self.initial.update({"once": once, "quoting": Quoting.NO})
        if is_notes:
            self._for_notes()
        else:
            self._who(sectors, own, knows_name=knows_name)
        self.fields["once"] = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def _for_notes(self) -> None:
        for question in self.questions:
            field = self.fields[f"q_{question.ident}"]
            if question.type in (FieldType.SHORT, FieldType.LONG):
                field.widget = forms.Textarea(attrs={"rows": 10})
                if isinstance(field, forms.CharField):
                    self.fields[f"q_{question.ident}"] = _Notes(
                        label=field.label, help_text=field.help_text, required=False, max_length=20_000,
                        widget=field.widget,
                    )  # fmt: skip

    def _who(self, sectors: Sequence[tuple[str, str]], own: Submission | None, *, knows_name: bool) -> None:
        if own is not None:
            self.initial.update({
                "sector": own.sector, "state": own.state_id, "organization": own.organization, "quoting": own.quoting
            })  # fmt: skip
        elif len(sectors) == 1:
            self.initial.update({"sector": sectors[0][0]})
        self.fields["sector"] = forms.ChoiceField(
            label="Who you answer for", choices=sectors, widget=forms.RadioSelect,
            error_messages={"required": "Choose who you answer for."},
        )  # fmt: skip
        few = " Leave it out if that would tell who you are." if self.campaign.is_anonymous else ""
        self.fields["state"] = forms.ModelChoiceField(
            State.objects.order_by("name"), label="State or territory", required=False, empty_label="I don’t say",
            help_text=f"Helps the organizers compare.{few}",
        )  # fmt: skip
        if self.campaign.is_anonymous:
            return
        if not knows_name:
            self.fields["name"] = OneLine(
                label="Your name", max_length=120, error_messages={"required": "Enter your name."}
            )
        self.fields["organization"] = OneLine(label="Organization", max_length=160, required=False)
        self.fields["quoting"] = forms.ChoiceField(
            label="May we quote you?", choices=Quoting.choices, widget=forms.RadioSelect, initial=Quoting.NO,
            help_text="Quotes appear in the published synthesis.",
        )  # fmt: skip

    def about_you(self) -> list[forms.BoundField]:
        """The fields after the questions."""
        return [self[name] for name in ("name", "sector", "state", "organization", "quoting") if name in self.fields]

    def given(self) -> Given:
        """Of a valid form: for actions.submitting."""
        data = self.cleaned_data
        return Given(
            answers=self.answers(), once=data["once"], sector=data.get("sector", ""), state=data.get("state"),
            name=data.get("name", ""), organization=data.get("organization", ""),
            quoting=data.get("quoting") or Quoting.NO,
        )  # fmt: skip

    def typed_given(self) -> Given:
        """For a draft: what stands in the fields, valid or not."""
        self.full_clean()
        data = self.cleaned_data
        return Given(
            answers=self.typed(), once=str(self.data.get("once", ""))[:64], sector=data.get("sector", ""),
            state=data.get("state"), organization=data.get("organization", ""),
            quoting=data.get("quoting") or Quoting.NO,
        )  # fmt: skip


class _Notes(forms.CharField):
    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "", 20_000)


class SynthesisForm(forms.Form):
    """What the synthesis says before its themes, and who reads it."""

    summary = MarkdownField(
        label="What we heard", max_length=50_000, widget=forms.Textarea(attrs={"rows": 12}), help_text=MARKDOWN_HINT,
        error_messages={"required": "Write what you heard first."},
    )  # fmt: skip
    audience = forms.ChoiceField(label="Who can read the synthesis", widget=forms.RadioSelect)

    def __init__(self, campaign: Campaign, data: Any = None) -> None:
        inquiry = campaign.inquiry
        super().__init__(data, initial={"summary": inquiry.summary, "audience": inquiry.summary_audience_id})
        self.offered = {str(audience.pk): audience for audience in synthesis_audiences(campaign)}
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, audience.label) for pk, audience in self.offered.items()]
