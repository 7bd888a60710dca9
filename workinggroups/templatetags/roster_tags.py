"""A person of a roster. Drawn in Python: as template tags, forty people took longer than all else on a group's page."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from workinggroups.roster import Person

register = template.Library()

LEAD = ' <span class="chip chip--teal">Lead</span>'
ME = ' <span class="chip">You</span>'
SAMPLE = ' <span class="chip chip--sample">Sample</span>'


@register.simple_tag
def roster_person(person: Person) -> SafeString:
    """Name, marks, title and agency."""
    chips = f"{LEAD if person.is_lead else ''}{ME if person.is_me else ''}{SAMPLE if person.is_sample else ''}"
    role = f"{person.title}, {person.organization}" if person.title else person.organization
    # SECURITY: what people typed is escaped here; the chips are constants.
    return mark_safe(  # noqa: S308
        f'<span class="person"><span class="person__name">{escape(person.name)}</span>{chips}\n'
        f'<span class="person__role">{escape(role)}</span></span>'
    )
