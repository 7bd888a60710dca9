"""What the list of meetings is narrowed to."""

from django import forms

from meetings.models import Meeting

HAS = (("", "Anything"), ("summary", "A summary"), ("slides", "Slides"), ("recording", "A recording"))


class MeetingFilter(forms.Form):
    """Bound to the address; what it does not know is left out."""

    group = forms.ChoiceField(label="Group", required=False)
    kind = forms.ChoiceField(label="Type", choices=[("", "All types"), *Meeting.Kind.choices], required=False)
    has = forms.ChoiceField(label="Includes", choices=HAS, required=False)

    def __init__(self, data: object, groups: list[tuple[str, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)
        group.choices = [("", "All groups"), *groups]

    def chosen(self) -> dict[str, str]:
        """Each filter's value; empty for none, and for one that is no choice."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("group", "kind", "has")}
