"""Details of many drafts in one table: the questions of DetailsForm that every document is asked, a line for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django import forms

from accounts.models import Audience, State, User
from documents.actions import Details, confidentiality_question
from documents.forms import LABEL_CHOICES, kinds_by_family
from documents.models import Document, DocumentVersion, Kind
from documents.sharing import choices, grants

GROUP = "group:"
SHORT_LABELS = {
    Document.Label.PUBLIC: "Already public",
    Document.Label.DELIBERATIVE: "Internal draft",
    Document.Label.CONFIDENTIAL: "Vendor-confidential",
}
SHARED_FIELDS = ("state", "kind", "dated_on", "label", "sharing")
FIELDS = ("title", *SHARED_FIELDS)
INCOMPLETE = {
    "title": "Enter a title.",
    "kind": "Choose a document type.",
    "label": "Choose an answer about public records.",
    "sharing": "Choose who can see it.",
}


@dataclass
class Lists:
    """What the rows of one person choose from, read once for all of them."""

    user: User
    _sharing: dict[int | None, list[Any]] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        return {str(kind.pk): kind for kind in Kind.objects.all()}

    @cached_property
    def kind_choices(self) -> list[Any]:
        return [("", "Choose a type"), *kinds_by_family()]

    @cached_property
    def states(self) -> dict[str, State]:
        return {state.pk: state for state in State.objects.order_by("name")}

    @cached_property
    def state_choices(self) -> list[tuple[str, str]]:
        return [("", "No single state"), *((pk, state.name) for pk, state in self.states.items())]

    @cached_property
    def circles(self) -> dict[str, Audience]:
        """The person's working groups and events."""
        return {f"{GROUP}{audience.pk}": audience for audience in grants.circles_of(self.user)}

    def sharing_choices(self, document: Document) -> list[Any]:
        """For documents of one agency the answers are the same; groups and events are a list within the list."""
        known = self._sharing.get(document.agency_id)
        if known is None:
            options = choices.options(self.user, document)
            plain = [(str(each.value), each.label) for each in options if each.value != Document.Sharing.SELECTED]
            offers_groups = len(plain) < len(options)
            groups = [(value, audience.label) for value, audience in self.circles.items()] if offers_groups else []
            known = [("", "Choose who can see it"), *plain, *([("Your groups and events", groups)] if groups else [])]
            self._sharing[document.agency_id] = known
        return known

    def starting_choice(self, label: str, document: Document) -> str:
        """What the answer about public records suggests."""
        allowed = [value for value, _ in self.sharing_choices(document)]
        return choices.starting_choice(label, self.user, allowed) if label in Document.Label.values else ""


def _select(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


class SharedForm(forms.Form):
    """Answers for all rows that have none of their own."""

    state = _select("State or territory")
    kind = _select("Document type")
    dated_on = forms.DateField(
        label="Document date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    label = forms.ChoiceField(
        label="Public records",
        required=False,
        choices=[("", "Choose an answer"), *((value, SHORT_LABELS[value]) for value, _ in LABEL_CHOICES)],
    )
    sharing = _select("Who can see it?")

    def __init__(self, lists: Lists, document: Document, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lists = lists
        for name, offered in (
            ("kind", lists.kind_choices),
            ("state", lists.state_choices),
            ("sharing", lists.sharing_choices(document)),
        ):
            self.fields[name].choices = offered  # type: ignore[attr-defined]


class DraftRow(SharedForm):
    """One draft. A row without any answer of its own is left a draft, and nothing is said against it."""

    title = forms.CharField(label="Title", max_length=250, required=False)
    confirmed = forms.BooleanField(label="Yes, share it this way", required=False)
    asked = forms.CharField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    field_order = (*FIELDS, "confirmed", "asked", "revision")
    question = ""

    def __init__(
        self,
        lists: Lists,
        version: DocumentVersion,
        data: Mapping[str, Any] | None = None,
        *,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        self.version, self.document = version, version.document
        initial = {**proposed(version), **{name: value for name, value in (typed or {}).items() if value}}
        super().__init__(lists, self.document, data, prefix=self.document.key, initial=initial)
        self.notes: list[str] = []  # of the table that was pasted

    @property
    def is_untouched(self) -> bool:
        """Whether the answers that nobody proposes are all missing: the person has not come to this one."""
        return not any(self[name].value() for name in ("label", "sharing"))

    @property
    def suggestions(self) -> str:
        """What each answer about public records suggests, for js/many_rows.js."""
        return " ".join(f"{label}={self.lists.starting_choice(label, self.document)}" for label in Document.Label)

    def clean(self) -> dict[str, Any]:
        """All answers that a document needs."""
        cleaned = super().clean() or {}
        for name, sentence in INCOMPLETE.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if not self.errors and not self._is_confirmed(cleaned) and (question := self._question(cleaned)):
            self.ask(f"{question} Confirm, or choose another answer.")
        return cleaned

    def _question(self, cleaned: Mapping[str, Any]) -> str:
        """All that must be confirmed about this choice."""
        is_public = choices.needs_public_confirmation(cleaned["sharing"], cleaned["label"])
        public = "Anyone will be able to read it without signing in." if is_public else ""
        return " ".join(filter(None, (public, confidentiality_question(self.document, self.details()))))

    def ask(self, question: str) -> None:
        """Show the question with a box; the answer counts for exactly these choices."""
        self.question = question
        self.add_error("confirmed", question)

    @property
    def choice(self) -> str:
        """What a confirmation is for."""
        return f"{self['label'].value()}|{self['sharing'].value()}"

    def _is_confirmed(self, cleaned: Mapping[str, Any]) -> bool:
        return bool(cleaned.get("confirmed")) and cleaned.get("asked") == self.choice

    def details(self) -> Details:
        """The validated answers for actions.save_details."""
        given = self.cleaned_data
        circle = self.lists.circles.get(given["sharing"])
        is_confirmed = self._is_confirmed(given)
        return Details(
            title=given["title"],
            kind=self.lists.kinds[given["kind"]],
            state=self.lists.states.get(given["state"]),
            agency=self.document.agency,
            dated_on=given["dated_on"],
            label=given["label"],
            sharing=Document.Sharing.SELECTED if circle else given["sharing"],
            groups=(circle,) if circle else (),
            public_confirmed=is_confirmed,
            confidential_confirmed=is_confirmed,
        )


def proposed(version: DocumentVersion) -> dict[str, Any]:
    """What the file itself suggests."""
    proposal, document = dict(version.status.proposal), version.document
    kind_slug = proposal.get("kind_slug") or ""
    return {
        "title": proposal.get("title") or document.title,
        "kind_slug": kind_slug,
        "state": proposal.get("state_code") or document.state_id or "",
        "dated_on": proposal.get("dated_on") or "",
        "revision": document.revision,
    }


def as_date(words: str) -> date | None:
    """2026-01-15, or 1/15/2026 as Excel in this country writes it."""
    year_first, _, rest = words.partition("-")
    try:
        if rest:
            return date.fromisoformat(f"{year_first}-{rest}")
        month, day, year = map(int, words.split("/"))
        return date(year, month, day)
    except ValueError:
        return None
