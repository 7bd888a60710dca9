"""The form in which a state answers: one field for each question of the version, and who may read it all."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import cached_property
from django.utils.html import format_html

from accounts.standing import Viewer
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from documents.models import Document
from inquiries.answer_files import FIELD, FileState, brought, unready
from inquiries.models import MOST_ROWS, FieldType, InquiryField, Response, Sharing, YesNo
from inquiries.values import asked_of, is_empty, kept

MOST_DOCUMENTS = 200
LARGEST = Decimal(10) ** 15
MONEY_HINT = "In dollars, for example 1,250,000."


class RankingWidget(forms.MultiWidget):
    """A place from 1 on for each choice."""

    template_name = "inquiries/widgets/ranking.html"
    use_fieldset = True

    def __init__(self, choices: Sequence[str]) -> None:
        self.choices = list(choices)
        places = [("", "–"), *((str(place), str(place)) for place in range(1, len(choices) + 1))]
        super().__init__([forms.Select(choices=places) for _ in choices])

    def decompress(self, value: Any) -> list[str]:
        """From choices in their order to the place of each."""
        order = value if isinstance(value, list) else []
        return [str(order.index(choice) + 1) if choice in order else "" for choice in self.choices]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With the words of each choice in its list of places."""
        # A list is what the answer holds, in order; MultiWidget would take it for its parts' values.
        parts = self.decompress(value) if value and value[0] in self.choices else value
        context = super().get_context(name, parts, attrs)
        for choice, part in zip(self.choices, context["widget"]["subwidgets"], strict=True):
            part["words"] = choice
        return context


class RankingField(forms.Field):
    """All choices in the order somebody gave them, or nothing."""

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        self.ranked = list(choices)
        super().__init__(widget=RankingWidget(choices), **kwargs)

    def to_python(self, value: Any) -> list[str]:
        """Raises ValidationError where two choices have one place, or some have none."""
        places = list(value or [])
        if not any(places):
            return []
        if sorted(places) != sorted(str(place) for place in range(1, len(self.ranked) + 1)):
            raise ValidationError("Give each choice a place of its own.")
        return [choice for _, choice in sorted(zip(map(int, places), self.ranked, strict=True))]


class TableWidget(forms.MultiWidget):
    """A few rows of text boxes under the names of the columns."""

    template_name = "inquiries/widgets/table.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = list(columns)
        super().__init__([forms.TextInput(attrs={"maxlength": 300}) for _ in range(MOST_ROWS * len(columns))])

    def decompress(self, value: Any) -> list[str]:
        """From rows to one list of cells."""
        rows = value if isinstance(value, list) else []
        cells = [[*row, *[""] * len(self.columns)][: len(self.columns)] for row in rows if isinstance(row, list)]
        padded = [*cells, *[[""] * len(self.columns)] * MOST_ROWS][:MOST_ROWS]
        return [cell for row in padded for cell in row]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With what each box is called, and where rows begin and end."""
        parts = self.decompress(value) if value and isinstance(value[0], list) else value
        context = super().get_context(name, parts, attrs)
        boxes, width = context["widget"]["subwidgets"], len(self.columns)
        for number, box in enumerate(boxes):
            column = self.columns[number % width]
            box["attrs"]["aria-label"] = f"{column}, row {number // width + 1}"
            box |= {"column": column, "begins_row": number % width == 0, "ends_row": number % width == width - 1}
        context["widget"]["columns"] = self.columns
        return context


class TableField(forms.Field):
    """Rows with a word in at least one cell."""

    def __init__(self, columns: Sequence[str], **kwargs: Any) -> None:
        self.width = len(columns)
        super().__init__(widget=TableWidget(columns), **kwargs)

    def to_python(self, value: Any) -> list[list[str]]:
        """Rows of clean cells; empty rows are left out."""
        cells = [one_line(str(cell or ""), 300) for cell in value or []]
        rows = [cells[start : start + self.width] for start in range(0, len(cells), self.width)]
        return [row for row in rows if any(row)]


class NumberField(forms.CharField):
    """A number as people type it: with commas, a dollar sign, or decimals. Kept as a plain text of digits."""

    def to_python(self, value: Any) -> str:
        """Raises ValidationError for what is no number."""
        typed = one_line(super().to_python(value) or "", 60).strip()
        if not typed:
            return ""
        plain = typed.replace(",", "").replace("$", "").replace(" ", "").removesuffix("%")
        try:
            found = Decimal(plain)
        except ArithmeticError:
            raise ValidationError("Enter a number, for example 1,250 or 97.5.") from None
        if not found.is_finite() or abs(found) > LARGEST:
            raise ValidationError("Enter a number, for example 1,250 or 97.5.")
        return format(found, "f")


@dataclass(frozen=True)
class Upload:
    """The field of a question's file, for components/file_drop.html, and how far the chosen file has come."""

    name: str
    state: FileState | None
    error: str


