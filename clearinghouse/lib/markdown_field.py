"""The form field of texts that may be pasted from Word or mail, or written in Markdown."""

from typing import Any

from django import forms

from clearinghouse.lib.files.text import clean_markdown

MARKDOWN_HINT = (
    "You can paste from Word or an email. Lists, tables, and web addresses are kept. To add formatting yourself, start "
    "a line with “- ” for a list item, start a line with “# ” after a blank line for a heading, and put **two "
    "asterisks** around bold text."
)


class MarkdownField(forms.CharField):
    """Text whose blanks stay: those before the first point of a list say how deep the others lie."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """The text as it is kept, before its length is judged."""
        return clean_markdown(super().to_python(value) or "", 100_000)
