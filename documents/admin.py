"""Which of this app's tables administrators edit under /data/: how documents are sorted, never documents."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.postgres.fields import ArrayField
from django.urls import URLPattern, path

from accounts.reference_admin import ReferenceAdmin
from documents.models import Era, Family, Kind, SampleQuery, SynonymSet, Topic
from documents.try_form import try_set

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE = {
    "documents.accessibilityreport": "is what a program found in a file",
    "documents.document": "is changed on its own pages, where sharing is an action",
    "documents.documentevent": "history of rows, written by triggers",
    "documents.documentgrouppermission": "follows from the sharing choice",
    "documents.documentuserpermission": "follows from the sharing choice",
    "documents.documentversion": "stored files do not change",
    "documents.filecheck": "is what the worker found when it read a stored file",
    "documents.gainedreaders": "is written by triggers, for the alerts of saved searches",
    "documents.opening": "is written as people read",
    "documents.page": "is read out of files by the worker",
    "documents.question": "belongs to a question set",
    "documents.questionset": "is changed on its own pages, where sharing is an action",
    "documents.reader": "is derived by triggers from the grants",
    "documents.readernotice": "notes who was told by email, so that no one is told twice",
    "documents.savedsearch": "belongs to the person who saved it",
    "documents.searchnews": "notes what alerts told, so that no one is told twice",
    "documents.searchchange": "is derived by triggers",
    "documents.searchfollower": "is a process's note of its progress",
    "documents.documentsstamp": "is derived by triggers",
    "documents.upload": "belongs to the person who uploads",
    "documents.versionstatus": "is the worker's note of its progress",
}


@admin.register(Family)
class FamilyAdmin(ReferenceAdmin):
    section = "Documents and search"
    about = "Groups of document types in the filters, such as Solicitations."
    list_display = ("name", "slug", "position")
    ordering = ("position", "pk")


@admin.register(Kind)
class KindAdmin(ReferenceAdmin):
    section = "Documents and search"
    about = "What a document is, such as an RFP, a contract, or a plan."
    list_display = ("name", "family", "position")
    list_filter = ("family",)
    list_select_related = ("family",)
    search_fields = ("name", "description")
    ordering = ("position", "pk")


@admin.register(Topic)
class TopicAdmin(ReferenceAdmin):
    section = "Documents and search"
    about = "What a document is about. Questions are also routed by topic."
    list_display = ("name", "slug", "position")
    ordering = ("position", "pk")


@admin.register(Era)
class EraAdmin(ReferenceAdmin):
    section = "Documents and search"
    about = "Periods of federal guidance. A document belongs to the one in effect on its date."
    list_display = ("code", "name", "starts_on")
    ordering = ("starts_on",)


@admin.register(SynonymSet)
class SynonymSetAdmin(ReferenceAdmin):
    section = "Documents and search"
    about = "Words that search treats as the same, such as EVSE and charger. Changes take effect within a minute."
    list_display = ("terms", "one_way", "note")
    search_fields = ("terms", "one_way", "note")
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **ReferenceAdmin.formfield_overrides,
        ArrayField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
    }
    ordering = ("pk",)

    def get_urls(self) -> list[URLPattern]:
        """With the page where a set is tried."""
        tried = path("try/", self.admin_site.admin_view(try_set), name="documents_synonymset_try")
        return [tried, *super().get_urls()]


@admin.register(SampleQuery)
class SampleQueryAdmin(ReferenceAdmin):
    section = "Documents and search"
    about = "Test searches and the pages they should find, for trying changes to synonyms."
    list_display = ("query",)
    search_fields = ("query",)
    ordering = ("pk",)