@dataclass(frozen=True)
class Asked:
    """A question with its field, as the page draws it. `condition` says when it is asked; empty: always."""

    question: InquiryField
    field: forms.BoundField
    condition: str
    earlier: str
    upload: Upload | None = None


def choices_of(question: InquiryField) -> list[tuple[str, str]]:
    """Of a question with answers to choose from: value and label."""
    if question.type == FieldType.YES_NO:
        return list(YesNo.choices)
    return [(choice, choice) for choice in question.choices]


class AnswerForm(forms.Form):
    """A field `q_IDENT` for each question, and the sharing. A draft keeps what was typed as it is."""

    def __init__(
        self,
        questions: Sequence[InquiryField],
        data: Any = None,
        *,
        user: Viewer,
        answers: Mapping[str, Any],
        sharing: str = Sharing.ANSWERED,
        revision: int = 1,
        response: Response | None = None,
    ) -> None:
        self.questions = list(questions)
        self.is_draft = False  # then nothing must be answered
        self.problem_heading = ""
        self.refused_files: Mapping[str, str] = {}  # by ident
        self.user, self.response = user, response  # with a response, files can be uploaded for it
        initial = {f"q_{ident}": value for ident, value in answers.items()}
        super().__init__(data, initial={**initial, "sharing": sharing, "revision": revision})
        documents = _documents_for(user, answers, self.questions, response)
        for question in self.questions:
            self.fields[f"q_{question.ident}"] = _field(question, documents, may_upload=response is not None)
        self.fields["sharing"] = forms.ChoiceField(
            label="Who can read your state’s answer", choices=Sharing.choices, widget=forms.RadioSelect
        )
        self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput)

    def typed(self) -> dict[str, Any]:
        """What stands in the fields, without empty ones; for a draft, so nothing that somebody typed is lost."""
        found = {}
        for question in self.questions:
            name = self.add_prefix(f"q_{question.ident}")
            field = self.fields[f"q_{question.ident}"]
            value = field.widget.value_from_datadict(self.data, self.files, name)
            found[question.ident] = _as_typed(question, value)
        return {ident: value for ident, value in found.items() if not is_empty(value)}

    def typed_sharing(self) -> str:
        """The chosen sharing; the narrowest of the usual ones where none arrived."""
        chosen = str(self.data.get("sharing", ""))
        return chosen if chosen in Sharing.values else Sharing.ANSWERED

    def typed_revision(self) -> int:
        """The revision that the page was made from; 0, which no row has, where none arrived."""
        number = str(self.data.get("revision", ""))
        return int(number) if number.isdecimal() and len(number) < 9 else 0

    def shown_errors(self) -> list[tuple[forms.BoundField, list[str]]]:
        """For the list of what stops the form, in the order of the page."""
        return [
            (self[name], [str(error) for error in self.errors[name]]) for name in self.fields if name in self.errors
        ]

    def see_revision(self, number: int) -> None:
        """Let the form, as it was sent, go on from another revision."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["revision"] = str(number)
        self.data = data

    def clean(self) -> dict[str, Any]:
        """Required questions are answered, if they are asked."""
        data = super().clean() or {}
        given = self._given(data)
        if self.is_draft:
            return data
        for question in asked_of(self.questions, given):
            name = f"q_{question.ident}"
            if question.ident in self.refused_files:
                self.add_error(name, self.refused_files[question.ident])
            elif question.is_required and name not in self.errors and is_empty(given.get(question.ident)):
                self.add_error(name, "Answer this question.")
            elif question.type == FieldType.FILE and (state := self.file_states.get(str(given.get(question.ident)))):
                self.add_error(name, f"{state.sentence} Then submit the answer.")
        return data

    @cached_property
    def file_states(self) -> dict[str, FileState]:
        """Of the documents that stand in the form, by key: those that nobody else can open yet."""
        asking = [f"q_{question.ident}" for question in self.questions if question.type == FieldType.FILE]
        keys = {str(self[name].value()) for name in asking if self[name].value()}
        return unready(self.user, self.response, keys) if self.response is not None and keys else {}

    def upload_for(self, question: InquiryField) -> Upload | None:
        """What the page shows of uploading a file, where the question takes one."""
        if self.response is None or question.type != FieldType.FILE:
            return None
        state = self.file_states.get(str(self[f"q_{question.ident}"].value()))
        return Upload(f"{FIELD}{question.ident}", state, self.refused_files.get(question.ident, ""))

    def answers(self) -> dict[str, Any]:
        """Of a valid form: the answer as it is submitted."""
        return kept(self.questions, self._given(self.cleaned_data))

    def _given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        given = {question.ident: data.get(f"q_{question.ident}") for question in self.questions}
        return {ident: value.isoformat() if isinstance(value, date) else value for ident, value in given.items()}


def _as_typed(question: InquiryField, value: Any) -> Any:
    if question.type == FieldType.RANKING:
        places = zip(value, question.choices, strict=True)
        return [choice for _, choice in sorted((int(place), choice) for place, choice in places if _is_place(place))]
    if question.type == FieldType.TABLE:
        return TableField(question.columns).to_python(value)
    if isinstance(value, list):
        return [one_line(str(part), 160) for part in value]
    return clean_text(str(value or ""), 20_000)


def _is_place(place: Any) -> bool:
    return str(place or "").isdecimal() and len(str(place)) < 3


def _field(question: InquiryField, documents: list[tuple[str, str]], *, may_upload: bool) -> forms.Field:
    kind = question.type
    hint = _hint(question, may_upload=may_upload)
    common: dict[str, Any] = {"label": question.label, "help_text": hint, "required": False}
    if kind == FieldType.LONG:
        return _Text(max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}), **common)
    if kind in (FieldType.YES_NO, FieldType.ONE):
        return forms.ChoiceField(choices=choices_of(question), widget=forms.RadioSelect, **common)
    if kind == FieldType.SEVERAL:
        return forms.MultipleChoiceField(choices=choices_of(question), widget=forms.CheckboxSelectMultiple, **common)
    if kind == FieldType.RANKING:
        return RankingField(question.choices, **common)
    if kind in (FieldType.NUMBER, FieldType.MONEY):
        return NumberField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
    if kind == FieldType.DATE:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **common)
    if kind == FieldType.LINK:
        return forms.URLField(
            max_length=500, assume_scheme="https", validators=[URLValidator(schemes=["https", "http"])], **common
        )
    if kind == FieldType.FILE:
        return forms.ChoiceField(choices=[("", "No document"), *documents], **common)
    if kind == FieldType.TABLE:
        return TableField(question.columns, **common)
    return _Line(max_length=300, **common)


class _Text(forms.CharField):
    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "", 20_000)


class _Line(forms.CharField):
    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "", 300)


CHOOSE = "Choose one that you or your agency shared{}. Who can open it stays as it is."


def _hint(question: InquiryField, *, may_upload: bool) -> str:
    """As HTML, which the fields' template takes it for."""
    extra = {
        FieldType.MONEY: MONEY_HINT,
        FieldType.NUMBER: f"In {question.unit}." if question.unit else "",
        FieldType.RANKING: "Give each choice a place; 1 is the first.",
        FieldType.FILE: CHOOSE.format(", or upload a file below" if may_upload else ""),
    }.get(FieldType(question.type), "")
    # SECURITY: what somebody wrote is escaped here, because the template marks hints as safe.
    return format_html("{}{}{}", question.help_text, " " if question.help_text and extra else "", extra)


def _documents_for(
    user: Viewer, answers: Mapping[str, Any], questions: Sequence[InquiryField], response: Response | None
) -> list[tuple[str, str]]:
    """Files uploaded for this answer, the newest documents that the person may share, and those that colleagues chose.

    None where nothing asks.
    """
    asking = [question.ident for question in questions if question.type == FieldType.FILE]
    if not asking:
        return []
    rows = Document.objects.editable_by(user).published().order_by("-shared_at", "-key")
    found = brought(user, response) if response is not None else []
    found += rows.values_list("key", "title")[:MOST_DOCUMENTS]
    chosen = {str(answers[ident]) for ident in asking if answers.get(ident)} - {key for key, _ in found}
    titles = dict(Document.objects.visible_to(user).filter(key__in=chosen).values_list("key", "title"))
    # SECURITY: of a document that is not shared with this colleague the form says no title.
    others = [(key, titles.get(key, "A document that a colleague chose")) for key in sorted(chosen)]
    return [*found, *others]
