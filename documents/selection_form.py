"""Choosing people, states, regions and groups one by one, and what that choice means in words."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from accounts.models import Audience, Region, State, User
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted
from documents.models import Document
from documents.sharing import choices, grants, telling

S = Document.Sharing
SHORTEST, MOST_FOUND = 2, 8
FIND, PREVIEW = "find", "preview"
SELECTED_FIELDS = ("people", "find_person", "regions", "states", "groups")


@dataclass(frozen=True)
class PersonRow:
    """Somebody who is selected, or was found and can be."""

    key: str
    name: str
    work: str
    is_selected: bool


@dataclass(frozen=True)
class Preview:
    """Who will be able to open it."""

    sentence: str
    people_to_tell: int
    cannot_tell: str  # why not, or empty


def pending_step(data: Mapping[str, Any]) -> str:
    """The step before saving that a sent form asks for: finding people, or only seeing who could open it.

    A name that was typed and not looked up yet was meant to be added: it is looked up, and nothing is saved.
    """
    if data.get("step") in (FIND, PREVIEW):
        return str(data["step"])
    typed = " ".join(str(data.get("find_person", "")).split())
    is_new = typed and typed != " ".join(str(data.get("found_for", "")).split())
    return FIND if is_new and data.get("sharing") == S.SELECTED else ""


class PeopleField(forms.ModelMultipleChoiceField):
    """People by their random key: no address or form tells a running number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.none(), to_field_name="key", **options)


class RegionsField(forms.ModelMultipleChoiceField):
    """Regions of all schemes, those of NASEO first; the others with their scheme."""

    def label_from_instance(self, obj: Region) -> str:
        """ "Northeast", "SASHTO (AASHTO)"."""
        return obj.name if obj.scheme.slug in ("naseo", "custom") else f"{obj.name} ({obj.scheme.name})"


class SelectionForm(forms.Form):
    """What “People, states, or groups you choose” names. `document` and `user` are set before super().__init__()."""

    document: Document
    user: User

    people = PeopleField(label="People", required=False)
    find_person = forms.CharField(
        label="Add people by name",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Enter at least two letters of a name in the directory.",
    )
    regions = RegionsField(
        Region.objects.select_related("scheme").order_by("scheme", "pk"),
        label="Regions",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    states = forms.ModelMultipleChoiceField(
        State.objects.order_by("name"),
        label="States and territories",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.ModelMultipleChoiceField(
        Audience.objects.none(),
        label="Groups and events",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tells_readers = forms.BooleanField(label="Tell them by email", required=False)

    selected_fields = SELECTED_FIELDS
    step = ""  # what was asked for before saving
    search_is_limited = False
    searched = ""  # the name that was looked for last; one that is typed anew is looked up before saving

    def field(self, name: str) -> Any:
        """A field, for setting what only some kinds of field have."""
        return self.fields[name]

    def offer_selection(self) -> None:
        """Fill in whom this person may choose for this document. Call after super().__init__()."""
        self.searched = str(self.data.get("found_for", ""))
        groups = choices.groups_for(self.user, self.document)
        if groups:
            self.field("groups").queryset = Audience.objects.filter(pk__in=[group.pk for group in groups])
        else:
            del self.fields["groups"]
        self.field("people").queryset = choices.people_for(self.user, self.document)

    @property
    def offers_selection(self) -> bool:
        """Whether the choice is open to the person at all."""
        return any(value == S.SELECTED for value, _ in self.field("sharing").choices)

    def chosen(self, name: str) -> list[Any]:
        """The rows that stand in a field now, be the form sent, half-filled or new; none where the answer is bad."""
        if name not in self.fields:
            return []
        try:
            return list(self.fields[name].clean(self[name].value() or []))
        except ValidationError:
            return []

    @cached_property
    def people_rows(self) -> list[PersonRow]:
        """Those who are selected, then those who were found."""
        selected = choices.with_work(User.objects.filter(pk__in=[person.pk for person in self.chosen("people")]))
        rows = [self._row(person, is_selected=True) for person in selected.order_by("name", "key")]
        return rows + [self._row(person, is_selected=False) for person in self.found]

    def _row(self, person: User, *, is_selected: bool) -> PersonRow:
        return PersonRow(person.key, str(person), choices.work_of(person), is_selected)

    @property
    def words(self) -> str:
        """The name that was typed, with single spaces."""
        return " ".join(str(self["find_person"].value() or "").replace("\0", "").split())

    @cached_property
    def found(self) -> list[User]:
        """People with the typed name who are not selected yet, at most eight."""
        if self.step != FIND or len(self.words) < SHORTEST or self.search_is_limited:
            return []
        people: QuerySet[User] = self.field("people").queryset
        selected = [person.pk for person in self.chosen("people")]
        named = people.filter(name__icontains=self.words).exclude(pk__in=selected)
        return list(choices.with_work(named).order_by("name", "key")[:MOST_FOUND])

    @cached_property
    def found_note(self) -> str:
        """What came of the search, for everybody who looks or listens."""
        if self.step != FIND or not self.words:
            return ""
        if self.search_is_limited:
            return "You’ve searched for many people in the last hour. Try again later."
        if len(self.words) < SHORTEST:
            return "Enter at least two letters of the name."
        count = len(self.found)
        if count == MOST_FOUND:
            return f"The first {count} people with “{self.words}” in their name. Enter more of the name to see others."
        if not count:
            return f"No one you can share with has “{self.words}” in their name."
        return f"{counted(count, 'person,people')} with “{self.words}” in their name. Select the people to add."

    @cached_property
    def left(self) -> list[User]:
        """Those who were selected and have left since."""
        return grants.people_who_left(self.document) if self.document.sharing == S.SELECTED else []

    @cached_property
    def preview(self) -> Preview | None:
        """Who will be able to open it, as the form stands; None until something is chosen."""
        sharing = self["sharing"].value()
        if sharing not in S.values:
            return None
        chosen, people = self._chosen_audiences(sharing), self.chosen("people") if sharing == S.SELECTED else []
        to_tell = telling.people_to_tell(self.document, self.user, chosen, people).count()
        return Preview(
            choices.reach_sentence(sharing, chosen, people), to_tell, telling.why_not(sharing, to_tell, self.user)
        )

    def _chosen_audiences(self, sharing: str) -> list[Audience]:
        """As grants.audiences_for() names them; reading, so those that exist."""
        if sharing != S.SELECTED:
            return grants.audiences_for(Document(sharing=sharing, agency=self.chosen_agency()))
        places = Q(state__in=self.chosen("states")) | Q(region__in=self.chosen("regions"))
        return [*self.chosen("groups"), *Audience.objects.filter(places).order_by("kind", "label", "pk")]

    def chosen_agency(self) -> Any:
        """The agency that the answers refer to."""
        if "agency" not in self.fields:
            return self.document.agency
        try:
            return self.fields["agency"].clean(self["agency"].value())
        except ValidationError:
            return None

    def keep_typed(self, data: Mapping[str, Any]) -> None:
        """Show what was typed without judging it yet: a step before saving."""
        for name, field in self.fields.items():
            self.initial[name] = field.widget.value_from_datadict(data, {}, self.add_prefix(name))
        self.step = pending_step(data)
        self.searched = self.words if self.step == FIND else str(data.get("found_for", ""))

    def selection_is_empty(self, cleaned: Mapping[str, Any]) -> bool:
        """Whether nobody and nothing was chosen."""
        return not any(cleaned.get(name) for name in ("people", "regions", "states", "groups"))
