"""Forms of a pair's goals and milestones."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.models import User
from contacts.forms import OneLine
from workforce.actions.goals import GoalDetails, MilestoneDetails
from workforce.models import Goal, Milestone, Pair, PairPartner

WITHIN_REASON = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))]


def day(label: str) -> forms.DateField:
    """A date that may stay empty."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, validators=WITHIN_REASON)


class GoalForm(forms.Form):
    """What a pair wants to reach, and how far it is."""

    title = OneLine(label="Goal", max_length=200, help_text="For example: Train 120 EV electricians.")
    measure = forms.CharField(label="How it’s measured", max_length=200, required=False)
    target = forms.CharField(label="Target", max_length=120, required=False, help_text="For example: 120 people.")
    due_on = day("Due on")
    owner = forms.ModelChoiceField(User.objects.none(), label="Owner", required=False, empty_label="No one yet")
    status = forms.ChoiceField(label="Progress", choices=Goal.Status.choices)
    progress = forms.CharField(
        label="Notes on progress", max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, data: Any = None, *, pair: Pair, goal: Goal | None = None) -> None:
        names = ("title", "measure", "target", "due_on", "owner", "status", "progress", "revision")
        super().__init__(data, initial={name: getattr(goal, name) for name in names} if goal else None)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        partners = PairPartner.objects.current().filter(pair=pair).values("person")
        owner.queryset = User.objects.filter(pk__in=partners).order_by("sort_name", "key")

    def details(self) -> GoalDetails:
        """For add_goal() and change_goal()."""
        return GoalDetails(**{name: value for name, value in self.cleaned_data.items() if name != "revision"})


class MilestoneForm(forms.Form):
    """A step, when it is due, and when it was done."""

    title = OneLine(label="Milestone", max_length=200)
    due_on = day("Due on")
    done_on = day("Done on")

    def __init__(self, data: Any = None, *, milestone: Milestone | None = None) -> None:
        names = ("title", "due_on", "done_on")
        super().__init__(data, initial={name: getattr(milestone, name) for name in names} if milestone else None)

    def details(self) -> MilestoneDetails:
        """For save_milestone()."""
        return MilestoneDetails(**self.cleaned_data)
