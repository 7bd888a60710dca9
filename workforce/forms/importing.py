"""The file of providers that somebody imports."""

from django import forms

from clearinghouse.lib.files.text import decode
from workforce.provider_file import MOST_BYTES


class ImportForm(forms.Form):
    """A CSV file."""

    file = forms.FileField(
        label="CSV file",
        help_text="Up to 2 MB and 5,000 providers. You’ll see what it changes before anything happens.",
    )

    def clean_file(self) -> tuple[str, str]:
        """Its name and its text."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 2 MB. Split it into smaller files.")
        text = decode(upload.read())
        if text is None or "\0" in text:
            raise forms.ValidationError("This isn’t a text file. Save your spreadsheet as CSV and choose that file.")
        return str(upload.name), text
