"""Forms of studies, editions and revisions. They validate; actions act."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.models import User
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.wording import long_date
from documents.models import Document, DocumentVersion, Topic
from publications.actions import EditionDetails, RecordDetails, RevisionDetails, StudyDetails
from publications.actions.editions import versions_for, versions_of
from publications.models import Edition, Language, Revision, Study

KEY = re.compile(r"(?:/documents/|^)(?P<key>[a-z0-9]{12})(?:/|$)")
NO_DOCUMENT = "We can’t find a shared document that you can edit at this address."


class CleanCharField(forms.CharField):
    """Text without what no database stores and nobody sees; one line, unless it is written in a larger box."""

    def to_python(self, value: Any) -> str:
        """The text as it is kept, before its length is judged."""
        text, longest = super().to_python(value) or "", (self.max_length or 1000) * 2
        return clean_text(text, longest) if isinstance(self.widget, forms.Textarea) else one_line(text, longest)


class EditingForm(forms.Form):
    """A form that knows from which edit the person started."""

    edits = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def started_from(self) -> int:
        """0 where nothing says it, so that any edit since counts as somebody else's."""
        return self.cleaned_data["edits"] or 0


class WebAddress(forms.URLField):
    """An address on the web."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=500, required=False, assume_scheme="https", **given)

    def clean(self, value: Any) -> Any:
        """Of the web, not of a file server."""
        address = super().clean(value)
        if address and not address.startswith(("https://", "http://")):
            raise forms.ValidationError("Enter an address that begins with https:// or http://.")
        return address


class StudyForm(EditingForm):
    """What a study is."""

    name = CleanCharField(
        label="Name of the study",
        max_length=160,
        help_text="Without the name of an edition, such as “fact sheet.”",
        error_messages={"required": "Enter a name for the study."},
    )
    publisher = CleanCharField(
        label="Publisher",
        max_length=160,
        help_text="The organization that is cited as its author.",
        error_messages={"required": "Enter the publisher."},
    )
    subject = CleanCharField(label="Subject (optional)", max_length=160, required=False)
    summary = CleanCharField(
        label="Summary (optional)", max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.order_by("position", "pk"),
        label="Topics (optional)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    source_url = WebAddress(label="Page on the publisher’s website (optional)")

    def __init__(self, data: Mapping[str, Any] | None = None, *, study: Study | None = None) -> None:
        super().__init__(data, initial=_initial(study, *self.base_fields) if study else {})
        if study is not None:
            self.initial["topics"] = list(study.topics.all())

    def details(self) -> StudyDetails:
        """For make_study() and save_study()."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "edits"}
        return StudyDetails(**{**data, "topics": tuple(data["topics"])})


class EditionForm(EditingForm):
    """What an edition is and answers."""

    form = forms.ChoiceField(label="Form", choices=Edition.Form.choices)
    language = forms.ChoiceField(label="Language", choices=Language.choices, initial=Language.ENGLISH)
    answers = CleanCharField(
        label="What it answers (optional)",
        max_length=240,
        required=False,
        help_text="One sentence that helps people choose, such as “Where should charging for trucks begin?”",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, edition: Edition | None = None, **given: Any) -> None:
        super().__init__(data, initial={**given, **(_initial(edition, *self.base_fields) if edition else {})})

    def details(self) -> EditionDetails:
        """For add_edition() and save_edition()."""
        data = self.cleaned_data
        return EditionDetails(data["form"], data["language"], data["answers"])


class AddEditionForm(EditionForm):
    """A document that becomes an edition."""

    field_order = ("document", "form", "language", "answers", "revised_on")

    document = forms.CharField(
        label="Link to the document",
        max_length=300,
        help_text="Copy it from the document’s page. The document must be shared, and you must be able to edit it.",
        error_messages={"required": "Enter the link to a document."},
    )
    revised_on = forms.DateField(
        label="Date of the publication (optional)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="As the publication says. Leave it empty to take the document’s date.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User, **given: Any) -> None:
        super().__init__(data, **given)
        self.user = user

    def clean_document(self) -> Document:
        """One that the person may change; what is hidden from them and what never was read alike."""
        found = KEY.search(self.cleaned_data["document"].strip())
        documents = Document.objects.editable_by(self.user).published().select_related("current_version")
        document = documents.filter(key=found["key"]).first() if found else None
        if document is None:
            raise forms.ValidationError(NO_DOCUMENT)
        return document

    def first(self) -> RevisionDetails:
        """Revision 1: the document's file as it is now, or the record that it is."""
        document: Document = self.cleaned_data["document"]
        day = self.cleaned_data["revised_on"] or document.dated_on
        if document.current_version is not None:
            return RevisionDetails(document.current_version, day)
        pages = document.page_count if document.source_url else None
        return RevisionDetails(None, day, page_count=pages, facts_source=document.source_url if pages else "")


