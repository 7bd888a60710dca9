"""Writing down what was said, what was decided, who does what, and who was there."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import URLValidator

from accounts.models import State, User
from clearinghouse.lib.markdown_field import MARKDOWN_HINT, MarkdownField
from meetings.actions.summaries import Draft, Present, Task
from meetings.models import Attendance, Meeting
from meetings.roster import Person, roster_of


class SummaryForm(forms.Form):
    """The text, the decisions, the recording."""

    text = MarkdownField(
        label="Summary",
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=MARKDOWN_HINT,
    )
    decisions = forms.CharField(
        label="Decisions",
        max_length=30_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Enter one per line.",
    )
    recording_url = forms.URLField(
        label="Link to the recording",
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
        help_text="Everyone who can read the summary can see this link as soon as you save.",
        error_messages={"invalid": "Enter a web address that begins with https://."},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def draft(self, tasks: Iterable[Task]) -> Draft:
        """What the person wrote, for the action."""
        data = self.cleaned_data
        return Draft(
            text=data["text"],
            decisions=tuple(data["decisions"].splitlines()),
            tasks=tuple(tasks),
            recording_url=data["recording_url"],
        )


class TaskForm(forms.Form):
    """One action item; clear its words to take it away."""

    text = forms.CharField(label="Action item", max_length=1000, required=False)
    owner = forms.TypedChoiceField(label="Assigned to", required=False, coerce=int, empty_value=None)
    owner_name = forms.CharField(
        label="Or someone else", max_length=160, required=False, help_text="Enter a name for someone who isn’t listed."
    )
    due_on = forms.DateField(
        label="Due date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the date as 2027-01-31."},
    )
    number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.TypedChoiceField)
        owner.choices = [("", "Choose a person"), *people]

    def clean(self) -> dict[str, Any]:
        """Action item needs somebody who does it."""
        data = super().clean() or {}
        if data.get("text") and not data.get("owner") and not data.get("owner_name") and "owner" not in self.errors:
            self.add_error("owner", "Choose or enter who is responsible.")
        return data

    def task(self) -> Task:
        """For the action."""
        return Task(**self.cleaned_data) if self.cleaned_data else Task(text="")


TaskFormSet = forms.formset_factory(TaskForm, extra=2, max_num=40, absolute_max=60, validate_max=True)


def task_forms(meeting: Meeting, drafted: list[dict[str, Any]], data: Mapping[str, Any] | None = None) -> Any:
    """The rows of action items. Owners are people of the circle, and those who own one already."""
    people: list[tuple[Any, str]] = [(person.user.pk, str(person)) for person in roster_of(meeting)]
    listed = {number for number, _ in people}
    owners = {task["owner"] for task in drafted if task["owner"]} - listed
    people += [(user.pk, str(user)) for user in User.objects.filter(pk__in=owners).order_by("name", "pk")]
    # What was typed stands for itself: a row that equals a drafted one would count as untouched and be dropped.
    return TaskFormSet(data, initial=None if data else drafted, prefix="tasks", form_kwargs={"people": people})


class AttendanceForm(forms.Form):
    """Boxes for the people of the circle, and lines for everybody else."""

    people = forms.TypedMultipleChoiceField(
        label="Members and participants", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="Other attendees",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Enter one person per line: name, organization, state. For example: Ann Lee, City of Boise, ID",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, meeting: Meeting, data: Mapping[str, Any] | None = None) -> None:
        noted = list(meeting.attendance.select_related("state", "user").order_by("name", "pk"))
        self.roster = {person.user.pk: person for person in roster_of(meeting)}
        for row in noted:  # who left the circle since was there all the same
            if row.user and row.user_id not in self.roster:
                self.roster[row.user.pk] = Person(row.user, row.organization, row.state_id or "")
        others = "\n".join(as_line(row) for row in noted if row.user is None)
        initial = {"people": [row.user_id for row in noted if row.user], "others": others, "revision": meeting.revision}
        super().__init__(data, initial=initial)
        field = self.fields["people"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [
            (pk, f"{person}, {person.state}" if person.state else str(person)) for pk, person in self.roster.items()
        ]
        if not self.roster:
            del self.fields["people"]

    def clean_others(self) -> list[Present]:
        """Each line as a person; a last part that names a state is one."""
        states = {state.code: state for state in State.objects.all()}
        by_name = {state.name.lower(): state for state in states.values()}
        found = []
        for line in filter(str.strip, self.cleaned_data["others"].splitlines()):
            name, *rest = (part.strip() for part in line.split(","))
            if not name:
                raise forms.ValidationError(f"Start with a name: “{line.strip()[:60]}”.")
            state = (states.get(rest[-1].upper()) or by_name.get(rest[-1].lower())) if rest else None
            organization = ", ".join(rest[:-1] if state else rest)
            found.append(Present(name=name, organization=organization, state=state))
        return found

    def chosen(self) -> list[User]:
        """The people whose boxes are ticked."""
        return [self.roster[pk].user for pk in self.cleaned_data.get("people", [])]


def as_line(row: Attendance) -> str:
    """How the form writes somebody without an account."""
    return ", ".join(part for part in (row.name, row.organization, row.state_id or "") if part)
