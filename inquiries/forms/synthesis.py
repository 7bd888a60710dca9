"""Forms of the synthesis: the code book, passages, and how input was used."""

from typing import Any

from django import forms

from contacts.forms import CleanText, OneLine
from inquiries.models import Campaign, Theme

NAME_NEEDED = {"required": "Enter a name."}


class ThemeForm(forms.Form):
    """A theme."""

    name = OneLine(label="Name", max_length=120, error_messages=NAME_NEEDED)
    description = CleanText(
        label="Description", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What belongs to it and what doesn’t. It’s published with the theme.",
    )  # fmt: skip


class MarkForm(forms.Form):
    """Words of an answer, and their theme."""

    theme = forms.ModelChoiceField(
        Theme.objects.none(), label="Theme", to_field_name="key", empty_label="Choose a theme",
        error_messages={"required": "Choose a theme."},
    )  # fmt: skip
    words = CleanText(
        label="Words", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Select words in the answer above, or paste them here. Left empty, the whole answer is marked.",
    )  # fmt: skip
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    ident = forms.CharField(max_length=8, widget=forms.HiddenInput)

    def __init__(self, campaign: Campaign, data: Any = None, *, ident: str = "") -> None:
        super().__init__(data, initial={"ident": ident}, auto_id=f"id_{ident}_%s")
        field = self.fields["theme"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = campaign.themes.in_order()


class MergeForm(forms.Form):
    """The theme that another one goes into."""

    into = forms.ModelChoiceField(
        Theme.objects.none(), label="Merge into", to_field_name="key", empty_label="Choose a theme",
        error_messages={"required": "Choose a theme."},
    )  # fmt: skip

    def __init__(self, theme: Theme, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = theme.campaign.themes.exclude(pk=theme.pk).in_order()


class UsedForm(forms.Form):
    """How input was used."""

    how_used = CleanText(
        label="How we used it", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Published beside the theme.",
    )  # fmt: skip
