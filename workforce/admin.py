"""Which of this app's tables administrators edit under /data/."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.postgres.fields import ArrayField
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest

from accounts.reference_admin import ReferenceAdmin
from workforce import clause_search
from workforce.models import Challenge, Credential, Requirement, Support

SECTION = "EV Workforce Collaborative"

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "workforce.clausesearch": "is what the worker looked through",
    "workforce.foundclause": "is what the worker found in the pages of a file",
    "workforce.goal": "changed on the pair's pages, with an audit line",
    "workforce.goalevent": "history, written by triggers",
    "workforce.milestone": "changed on the pair's pages, with an audit line",
    "workforce.milestoneevent": "history, written by triggers",
    "workforce.pair": "changed on its own pages, with an audit line",
    "workforce.pairevent": "history, written by triggers",
    "workforce.pairpartner": "added and removed on the pair's page, with an audit line",
    "workforce.pairpartnerevent": "history, written by triggers",
    "workforce.pairyear": "changed on the pair's pages, with an audit line",
    "workforce.pairyearevent": "history, written by triggers",
    "workforce.linkcheck": "is what the worker found when it asked for a link",
    "workforce.resource": "suggested, decided on, and edited on its own pages, with an audit line",
    "workforce.resourceevent": "history, written by triggers",
    "workforce.spaceadministrator": "named and ended on the space's page of people, with an audit line",
    "workforce.spaceadministratorevent": "history, written by triggers",
    "workforce.spaceinvitation": "sent and withdrawn on the space's page of invitations, with an audit line",
    "workforce.spaceinvitationevent": "history, written by triggers",
    "workforce.pathway": "is changed on its own page, with an audit line",
    "workforce.pathwayevent": "history, written by triggers",
    "workforce.pathwaystep": "is changed with its pathway",
    "workforce.pathwaywage": "is changed with its pathway",
    "workforce.provider": "is changed on its own page or by a file, with an audit line",
    "workforce.providerevent": "history, written by triggers",
    "workforce.providerimport": "waits for the person who chose the file",
    "workforce.trainedyear": "is changed with its provider",
}


@admin.register(Credential)
class CredentialAdmin(ReferenceAdmin):
    section = SECTION
    about = "Credentials that pathways lead to and training providers offer, such as EVITP."
    list_display = ("name", "issuer", "source_name", "checked_on", "position")
    ordering = ("position", "pk")


@admin.register(Support)
class SupportAdmin(ReferenceAdmin):
    section = SECTION
    about = "Help with barriers other than skills, such as child care and transportation."
    list_display = ("name", "description", "position")
    ordering = ("position", "pk")


@admin.register(Requirement)
class RequirementAdmin(ReferenceAdmin):
    section = SECTION
    about = "What contracts and solicitations ask of workers. Each state’s page in the Collaborative looks for it."
    list_display = ("name", "words", "position")
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **ReferenceAdmin.formfield_overrides,
        ArrayField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
        ManyToManyField: {"widget": CheckboxSelectMultiple},
    }
    ordering = ("position", "pk")

    def save_model(self, request: HttpRequest, obj: Requirement, form: ModelForm, change: bool) -> None:
        """Other words are looked for in every document again."""
        super().save_model(request, obj, form, change)
        clause_search.queue_all()


@admin.register(Challenge)
class ChallengeAdmin(ReferenceAdmin):
    section = "EV Workforce Collaborative"
    about = "What states and cities struggle with. Resources are listed by challenge."
    list_display = ("name", "slug", "position")
    ordering = ("position", "pk")
