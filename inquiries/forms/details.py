"""Forms of those who ask: what an inquiry is, its questions, and its way from draft to summary."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Region, State, User
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.markdown_field import MARKDOWN_HINT, MarkdownField
from contacts.forms import CleanText, OneLine, topics
from inquiries.actions.drafts import InquiryDetails, details_of
from inquiries.actions.questions import FieldDetails
from inquiries.actions.rounds import summary_audiences
from inquiries.models import (
    CAN_LEAD,
    MOST_CHOICES,
    MOST_COLUMNS,
    WITH_CHOICES,
    FieldType,
    Inquiry,
    InquiryField,
    Questionnaire,
    Target,
    YesNo,
)
from inquiries.routing import colleagues_of
from workinggroups.models import WorkingGroup


def day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    """A day that somebody picks."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class InquiryForm(forms.Form):
    """Everything beside the questions."""

    title = OneLine(
        label="What you ask about, in one line", max_length=160,
        error_messages={"required": "Say in one line what you ask about."},
    )  # fmt: skip
    introduction = MarkdownField(
        label="Introduction", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"Why you ask, and what you will do with the answers. {MARKDOWN_HINT}",
    )  # fmt: skip
    topic = forms.ModelChoiceField(
        topics(), label="Topic", required=False, to_field_name="slug", empty_label="No single topic",
        help_text="Decides who in each state is asked.",
    )  # fmt: skip
    target = forms.ChoiceField(label="Who is asked", choices=Target.choices, widget=forms.RadioSelect)
    region = forms.ModelChoiceField(
        Region.objects.order_by("scheme__slug", "name"), label="Region", required=False, empty_label="Choose a region",
        to_field_name="slug",
    )  # fmt: skip
    group = forms.ModelChoiceField(
        WorkingGroup.objects.none(), label="Working group", required=False, empty_label="Choose a group",
        to_field_name="slug", help_text="Only its members can see that you asked.",
    )  # fmt: skip
    states = forms.ModelMultipleChoiceField(
        State.objects.order_by("name"), label="States and territories", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    answer_to_see = forms.BooleanField(
        label="States see others’ answers once they’ve answered", required=False,
    )  # fmt: skip
    closes_on = day("Answers are due on", "Give the states at least two weeks if you can.")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, user: Viewer, inquiry: Inquiry | None = None) -> None:
        initial: dict[str, Any] = {"target": Target.ALL}
        if inquiry is not None:
            said = details_of(inquiry)
            initial = {**said.columns(), "states": said.states, "revision": inquiry.revision}
        super().__init__(data, initial=initial)
        groups = self.fields["group"]
        assert isinstance(groups, forms.ModelChoiceField)
        # SECURITY: a group's round is sent by those who belong to it.
        rows = WorkingGroup.objects.filter(closed_at=None)
        groups.queryset = (rows if standing_of(user).is_administrator else rows.of(user)).in_order()

    def clean(self) -> dict[str, Any]:
        """Whom it is sent to is named, and nothing else is kept."""
        data = super().clean() or {}
        target = data.get("target")
        needed = {"region": "Choose a region.", "group": "Choose a working group.", "states": "Choose at least one."}
        if target in needed and not data.get(str(target)) and str(target) not in self.errors:
            self.add_error(str(target), needed[str(target)])
        return data

    def details(self) -> InquiryDetails:
        """For actions.drafts."""
        data = self.cleaned_data
        target = data["target"]
        return InquiryDetails(
            title=data["title"],
            introduction=data["introduction"],
            topic=data["topic"],
            target=target,
            region=data["region"] if target == Target.REGION else None,
            group=data["group"] if target == Target.GROUP else None,
            states=tuple(data["states"]) if target == Target.STATES else (),
            answer_to_see=data["answer_to_see"],
            closes_on=data["closes_on"],
        )


