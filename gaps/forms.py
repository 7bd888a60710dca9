"""Forms of asking for documents and answering. They validate; actions act."""

from typing import Any

from django import forms

from accounts.models import State, User
from accounts.standing import Viewer
from contacts.forms import CleanText, OneLine, form_token_field
from documents.models import Document, Kind
from gaps.actions import Answer, Wanted
from gaps.actions.answering import colleagues
from gaps.models import DocumentRequest

Status = DocumentRequest.Status
MOST_DOCUMENTS = 200
ANSWERS = (
    (Status.UPLOADED, "Here it is: a document that is shared here"),
    (Status.LINKED, "It’s on the web"),
    (Status.NONE, "We have none"),
    (Status.REFUSED, "We can’t share it"),
    (Status.ELSEWHERE, "Ask another state"),
)


class AskForm(forms.Form):
    """What somebody asks a state for.

    SECURITY: the choices are the same for all, whatever documents there are.
    """

    state = forms.ModelChoiceField(
        State.objects.order_by("name"),
        label="State or territory",
        empty_label="Choose a state",
        error_messages={"required": "Choose a state or territory."},
    )
    kind = forms.ModelChoiceField(
        Kind.objects.select_related("family").order_by("position", "pk"),
        label="Document type",
        to_field_name="slug",
        required=False,
        empty_label="No single type",
    )
    title = OneLine(
        label="Which document (optional, if you chose a type)",
        max_length=160,
        required=False,
        help_text="For example: operations and maintenance for fast chargers on I-75. All members can read this.",
    )
    purpose = CleanText(
        label="What you need it for (optional)",
        max_length=500,
        required=False,
        help_text="Only the people who answer can read this. They also see your name.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    once = form_token_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("kind") and not self.wanted_words(data):
            self.add_error("title", "Choose a document type, or say in words which document you need.")
        return data

    @staticmethod
    def wanted_words(data: dict[str, Any]) -> str:
        """The title as it would be compared; signs alone name nothing."""
        return Wanted(State(), title=data.get("title") or "").sought

    def wanted(self) -> Wanted:
        """For ask()."""
        data = self.cleaned_data
        return Wanted(data["state"], data["kind"], data["title"], data["purpose"], data["once"])


class AnswerForm(forms.Form):
    """How a request ends. Of the fields below the choice only those count that belong to it."""

    end = forms.ChoiceField(
        choices=ANSWERS, label="Your answer", widget=forms.RadioSelect, error_messages={"required": "Choose an answer."}
    )
    document = forms.ModelChoiceField(
        Document.objects.none(),
        label="Document",
        to_field_name="key",
        required=False,
        empty_label="Choose a document",
        help_text="Documents of your state that you can see, the newest first. People who asked get a link if they "
        "can see it too.",
    )
    link = forms.URLField(
        label="Web address", max_length=500, required=False, assume_scheme="https", help_text="It starts with https://."
    )
    other_state = forms.ModelChoiceField(
        State.objects.none(), label="Other state or territory", required=False, empty_label="Choose a state"
    )
    text = CleanText(
        label="Note or reason",
        max_length=1000,
        required=False,
        help_text="All members can read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, request: DocumentRequest, user: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = Document.objects.visible_to(user).published().filter(state=request.state_id)
        newest = documents.newest().values("pk")[:MOST_DOCUMENTS]
        self.fields["document"].queryset = documents.filter(pk__in=newest).newest()  # type: ignore[attr-defined]
        others = State.objects.exclude(pk=request.state_id).order_by("name")
        self.fields["other_state"].queryset = others  # type: ignore[attr-defined]

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        # SECURITY: a link that a member gives to members is never to a page without encryption, or to a script.
        if link and not link.startswith("https://"):
            raise forms.ValidationError("Enter an address that starts with https://.")
        return link

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needed = {
            Status.UPLOADED: ("document", "Choose the document. If it isn’t here yet, share it first."),
            Status.LINKED: ("link", "Enter the web address."),
            Status.REFUSED: ("text", "Say why it can’t be shared."),
            Status.ELSEWHERE: ("other_state", "Choose the state to ask."),
        }
        name, sentence = needed.get(data.get("end", ""), ("", ""))
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, sentence)
        return data

    def given(self) -> Answer:
        """For answer()."""
        data = self.cleaned_data
        return Answer(data["end"], data["document"], data["link"], data["text"], data["other_state"])


class PassOnForm(forms.Form):
    """To whom of the state a request goes."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Who should answer it?",
        empty_label="Choose a person",
        error_messages={"required": "Choose a person."},
    )

    def __init__(self, request: DocumentRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # SECURITY: the state's people, never an address that somebody types.
        self.fields["to"].queryset = colleagues(request).exclude(pk=request.person_id or 0)  # type: ignore[attr-defined]
