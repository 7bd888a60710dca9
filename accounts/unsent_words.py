"""What somebody typed into a form, in the form's own words: its labels, and what the chosen options are called.

Whoever reads this may be signed out, so only the words that every visitor could read anyway are looked up: labels,
fixed choices and reference data. What was chosen from a list of people, groups or documents stays unnamed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.forms.forms import BaseForm
from django.urls import ResolverMatch

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date

# Hidden fields of our forms, and the buttons: they are sent again, but nobody typed them.
NOT_TYPED = {
    "again", "asked", "do", "document", "done", "found_for", "id", "item", "key", "listed", "news", "next", "number",
    "once", "plan", "revision", "seen", "show", "shown", "days_shown", "step", "upload_id",
    "TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS",
}  # fmt: skip
# Controls that a template draws without a form class of that app.
DRAWN_BY_HAND = {
    "role": "Listed as",
    "skip": "Dates to skip",
    "note": "What changed",
    "pasted": "Rows from Excel",
    "table": "CSV file",
    "lead_submits": "Who submits the answer",
    "passages": "Marked passages",
    "pace": "How news comes",
}
# SECURITY: names that every visitor may read. A row of any other table is never looked up for somebody signed out.
REFERENCE_DATA = {
    "accounts.state", "accounts.region", "accounts.regionscheme", "accounts.agency",
    "documents.kind", "documents.family", "documents.topic", "documents.era", "workinggroups.workinggroup",
}  # fmt: skip
CHOSEN = "Chosen from the list"
# Of the table of many drafts: a row is named by the random name of its document, the answers for all rows by "all".
KEYED = re.compile(r"(?P<key>[a-z0-9]{12}|all)-(?P<name>[a-z_]+)")
ALL, DRAFTS = "all", "draft"
# Of an inquiry or campaign: the answer to a question, and the parts of a ranking or a table.
# SECURITY: what was asked is no word that every visitor may read, so all answers stand together under one label.
ANSWER = re.compile(r"q_[a-z0-9]{8}(?:_[0-9]+)?")
ANSWERS = "Your answers"
ROW = re.compile(r"(?:(?P<rows>.+)-(?P<number>[0-9]{1,4})-)?(?P<name>.+)")


@dataclass
class Typed:
    """One field of the form, as its reader knows it."""

    label: str
    values: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Name:
    """A field's name taken apart: tasks-0-text is the text of the first task."""

    rows: str
    number: int | None
    name: str

    @classmethod
    def of(cls, sent: str) -> "_Name":
        found = ROW.fullmatch(sent.replace("\n", " "))
        if found is None or found["number"] is None:
            return cls("", None, sent)
        return cls(found["rows"], int(found["number"]), found["name"])