class FieldForm(forms.Form):
    """One question."""

    label = OneLine(label="Question", max_length=300, error_messages={"required": "Enter the question."})
    help_text = OneLine(label="Help text", max_length=500, required=False)
    type = forms.ChoiceField(label="How it’s answered", choices=FieldType.choices)
    choices = CleanText(
        label="Choices", required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One per line. For questions with choices.",
    )  # fmt: skip
    unit = OneLine(
        label="Unit", max_length=40, required=False, help_text="For numbers: miles, people, percent, for example."
    )
    columns = CleanText(
        label="Columns", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"One per line, {MOST_COLUMNS} at most. For tables.",
    )  # fmt: skip
    is_required = forms.BooleanField(label="An answer is required", required=False)
    shown_when = forms.MultipleChoiceField(
        label="Ask it only after one of these answers", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="All of one question. If you choose none, it’s always asked.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, version: Questionnaire, question: InquiryField | None = None) -> None:
        super().__init__(data, initial=_initial(question) if question else {"type": FieldType.LONG})
        rows = version.fields.filter(type__in=CAN_LEAD).order_by("position")
        if question is not None:
            rows = rows.filter(position__lt=question.position)
        self.leading = list(rows)
        field = self.fields["shown_when"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (row.label, [(f"{row.ident} {number}", label) for number, label in enumerate(_labels(row))])
            for row in self.leading
        ]
        if not self.leading:
            del self.fields["shown_when"]

    def clean_choices(self) -> list[str]:
        """Each once."""
        return _lines(self.cleaned_data["choices"], 160, MOST_CHOICES, "choices")

    def clean_columns(self) -> list[str]:
        """Each once."""
        return _lines(self.cleaned_data["columns"], 80, MOST_COLUMNS, "columns")

    def clean(self) -> dict[str, Any]:
        """What the way of answering needs."""
        data = super().clean() or {}
        if data.get("type") in WITH_CHOICES and len(data.get("choices") or []) < 2 and "choices" not in self.errors:
            self.add_error("choices", "Enter at least two choices, one per line.")
        if data.get("type") == FieldType.TABLE and not data.get("columns") and "columns" not in self.errors:
            self.add_error("columns", "Enter at least one column, one per line.")
        if len({pair.split(" ")[0] for pair in data.get("shown_when") or []}) > 1:
            self.add_error("shown_when", "Choose answers of one question only.")
        return data

    def details(self) -> FieldDetails:
        """For actions.questions: only what the way of answering uses."""
        data = self.cleaned_data
        kind = data["type"]
        after, answers = self._condition()
        return FieldDetails(
            type=kind,
            label=data["label"],
            help_text=data["help_text"],
            is_required=data["is_required"],
            choices=tuple(data["choices"]) if kind in WITH_CHOICES else (),
            unit=data["unit"] if kind == FieldType.NUMBER else "",
            columns=tuple(data["columns"]) if kind == FieldType.TABLE else (),
            shown_after=after,
            shown_for=answers,
        )

    def _condition(self) -> tuple[str, tuple[str, ...]]:
        chosen = [pair.split(" ") for pair in self.cleaned_data.get("shown_when") or []]
        if not chosen:
            return "", ()
        ident = chosen[0][0]
        leading = next(row for row in self.leading if row.ident == ident)
        values = _values(leading)
        return ident, tuple(values[int(number)] for _, number in chosen)


def _values(question: InquiryField) -> list[str]:
    return list(YesNo.values) if question.type == FieldType.YES_NO else list(question.choices)


def _labels(question: InquiryField) -> list[str]:
    return [str(label) for label in YesNo.labels] if question.type == FieldType.YES_NO else list(question.choices)


def _initial(question: InquiryField) -> dict[str, Any]:
    names = ("label", "help_text", "type", "unit", "is_required")
    leading = question.questionnaire.fields.filter(ident=question.shown_after).first() if question.shown_after else None
    values = _values(leading) if leading else []
    return {
        **{name: getattr(question, name) for name in names},
        "choices": "\n".join(question.choices),
        "columns": "\n".join(question.columns),
        "shown_when": [f"{question.shown_after} {values.index(answer)}" for answer in question.shown_for
                       if answer in values],
    }  # fmt: skip


def _lines(text: str, longest: int, most: int, what: str) -> list[str]:
    lines = list(dict.fromkeys(one_line(line, 1000).strip() for line in text.splitlines() if line.strip()))
    if len(lines) > most:
        raise ValidationError(f"Enter {most} {what} at most.")
    long = next((line for line in lines if len(line) > longest), None)
    if long is not None:
        raise ValidationError(f"“{long[:40]}…” is longer than {longest} characters. Shorten it.")
    return lines


class ReasonForm(forms.Form):
    """Why an inquiry is returned, or a state won't answer."""

    reason = OneLine(label="Reason", max_length=500, error_messages={"required": "Enter a reason."})


class ExtendForm(forms.Form):
    """More time for the states."""

    closes_on = day("New date", required=True)


class SummaryForm(forms.Form):
    """What came of it."""

    summary = MarkdownField(
        label="Summary", max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=MARKDOWN_HINT,
    )  # fmt: skip
    ask_again_on = day("Ask again on", "We remind you then. Each state starts from what it answered this time.")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PublishForm(forms.Form):
    """With whom a summary is shared."""

    audience = forms.ChoiceField(label="Who can read the summary", widget=forms.RadioSelect)

    def __init__(self, inquiry: Inquiry, data: Any = None) -> None:
        super().__init__(data, initial={"audience": inquiry.summary_audience_id})
        self.offered = {str(audience.pk): audience for audience in summary_audiences(inquiry)}
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, audience.label) for pk, audience in self.offered.items()]


class ColleagueForm(forms.Form):
    """A colleague who answers from now on."""

    person = forms.ModelChoiceField(
        User.objects.none(), label="Colleague", to_field_name="key", empty_label="Choose a colleague"
    )
    note = OneLine(label="Note for them", max_length=500, required=False)

    def __init__(self, state: str, data: Any = None, *, without: User | None = None) -> None:
        super().__init__(data)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        people = [person.pk for person in colleagues_of(state) if person != without]
        field.queryset = User.objects.filter(pk__in=people).order_by("name", "pk")
