"""Forms of sharing and editing. They validate; actions act."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape

from accounts.models import Agency, State, User
from accounts.standing import standing_of
from documents import hidden
from documents.actions import NONE_SELECTED, Details, confidentiality_question, era_on
from documents.intake.destinations import Destination, destination_of
from documents.models import Document, DocumentVersion, Era, Family, Kind, Topic
from documents.models.version import LONGEST_NOTE
from documents.selection_form import SELECTED_FIELDS, SelectionForm
from documents.sharing import choices, confidential, grants

LABEL_CHOICES = [
    (Document.Label.PUBLIC, "Already public: anyone can get it from the agency"),
    (Document.Label.DELIBERATIVE, "Internal draft, deliberative"),
    (Document.Label.CONFIDENTIAL, "Contains vendor-confidential material"),
]
ICONS = {
    "me": "person", "agency": "location_city", "state": "flag", "region": "map", "groups": "groups",
    "all_members": "people", "workforce": "work", "public": "public",
}  # fmt: skip


class Question:
    """What a file contains beside its pages, and the answers, for documents/hidden_question.html."""

    def __init__(self, version: DocumentVersion) -> None:
        self.version = version
        self.places = hidden.by_place(hidden.parts_of(version.status))
        self.choices = hidden.choices(version)

    def cards(self, chosen: object) -> list[dict[str, Any]]:
        """All answers, for components/audience_choice.html."""
        return [
            {
                "value": choice.value,
                "label": choice.label,
                "sentence": choice.why_not or choice.sentence,
                "checked": choice.value == chosen,
                "disabled": bool(choice.why_not),
            }
            for choice in self.choices
        ]


class HiddenAnswerForm(forms.Form):
    """What to do with content that the pages of one version don't show."""

    hidden_answer = forms.ChoiceField(
        label="What should we do?",
        choices=hidden.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to do with this content."},
    )

    def __init__(self, version: DocumentVersion, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.question = Question(version)

    @property
    def hidden_cards(self) -> list[dict[str, Any]]:
        """For components/audience_choice.html."""
        return self.question.cards(self["hidden_answer"].value())


class DetailsForm(SelectionForm):
    """Everything people say about a document, for one person and one document.

    `typed` is what somebody filled in so far and did not send for saving yet.
    """

    field_order = (
        *("hidden_answer", "title", "kind", "state", "agency", "dated_on", "era", "topics", "abstract", "label"),
        "sharing",
        *SELECTED_FIELDS,
        *("tells_readers", "public_confirmed", "confidential_confirmed", "revision", "hidden_version"),
    )
    template_name = "documents/share_form.html"

    title = forms.CharField(max_length=250, label="Title", error_messages={"required": "Enter a title."})
    kind = forms.ModelChoiceField(
        Kind.objects.order_by("position", "pk"),
        label="Document type",
        empty_label="Choose a document type",
        error_messages={"required": "Choose a document type."},
    )
    state = forms.ModelChoiceField(
        State.objects.order_by("name"),
        label="State or territory",
        required=False,
        empty_label="No single state",
        help_text="The state or territory that the document is about.",
    )
    agency = forms.ModelChoiceField(
        Agency.objects.select_related("state").order_by("state__name", "name"),
        label="Agency",
        required=False,
        empty_label="No agency",
        help_text="The agency that owns the document. The answers to “Who can see it?” below refer to this agency.",
    )
    dated_on = forms.DateField(
        label="Document date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    era = forms.ModelChoiceField(
        Era.objects.order_by("starts_on"),
        label="Federal guidance in effect when it was written",
        required=False,
        empty_label="Based on the document date",
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.order_by("position", "pk"),
        label="Topics",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    abstract = forms.CharField(
        label="Description",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Two or three sentences for a colleague in another state: what it’s for and what’s special about it.",
    )
    label = forms.ChoiceField(
        label="Under public-records law, this document is",
        choices=LABEL_CHOICES,
        widget=forms.RadioSelect,
        help_text="We use your answer to suggest who can see it. You make the final choice.",
        error_messages={"required": "Choose one of the three answers."},
    )
    sharing = forms.ChoiceField(
        label="Who can see it?", choices=Document.Sharing.choices, error_messages={"required": "Choose who can see it."}
    )
    public_confirmed = forms.BooleanField(label="Yes, anyone can read it without signing in", required=False)
    confidential_confirmed = forms.BooleanField(
        label="Yes, share this vendor-confidential material with them", required=False
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    hidden_answer = forms.ChoiceField(
        label="Content that the pages don’t show",
        choices=hidden.Answer.choices,  # the action says why one of them cannot be given
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to do with this content."},
    )
    hidden_version = forms.CharField(widget=forms.HiddenInput)

    question: Question | None = None

    def __init__(
        self,
        document: Document,
        user: User,
        data: Mapping[str, Any] | None = None,
        *,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        self.document, self.user = document, user
        is_draft = document.status == Document.Status.DRAFT
        self.place = destination_of(user, document) if is_draft else None  # the page that it was uploaded for
        self.newest = _newest_version(document) if is_draft else None
        super().__init__(data, initial=_initial(document, user, self.place, self.newest))
        self.options = choices.options(user, document)
        self.field("sharing").choices = [(option.value, option.label) for option in self.options]
        self._offer_agencies()
        self.offer_selection()
        self.field("kind").choices = [("", "Choose a document type"), *kinds_by_family()]
        self._tell_sources()
        self._ask_about_hidden()
        if typed is not None:
            self.keep_typed(typed)

    def _offer_agencies(self) -> None:
        """Every one to administrators, both to somebody who serves two and has not shared the draft yet."""
        own = choices.own_agencies(self.user, self.document)
        if standing_of(self.user).is_administrator:
            return
        if not own:
            del self.fields["agency"]
            return
        agency = self.field("agency")
        agency.queryset = Agency.objects.filter(pk__in=own).select_related("state").order_by("name", "pk")
        agency.required, agency.empty_label = True, None

    def _tell_sources(self) -> None:
        """Say where a proposal comes from. Its words are from the file, and hints are shown as HTML: escape them."""
        for name, key in (("title", "title"), ("state", "state_code"), ("kind", "kind_slug"), ("dated_on", "dated_on")):
            if source := (_proposal(self.newest).get("sources") or {}).get(key):
                self.fields[name].help_text = f"Suggested: {escape(source)}"

    def _ask_about_hidden(self) -> None:
        """Ask what to do with content that the pages don't show, where the file waits for that."""
        if self.newest is None or not hidden.is_waiting(self.newest.status):
            del self.fields["hidden_answer"], self.fields["hidden_version"]
            return
        self.question = Question(self.newest)
        self.initial["hidden_version"] = self.newest.key

    def clean_hidden_version(self) -> str:
        """SECURITY: an answer is for the file whose content was listed, and not for one that came since."""
        given = str(self.cleaned_data["hidden_version"])
        if self.newest is not None and given != self.newest.key:
            raise forms.ValidationError("Another file was uploaded since. Check what it contains, and answer again.")
        return given

    @property
    def asks_public_confirmation(self) -> bool:
        """Whether to show the box that confirms “Public”."""
        value, label = self["sharing"].value(), self["label"].value()
        return self.is_bound and choices.needs_public_confirmation(value or "", label or "")

    @property
    def asks_confidential_confirmation(self) -> bool:
        """Whether to show the box that confirms sharing vendor-confidential material wider."""
        return self.is_bound and (
            "confidential_confirmed" in self.errors or bool(self["confidential_confirmed"].value())
        )

    @property
    def hidden_cards(self) -> list[dict[str, Any]]:
        """For components/audience_choice.html: what to do with content that the pages don't show."""
        return self.question.cards(self["hidden_answer"].value()) if self.question else []

    @property
    def sharing_cards(self) -> list[dict[str, Any]]:
        """For components/audience_choice.html."""
        chosen = self["sharing"].value()
        return [
            {
                "value": option.value,
                "label": option.label,
                "sentence": option.sentence,
                "count": choices.reach_words(option),
                "checked": option.value == chosen,
                "icon_name": ICONS[option.value],
            }
            for option in self.options
        ]

    @property
    def starting_choices(self) -> str:
        """What each label suggests, for js/starting_audience.js: "public=all_members deliberative=agency …"."""
        allowed = [option.value for option in self.options]
        return " ".join(f"{label}={choices.starting_choice(label, self.user, allowed)}" for label in Document.Label)

    def clean(self) -> dict[str, Any]:
        """What concerns two fields at once; the action checks all of it again."""
        cleaned = super().clean() or {}
        choice, label = cleaned.get("sharing", ""), cleaned.get("label", "")
        if choice == Document.Sharing.SELECTED and self.selection_is_empty(cleaned):
            self.add_error("sharing", NONE_SELECTED)
        if choices.needs_public_confirmation(choice, label) and not cleaned.get("public_confirmed"):
            self.add_error("public_confirmed", "Confirm that anyone can read it, or choose another answer above.")
        if confidential.is_confidential(label) and not cleaned.get("confidential_confirmed") and not self.errors:
            self._ask_about_confidential()
        return cleaned

    def _ask_about_confidential(self) -> None:
        if question := confidentiality_question(self.document, self.details()):
            self.add_error("confidential_confirmed", f"{question} Confirm, or choose another answer above.")

    def details(self) -> Details:
        """The validated answers for actions.save_details."""
        given = self.cleaned_data
        return Details(
            title=given["title"],
            kind=given["kind"],
            state=given["state"],
            agency=given["agency"] if "agency" in self.fields else self.document.agency,
            topics=tuple(given["topics"]),
            dated_on=given["dated_on"],
            era=given["era"],
            abstract=given["abstract"],
            label=given["label"],
            sharing=given["sharing"],
            public_confirmed=given["public_confirmed"],
            confidential_confirmed=given["confidential_confirmed"],
            tells_readers=given["tells_readers"],
            answered=self.newest if given.get("hidden_answer") else None,
            hidden_answer=given.get("hidden_answer", ""),
            **self._selected(),
        )

    def _selected(self) -> dict[str, Any]:
        if self.cleaned_data["sharing"] != Document.Sharing.SELECTED:
            return {}
        return {name: tuple(self.cleaned_data.get(name) or ()) for name in ("people", "regions", "states", "groups")}


class ReasonForm(forms.Form):
    """Why a document is withdrawn or restored."""

    reason = forms.CharField(label="Reason", max_length=500, help_text="We keep it in the document’s history.")


class VersionNoteForm(forms.Form):
    """What changed with a version."""

    note = forms.CharField(
        label="What changed",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Optional, up to {LONGEST_NOTE} characters. Everyone who can see this version can read it.",
    )


def kinds_by_family() -> list[tuple[str, list[tuple[int, str]]]]:
    """Kinds under their families, for a select."""
    families = Family.objects.order_by("position", "pk").prefetch_related("kinds")
    return [
        (family.name, [(kind.pk, kind.name) for kind in sorted(family.kinds.all(), key=lambda k: (k.position, k.pk))])
        for family in families
    ]


def _newest_version(document: Document) -> DocumentVersion | None:
    """Of a document that is still to be described: what is proposed and asked comes from it."""
    version = document.versions.select_related("status").order_by("-pk").first()
    if version is not None:
        version.document = document
    return version


def _proposal(version: DocumentVersion | None) -> dict[str, Any]:
    """What was read from the newest file."""
    return dict(version.status.proposal) if version is not None else {}


def _initial(
    document: Document, user: User, place: Destination | None, newest: DocumentVersion | None
) -> dict[str, Any]:
    """A draft starts from the file's own words, a described document from what was said of it."""
    if document.status != Document.Status.DRAFT:
        return _said(document)
    proposal = _proposal(newest)
    kind_slug = (place.kind_slug if place else "") or proposal.get("kind_slug") or ""
    kind = Kind.objects.filter(slug=kind_slug).first()
    return {
        **_meant_for(place, user),
        "title": proposal.get("title") or document.title,
        "kind": kind.pk if kind else None,
        "state": proposal.get("state_code") or document.state_id,
        "agency": document.agency_id,
        "dated_on": proposal.get("dated_on"),
        "revision": document.revision,
    }


def _meant_for(place: Destination | None, user: User) -> dict[str, Any]:
    """The circle of the page that the document was uploaded for, where the person may share with it."""
    circles = {audience.pk for audience in grants.circles_of(user)} if place else set()
    if place is None or place.audience_id not in circles:
        return {}
    return {"sharing": Document.Sharing.SELECTED, "groups": [place.audience_id]}


def _said(document: Document) -> dict[str, Any]:
    is_selected = document.sharing == Document.Sharing.SELECTED
    selected = grants.audiences_of(document) if is_selected else []
    return {
        "title": document.title,
        "kind": document.kind_id,
        "state": document.state_id,
        "agency": document.agency_id,
        "dated_on": document.dated_on,
        # An era that follows from the date keeps following it.
        "era": None if document.era == era_on(document.dated_on) else document.era_id,
        "topics": list(document.topics.values_list("pk", flat=True)),
        "abstract": document.abstract,
        "label": document.label,
        "sharing": document.sharing,
        "people": [person.key for person in grants.people_of(document)],
        "regions": [audience.region_id for audience in selected if audience.region_id],
        "states": [audience.state_id for audience in selected if audience.state_id],
        "groups": [audience.pk for audience in selected if audience.kind in grants.CIRCLES],
        "tells_readers": document.teller_id is not None,
        "revision": document.revision,
    }
