"""The form of a saved search: what it is called and when its owner is told what is new."""

from django import forms

from clearinghouse.lib.files.text import one_line
from documents.models import SavedSearch
from documents.models.saved import LONGEST_NAME


class SavedSearchForm(forms.Form):
    """Name and alert."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
    alert = forms.ChoiceField(
        label="Email me about new documents",
        choices=SavedSearch.Alert.choices,
        widget=forms.RadioSelect,
        help_text="An alert lists only documents that are new to you since the last one. All your alerts come in one "
        "email.",
    )

    def clean_name(self) -> str:
        """One line that can stand in the subject of an email."""
        name = one_line(self.cleaned_data["name"], LONGEST_NAME)
        if not name:
            raise forms.ValidationError("Enter a name.")
        return name
