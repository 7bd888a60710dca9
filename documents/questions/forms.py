"""The form of a question set: its name and audience, and a row for each question. It validates; actions act."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from accounts.models import Audience, User
from clearinghouse.lib.files.text import clean_text, one_line
from documents.models import QuestionSet
from documents.questions.actions import Details, audiences_for
from documents.questions.wording import (
    LONGEST_CATEGORY,
    LONGEST_NAME,
    LONGEST_TABLE,
    MOST_QUESTIONS,
    MOST_WORDS_OF_SET,
    TypedQuestion,
    groups_of,
    problem_with,
    read_table,
    typed_question,
)
from documents.sharing.choices import WHO

LONGEST_WORDS_FIELD = 8000
NEW_ROWS = 3
ICONS = {
    "agency": "location_city", "state": "flag", "region": "map", "all_members": "people", "workforce": "work",
    "working_group": "groups", "event": "groups",
}  # fmt: skip
TOO_MANY = f"A set has at most {MOST_QUESTIONS} questions. We left out the rest."
_MOVE = re.compile(r"(?P<what>up|down|remove)-(?P<row>\d{1,3})")


class QuestionForm(forms.Form):
    """One question."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Question",
        max_length=LONGEST_NAME,
        required=False,
        help_text="A few words for the grid, such as “Defines underserved communities.”",
    )
    category = forms.CharField(label="Category (optional)", max_length=LONGEST_CATEGORY, required=False)
    words = forms.CharField(
        label="Words",
        max_length=LONGEST_WORDS_FIELD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One group in each line, with commas between words and phrases. A page answers the question when it "
        "has at least one word or phrase from every line.",
    )

    def clean_name(self) -> str:
        """On one line."""
        return one_line(self.cleaned_data["name"], LONGEST_NAME)

    def clean_category(self) -> str:
        """On one line."""
        return one_line(self.cleaned_data["category"], LONGEST_CATEGORY)

    def clean(self) -> dict[str, Any]:
        """A row with anything in it needs a name and words."""
        cleaned = super().clean() or self.cleaned_data
        typed = self.typed
        if typed.is_empty or self.errors:
            return cleaned
        if not typed.name:
            self.add_error("name", "Enter a name for this question.")
        if problem := problem_with(typed.words):
            self.add_error("words", problem)
        return cleaned

    @property
    def typed(self) -> TypedQuestion:
        """What was typed, once it is cleaned."""
        data = self.cleaned_data
        words = clean_text(data.get("words") or "", LONGEST_WORDS_FIELD)
        return TypedQuestion(data.get("name") or "", data.get("category") or "", words, data.get("id"))