class RecordForm(EditingForm):
    """What a record says of a publication whose file is elsewhere."""

    title = CleanCharField(label="Title", max_length=250, error_messages={"required": "Enter a title."})
    abstract = CleanCharField(
        label="Abstract (optional)", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    source_url = WebAddress(
        label="Where the file is, on the publisher’s website",
        error_messages={"required": "Enter the address on the publisher’s website."},
    )
    revised_on = forms.DateField(
        label="Date of the publication (optional)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="As the publication says.",
    )
    page_count = forms.IntegerField(
        label="Pages (optional)",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="As the address above says; it is shown as the source of this number.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, document: Document | None = None) -> None:
        super().__init__(data, initial=_of_record(document) if document else {})
        self.fields["source_url"].required = True

    def record(self) -> RecordDetails:
        """For add_record() and correct_record()."""
        data = self.cleaned_data
        names = ("title", "source_url", "abstract", "revised_on", "page_count")
        return RecordDetails(**{name: data[name] for name in names})


def _of_record(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "abstract": document.abstract,
        "source_url": document.source_url,
        "revised_on": document.dated_on,
        "page_count": document.page_count,
        "edits": document.revision,
    }


class AddRecordForm(RecordForm):
    """A record that becomes an edition."""

    field_order = ("title", "form", "language", "source_url", "answers", "abstract", "revised_on", "page_count")

    form = forms.ChoiceField(label="Form", choices=Edition.Form.choices)
    language = forms.ChoiceField(label="Language", choices=Language.choices, initial=Language.ENGLISH)
    answers = CleanCharField(label="What it answers (optional)", max_length=240, required=False)

    def details(self) -> EditionDetails:
        """For add_record()."""
        data = self.cleaned_data
        return EditionDetails(data["form"], data["language"], data["answers"])


class VersionField(forms.ModelChoiceField):
    """A file of the edition's document."""

    def label_from_instance(self, version: DocumentVersion) -> str:
        """Version 2: plan.pdf, January 15, 2026."""
        return f"Version {version.status.number}: {version.filename}, {long_date(version.uploaded_at)}"


class RevisionForm(EditingForm):
    """A revision: its file where the document has any, or a record of one that is kept elsewhere."""

    version = VersionField(
        DocumentVersion.objects.none(),
        label="File",
        error_messages={"required": "Choose the file of this revision."},
    )
    revised_on = forms.DateField(
        label="Date of the revision (optional)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="As the publication says.",
    )
    what_changed = CleanCharField(
        label="What changed (optional)", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    page_count = forms.IntegerField(label="Pages (optional)", required=False, min_value=1, max_value=100_000)
    facts_source = WebAddress(label="Where the number of pages is from")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, edition: Edition, revision: Revision | None = None
    ) -> None:
        super().__init__(data, initial=_initial(revision, *self.base_fields) if revision else {})
        is_record = revision is not None and revision.version_id is None
        if not versions_of(edition.document).exists():
            del self.fields["version"]
            return
        self._offer(edition, revision, is_required=not is_record)
        if not is_record:
            del self.fields["page_count"], self.fields["facts_source"]

    def _offer(self, edition: Edition, revision: Revision | None, *, is_required: bool) -> None:
        """Files that are no revision yet. Those that are can be sent all the same: twice is as good as once."""
        field = self.fields["version"]
        assert isinstance(field, VersionField)
        field.queryset, field.required = versions_of(edition.document), is_required
        first = "Choose a file" if is_required else "A file that is kept elsewhere"
        free = [(version.pk, field.label_from_instance(version)) for version in versions_for(edition, revision)]
        field.widget.choices = [("", first), *free]

    def details(self) -> RevisionDetails:
        """For add_revision() and save_revision()."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "edits"}
        return RevisionDetails(**{**data, "facts_source": data.get("facts_source") or ""})

    def clean(self) -> dict[str, Any]:
        """A number that somebody typed has a source."""
        data = super().clean() or {}
        if data.get("page_count") and not data.get("version") and not data.get("facts_source"):
            self.add_error("facts_source", "Enter where the number of pages is from.")
        return data


def _initial(row: Study | Edition | Revision, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names if name != "topics" and hasattr(row, name)}