def typed(match: ResolverMatch | None, sent: Iterable[tuple[str, str]]) -> list[Typed]:
    """What a person would know again of these fields, each with all its values."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in (sent := _numbered(sent)):
        if value.strip() and _is_typed(name):
            values[name].append(value)
    fields = _fields_of(match, {_Name.of(name) for name, _ in sent})
    answers = [value for name, given in values.items() if ANSWER.fullmatch(name) for value in given]
    found = [Typed(ANSWERS, answers)] if answers else []
    for name, given in values.items():
        if ANSWER.fullmatch(name):
            continue
        form_field = fields.get(_Name.of(name))
        if form_field is None or not form_field.widget.is_hidden:
            found.append(Typed(_label(name, form_field), _in_words(form_field, given)))
    return found


def _numbered(sent: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """With the rows of the table of drafts named by their number in it, as the rows of other forms are."""
    numbers: dict[str, int] = {}
    found = []
    for name, value in sent:
        keyed = KEYED.fullmatch(name)
        if keyed is None:
            found.append((name, value))
        elif keyed["key"] == ALL:
            found.append((f"{ALL}-0-{keyed['name']}", value))
        else:
            number = numbers.setdefault(keyed["key"], len(numbers))
            found.append((f"{DRAFTS}-{number}-{keyed['name']}", value))
    return found


def _is_typed(name: str) -> bool:
    last = _Name.of(name).name.rpartition("-")[2]
    return last not in NOT_TYPED and not last.startswith("_")


def _label(sent: str, form_field: forms.Field | None) -> str:
    name = _Name.of(sent)
    if form_field is not None and form_field.label:
        words = str(form_field.label)
    else:
        words = DRAWN_BY_HAND.get(name.name) or re.sub("[-_]", " ", name.name).capitalize()
    if name.rows == ALL:
        return f"{words} (all rows)"
    if name.rows == DRAFTS:
        return f"Draft {name.number + 1}: {words}" if name.number is not None else words
    return words if name.number is None else f"{words} {name.number + 1}"


# Which form it was


def _fields_of(match: ResolverMatch | None, names: set[_Name]) -> dict[_Name, forms.Field]:
    if match is not None and match.app_name == "admin":
        return dict(_fields_of_model(match.url_name or "", names))
    app = match.func.__module__.partition(".")[0] if match is not None else ""
    sets: dict[str, set[_Name]] = defaultdict(set)
    for name in names:
        sets[name.rows].add(name)
    return {name: found for of_one in sets.values() for name, found in _best_form(app, of_one).items()}


def _best_form(app: str, names: set[_Name]) -> dict[_Name, forms.Field]:
    """The fields of that app's form that has most of these names."""
    wanted = {name.name for name in names}
    forms_of_app = {form for form in _all_forms(BaseForm) if form.__module__.partition(".")[0] == app}
    known = [form.base_fields for form in sorted(forms_of_app, key=lambda form: (form.__module__, form.__qualname__))]
    none: dict[str, forms.Field] = {}
    best = max(known, key=lambda fields: (len(wanted & fields.keys()), -len(fields)), default=none)
    return {name: best[name.name] for name in names if name.name in best}


def _all_forms(form: Any) -> Iterator[Any]:
    for below in form.__subclasses__():
        if hasattr(below, "base_fields"):
            yield below
        yield from _all_forms(below)


def _fields_of_model(url_name: str, names: set[_Name]) -> Iterator[tuple[_Name, forms.Field]]:
    """Of the administration's forms: "accounts_agency_add" is one of agencies."""
    try:
        model = apps.get_model(".".join(url_name.rpartition("_")[0].split("_", 1)))
    except (LookupError, ValueError):
        return
    below = {relation.get_accessor_name(): relation.related_model for relation in model._meta.related_objects}
    for name in names:
        owner = below.get(name.rows) if name.rows else model
        try:
            found = owner._meta.get_field(name.name).formfield() if owner else None
        except (FieldDoesNotExist, AttributeError):
            continue
        if found is not None:
            yield name, found


# What was chosen


def _in_words(form_field: forms.Field | None, values: list[str]) -> list[str]:
    match form_field:
        case forms.BooleanField():
            return ["Yes"]
        case forms.ModelChoiceField():
            return _names_of_rows(form_field, values)
        case forms.ChoiceField():
            return _unrepeated(str(_flat(form_field).get(value, CHOSEN)) for value in values)
        case forms.DateField():
            return [_day(value) for value in values]
        case None:
            return ["Yes" if value == "on" else value for value in values]
    return values


def _flat(form_field: forms.ChoiceField) -> dict[str, object]:
    found: dict[str, object] = {}
    choices: Any = form_field.choices
    for value, label in choices:
        options = label if isinstance(label, list | tuple) else [(value, label)]
        found.update({str(one): words for one, words in options})
    return found


def _names_of_rows(form_field: forms.ModelChoiceField, values: list[str]) -> list[str]:
    model = form_field.queryset.model if form_field.queryset is not None else None
    if model is None or model._meta.label_lower not in REFERENCE_DATA:
        return [CHOSEN]
    key = form_field.to_field_name or "pk"
    try:
        rows = {str(getattr(row, key)): row for row in model._default_manager.filter(**{f"{key}__in": values})}
    except (ValueError, TypeError, ValidationError):
        return [CHOSEN]
    return _unrepeated(form_field.label_from_instance(rows[one]) if one in rows else CHOSEN for one in values)


def _unrepeated(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _day(value: str) -> str:
    try:
        return long_date(date.fromisoformat(value))
    except ValueError:
        return value
