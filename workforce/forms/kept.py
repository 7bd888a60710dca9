"""What narrows a list: lists that administrators keep, read once a minute, and the form drawn once for an address."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.cache import caches
from django.forms.models import ModelChoiceIterator
from django.utils.safestring import SafeString

from clearinghouse.lib.recent import Recent
from documents.finding.filters import CHOICES_SECONDS

LONGEST_KEPT = 200  # characters of an address
_drawn = Recent[SafeString](64)


class _KeptIterator(ModelChoiceIterator):
    """The choices as they were read within the last minute: what an administrator edits shows within it."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self._known()

    def __len__(self) -> int:
        return len(self._known()) + (self.field.empty_label is not None)

    def _known(self) -> tuple[tuple[str, str], ...]:
        key = f"choices:{self.queryset.model._meta.label_lower}:{self.field.to_field_name}"
        known: tuple[tuple[str, str], ...] | None = caches["facets"].get(key)
        if known is None:
            known = tuple(
                (str(self.field.prepare_value(row)), self.field.label_from_instance(row)) for row in self.queryset.all()
            )
            caches["facets"].set(key, known, CHOICES_SECONDS)
        return known


class KeptChoiceField(forms.ModelChoiceField):
    """A choice from a list of reference data. What was chosen is looked up each time."""

    iterator = _KeptIterator


def drawn_filter(form: forms.Form) -> SafeString:
    """The form as it is drawn of an address that it can read, kept; it shows nothing of the person who asks."""
    given = tuple((name, form.data.get(name, "")) for name in form.fields)
    if form.errors or sum(len(value) for _, value in given) > LONGEST_KEPT:
        return form.render()
    fields = form.fields.values()
    # Types know choices in many shapes; a field has made pairs of them.
    choices = tuple(tuple(field.choices) for field in fields if isinstance(field, forms.ChoiceField))  # type: ignore[arg-type]
    return _drawn.get((type(form), given, choices), form.render)
