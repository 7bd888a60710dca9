"""Which of our tables administrators edit under /data/, and which they do not."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest

from accounts import audiences
from accounts.actions import suspend_at_domain
from accounts.models import (
    AccessEvent,
    Agency,
    AgencyDomain,
    AuditEvent,
    DomainNote,
    Region,
    RegionScheme,
    RegistryDomain,
    State,
    User,
)
from accounts.models.place import RegionState
from accounts.reference_admin import ReadOnlyAdmin, ReferenceAdmin
from clearinghouse.lib.wording import counted

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE = {
    "accounts.linkquestion": "is decided on its own page",
    "accounts.user": "people are changed on the people pages, where every change is an action",
    "accounts.audience": "follows from memberships, regions and groups",
    "accounts.handover": "is opened when someone leaves, and closed on its own page",
    "accounts.membership": "follows from an approved request",
    "accounts.membershiprequest": "is decided in the queue",
    "accounts.vouch": "is an EV lead’s own word on a request, given on their page",
    "accounts.joininvitation": "is sent, renewed and withdrawn on its own page; its link is a secret",
    "accounts.registryimport": "is uploaded and confirmed on its own page",
    "accounts.requestmessage": "is written and read with its request",
    "accounts.suppressedaddress": "is a keyed hash; the link in the email turns it off and on",
    "accounts.outboxmail": "is counted on the system page; bodies may hold sign-in codes",
    "accounts.mailreport": "is what mail servers said; System status counts it",
    "accounts.pausedaddress": "is listed under System status; its owner ends the pause",
    "accounts.domainpace": "is a counter of the worker",
    "accounts.preferences": "people set their own on their account page",
    "accounts.membershipevent": "history of rows, written by triggers",
    "accounts.membershiprequestevent": "history of rows, written by triggers",
}


class AgencyDomainInline(admin.StackedInline):
    model = AgencyDomain
    extra = 1
    formfield_overrides = ReferenceAdmin.formfield_overrides


class RegionStateInline(admin.StackedInline):
    model = RegionState
    extra = 1


@admin.register(State)
class StateAdmin(ReferenceAdmin):
    section = "Agencies and places"
    about = "States, territories, and the District of Columbia: 56 in all."
    rights = ("view", "change")
    list_display = ("name", "code", "kind")
    readonly_fields = ("code",)
    ordering = ("name",)


@admin.register(RegionScheme)
class RegionSchemeAdmin(ReferenceAdmin):
    section = "Agencies and places"
    about = "Ways to divide the country, such as NASEO’s or AASHTO’s."
    list_display = ("name", "slug")
    ordering = ("name",)


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    section = "Agencies and places"
    about = "Groups of states. Members in those states see what is shared with the region."
    list_display = ("name", "scheme")
    list_select_related = ("scheme",)
    inlines = (RegionStateInline,)
    ordering = ("scheme", "name")

    def save_related(self, request: HttpRequest, form: forms.BaseForm, formsets: Any, change: bool) -> None:
        """A region's audience follows its states."""
        super().save_related(request, form, formsets, change)
        audiences.follow_states(form.instance)  # type: ignore[attr-defined]


@admin.register(Agency)
class AgencyAdmin(ReferenceAdmin):
    section = "Agencies and places"
    about = "Agencies whose staff can join, and the email domains they use."
    list_display = ("name", "abbreviation", "kind", "state")
    list_filter = ("kind", "state")
    list_select_related = ("state",)
    search_fields = ("name", "abbreviation", "domains__domain")
    inlines = (AgencyDomainInline,)
    ordering = ("state", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """An agency does not move to another state: its people's audiences would."""
        # Whether leads approve is decided on a page of its own, where the decision is recorded.
        return ("state", "is_sample", "leads_approve") if obj else ("is_sample", "leads_approve")

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        """An agency's audience carries its name."""
        super().save_model(request, obj, form, change)
        audiences.relabel(audiences.of_agency(obj), obj.name)

    def save_related(self, request: HttpRequest, form: forms.BaseForm, formsets: Any, change: bool) -> None:
        """Who has an address at a domain that is taken off the list, or renamed, waits for an administrator."""
        agency = cast(Agency, form.instance)  # type: ignore[attr-defined]
        before = set(agency.domains.values_list("domain", flat=True))
        super().save_related(request, form, formsets, change)
        by = cast(User, request.user)
        gone = before - set(agency.domains.values_list("domain", flat=True))
        paused = sum(suspend_at_domain(agency=agency, domain=domain, by=by) for domain in sorted(gone))
        if paused:
            words = f"The access of {counted(paused, 'person,people')} with an address there is paused. See Approvals."
            self.message_user(request, words, messages.WARNING)


class DomainNoteForm(forms.ModelForm):
    class Meta:
        model = DomainNote
        fields = ("match", "pattern", "weight", "category", "state", "sentence", "check_mark")
        help_texts: ClassVar = {
            "category": "One lowercase word, the same as on similar notes. For example: federal, contractor.",
            "state": "The state that uses the domain.",
        }


@admin.register(DomainNote)
class DomainNoteAdmin(ReferenceAdmin):
    form = DomainNoteForm
    section = "Evidence and records"
    about = "What administrators read about an applicant’s email address."
    list_display = ("pattern", "match", "category", "weight", "check_mark")
    list_filter = ("category", "weight", "check_mark")
    search_fields = ("pattern", "sentence")
    ordering = ("category", "pattern")


@admin.register(RegistryDomain)
class RegistryDomainAdmin(ReadOnlyAdmin):
    section = "Evidence and records"
    about = "The public registry as it was last imported. Import it on the System status page."
    list_display = ("domain", "registry_type", "organization", "state_code")
    search_fields = ("domain", "organization")
    ordering = ("domain",)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    section = "Evidence and records"
    about = "Every decision and change. No one can change these entries."
    list_display = ("happened_at", "sentence", "actor_label", "action")
    search_fields = ("sentence", "actor_label")
    ordering = ("-pk",)


@admin.register(AccessEvent)
class AccessEventAdmin(ReadOnlyAdmin):
    section = "Evidence and records"
    about = "Sign-ins, refusals, and downloads of the past year. No one can change these entries."
    list_display = ("happened_at", "sentence", "actor_label", "result")
    search_fields = ("sentence", "actor_label")
    ordering = ("-pk",)