class QuestionSetForm(forms.Form):
    """A set with its questions. `typed` is what was filled in so far and is not to be saved yet."""

    template_name = "documents/question_set_form.html"

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter a name."})
    about = forms.CharField(
        label="What it is for (optional)",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    audiences = forms.MultipleChoiceField(
        label="Who else can see it?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="If you choose no one, only you can see it. People you share it with can use it and copy it. "
        "Their results include only documents they can see.",
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    pasted = forms.CharField(
        label="Rows from a spreadsheet",
        max_length=LONGEST_TABLE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        user: User,
        question_set: QuestionSet | None = None,
        data: Mapping[str, Any] | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        self.open_to: dict[str, Audience] = {str(row.pk): row for row in audiences_for(user, question_set)}
        self.notes: list[str] = []  # about what a step did with the rows
        super().__init__(data, initial=self._first_values(question_set, typed))
        self.declared("audiences").choices = [(pk, row.label) for pk, row in self.open_to.items()]
        if data is not None:
            self.rows = [QuestionForm(data, prefix=f"questions-{at}") for at in range(_count(data))]
        else:
            rows = self._rows_after(typed) if typed is not None else _stored_rows(question_set)
            self.rows = [
                QuestionForm(prefix=f"questions-{at}", initial={"id": row.pk, **_fields(row)})
                for at, row in enumerate(rows)
            ]

    def declared(self, name: str) -> forms.MultipleChoiceField:
        """The field whose choices depend on the person."""
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        return field

    def _first_values(self, question_set: QuestionSet | None, typed: Mapping[str, Any] | None) -> dict[str, Any]:
        if typed is not None:
            chosen = typed.getlist("audiences") if hasattr(typed, "getlist") else typed.get("audiences", [])
            values = {name: one_or_more_lines(typed, name) for name in ("name", "about", "revision")}
            return {**values, "audiences": chosen}
        if question_set is None:
            return {}
        chosen = [str(pk) for pk in question_set.audiences.values_list("pk", flat=True)]
        return {
            "name": question_set.name,
            "about": question_set.about,
            "revision": question_set.revision,
            "audiences": chosen,
        }

    def _rows_after(self, typed: Mapping[str, Any]) -> list[TypedQuestion]:
        """The rows as the step that was asked for leaves them."""
        rows, step = typed_rows(typed), str(typed.get("step", ""))
        if step == "add":
            rows.append(TypedQuestion())
        elif step == "paste":
            rows = [row for row in rows if not row.is_empty] + read_table(str(typed.get("pasted", "")))
        elif move := _MOVE.fullmatch(step):
            _move(rows, move["what"], int(move["row"]))
        if len(rows) > MOST_QUESTIONS:
            self.notes.append(TOO_MANY)
        return rows[:MOST_QUESTIONS]

    @property
    def cards(self) -> list[dict[str, Any]]:
        """For components/audience_choice.html."""
        chosen = {str(value) for value in self["audiences"].value() or ()}
        return [
            {
                "value": pk,
                "label": audience.label,
                "sentence": _sentence(audience),
                "checked": pk in chosen,
                "icon_name": ICONS.get(audience.kind, "groups"),
            }
            for pk, audience in self.open_to.items()
        ]

    @property
    def failed_rows(self) -> list[tuple[int, QuestionForm]]:
        """Rows with a mistake, by their number from 1."""
        return [(number, row) for number, row in enumerate(self.rows, 1) if row.is_bound and row.errors]

    def is_valid(self) -> bool:
        """The set and each of its rows."""
        rows_are_valid = [row.is_valid() for row in self.rows]
        if not super().is_valid() or not all(rows_are_valid):
            return False
        if not self._questions():
            self.add_error(None, "Add at least one question.")
            return False
        if sum(map(_count_words, self._questions())) > MOST_WORDS_OF_SET:
            self.add_error(None, f"A set has at most {MOST_WORDS_OF_SET} words and phrases. Make a second set.")
            return False
        return True

    def _questions(self) -> tuple[TypedQuestion, ...]:
        return tuple(
            replace(row.typed, groups=tuple(map(tuple, groups_of(row.typed.words))))
            for row in self.rows
            if not row.typed.is_empty
        )

    def details(self) -> Details:
        """What the action takes; after is_valid()."""
        data = self.cleaned_data
        return Details(
            name=one_line(data["name"], 120),
            about=clean_text(data["about"], 1000),
            audiences=tuple(self.open_to[pk] for pk in data["audiences"]),
            questions=self._questions(),
        )


def _count_words(question: TypedQuestion) -> int:
    return sum(map(len, question.groups))


def _sentence(audience: Audience) -> str:
    words = WHO.get(Audience.Kind(audience.kind), "{}").format(audience.label)
    return f"{words[:1].upper()}{words[1:]}."


def one_or_more_lines(typed: Mapping[str, Any], name: str) -> str:
    """What was typed into a field, without what no page can show."""
    return clean_text(str(typed.get(name, "")), LONGEST_WORDS_FIELD)


def _count(data: Mapping[str, Any]) -> int:
    """How many rows a form has that was sent."""
    sent = str(data.get("listed", ""))
    return min(int(sent), MOST_QUESTIONS) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0


def typed_rows(data: Mapping[str, Any]) -> list[TypedQuestion]:
    """The rows of a form as they were sent, unchecked."""
    rows = []
    for at in range(_count(data)):
        name, category, words, pk = (
            one_or_more_lines(data, f"questions-{at}-{field}") for field in ("name", "category", "words", "id")
        )
        number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 12 else None
        rows.append(TypedQuestion(name, category, words, number))
    return rows


def _move(rows: list[TypedQuestion], what: str, at: int) -> None:
    if at >= len(rows):
        return
    if what == "remove":
        del rows[at]
        return
    other = at - 1 if what == "up" else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]


def _stored_rows(question_set: QuestionSet | None) -> Sequence[TypedQuestion]:
    if question_set is None:
        return [TypedQuestion()] * NEW_ROWS
    return [typed_question(question) for question in question_set.questions.order_by("position", "pk")]


def _fields(row: TypedQuestion) -> dict[str, str]:
    return {"name": row.name, "category": row.category, "words": row.words}
