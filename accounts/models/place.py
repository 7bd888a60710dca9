"""Where people work: states, regions, agencies and the e-mail domains that speak for them. NASEO edits these."""

import re
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone


class CheckMark(models.TextChoices):
    """How far a fact was checked."""

    VERIFIED = "V", "Confirmed in a source"
    SEEN = "S", "From a secondhand source"
    KNOWN = "K", "From memory, not confirmed"


class State(models.Model):
    """One of the 56 jurisdictions."""

    class Kind(models.TextChoices):
        STATE = "state", "State"
        DISTRICT = "district", "District"
        TERRITORY = "territory", "Territory"

    code = models.CharField("postal code", max_length=2, primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField("type", max_length=10, choices=Kind)

    class Meta:
        verbose_name = "state or territory"
        verbose_name_plural = "states and territories"

    def __str__(self) -> str:
        return self.name


class RegionScheme(models.Model):
    """A way to divide the country: NASEO's, AASHTO's, or a custom one such as REV West."""

    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        verbose_name = "set of regions"
        verbose_name_plural = "sets of regions"

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    """States that act together within one scheme; a state may stand in two regions of a scheme."""

    scheme = models.ForeignKey(
        RegionScheme, on_delete=models.PROTECT, related_name="regions", verbose_name="set of regions"
    )
    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=80)
    states = models.ManyToManyField(State, through="RegionState", related_name="regions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "name"], name="region_name_once_per_scheme")]

    def __str__(self) -> str:
        return self.name


class RegionState(models.Model):
    """That a state belongs to a region, and how sure we are."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE)
    state = models.ForeignKey(State, on_delete=models.PROTECT)
    check_mark = models.CharField("certainty", max_length=1, choices=CheckMark, default=CheckMark.KNOWN)

    class Meta:
        verbose_name = "state in this region"
        verbose_name_plural = "states in this region"
        constraints = [models.UniqueConstraint(fields=["region", "state"], name="state_once_per_region")]

    def __str__(self) -> str:
        return f"{self.state_id} in {self.region}"


class Agency(models.Model):
    """A public body whose staff may join: a DOT, an energy office, a commission, a city in the workforce space."""

    class Kind(models.TextChoices):
        DOT = "DOT", "Department of Transportation"
        SEO = "SEO", "State Energy Office"
        PUC = "PUC", "Public utility commission"
        ENV = "ENV", "Environmental agency"
        QUASI = "QUASI", "Quasi-public state body"
        OTHER = "OTHER", "Other state agency"
        CITY = "CITY", "City or local government"
        COUNTY = "COUNTY", "County"
        BOARD = "BOARD", "Workforce board"
        EMPLOYER = "EMPLOYER", "Employer"
        UNION = "UNION", "Union"
        TRAINING = "TRAINING", "Training provider"
        FEDERAL = "FEDERAL", "Federal agency"
        NATIONAL = "NATIONAL", "National association"

    # Whose people can be guests of the EV Workforce Collaborative, and never members.
    GUEST_KINDS = (Kind.CITY, Kind.COUNTY, Kind.BOARD, Kind.EMPLOYER, Kind.UNION, Kind.TRAINING, Kind.FEDERAL)

    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies")
    kind = models.CharField("type", max_length=10, choices=Kind)
    name = models.CharField(max_length=160)
    abbreviation = models.CharField(max_length=20, blank=True)
    is_sample = models.BooleanField("sample data", default=False)
    leads_approve = models.BooleanField(
        "EV leads approve colleagues",
        default=False,
        db_default=False,
        help_text="A lead’s “I know this person” approves the request. Administrators turn it on under Approvals.",
    )

    class Meta:
        verbose_name_plural = "agencies"
        constraints = [models.UniqueConstraint(fields=["state", "name"], name="agency_name_once_per_state")]

    def __str__(self) -> str:
        return self.name


class AgencyDomain(models.Model):
    """An e-mail domain an agency uses, or used: old accounts stay linked when an agency changes its domain."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, help_text="The part of an address after the @.")
    is_primary = models.BooleanField("main domain", default=False)
    check_mark = models.CharField("certainty", max_length=1, choices=CheckMark, default=CheckMark.KNOWN)
    check_note = models.CharField("where it was checked", max_length=300, blank=True)
    valid_from = models.DateField("in use from", null=True, blank=True)
    valid_to = models.DateField("in use until", null=True, blank=True)
    is_remembered = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="Noted by an administrator when approving a request."
    )
    remembered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "email domain"
        constraints = [
            models.UniqueConstraint(fields=["agency", "domain"], name="domain_once_per_agency"),
            models.CheckConstraint(condition=Q(domain=models.functions.Lower("domain")), name="domain_lower_case"),
        ]
        indexes = [models.Index(fields=["domain"])]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        """Domains are kept in lower case."""
        self.domain = self.domain.strip().lower()

    def is_valid_on(self, day: date) -> bool:
        """Whether the agency used this domain on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class DomainNote(models.Model):
    """What an approver should know about a domain or a pattern of domains: a trap, in words."""

    class Match(models.TextChoices):
        SUFFIX = "suffix", "This domain and all its subdomains"
        REGEX = "regex", "Domains that match this pattern, or addresses if it ends in @"
        ADDRESS = "address", "This one address"

    class Weight(models.TextChoices):
        AGAINST = "evidence_against", "Evidence against approval"
        STATE_ONLY = "state_only", "Shows the state, not the agency"
        FOR = "evidence_for", "Evidence for approval"

    match = models.CharField("applies to", max_length=10, choices=Match)
    pattern = models.CharField("domain, pattern, or address", max_length=253)
    weight = models.CharField("what it shows", max_length=20, choices=Weight)
    category = models.SlugField(help_text="federal, contractor, shared_mailbox, ...")
    state = models.ForeignKey(
        State,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Whose domain it is.",
    )
    sentence = models.CharField("what administrators read", max_length=400)
    check_mark = models.CharField("certainty", max_length=1, choices=CheckMark, default=CheckMark.KNOWN)

    class Meta:
        verbose_name = "note about email domains"
        verbose_name_plural = "notes about email domains"
        constraints = [models.UniqueConstraint(fields=["match", "pattern"], name="domain_note_once_per_pattern")]

    def __str__(self) -> str:
        return self.pattern

    def clean(self) -> None:
        """A pattern must be one that can be read."""
        try:
            re.compile(self.pattern if self.match == self.Match.REGEX else "")
        except re.error as error:
            raise ValidationError({"pattern": f"This pattern can’t be read: {error}."}) from None


class RegistryDomain(models.Model):
    """A row of the public .gov registry: of states and territories at first, later of the file that was imported."""

    # How the types of the registry begin that a whole list holds. A list without one of them says nothing of its names.
    TYPES = ("state", "federal", "city")

    domain = models.CharField(max_length=253, primary_key=True)
    registry_type = models.CharField("type", max_length=60)
    organization = models.CharField(max_length=200)
    suborganization = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state_code = models.CharField("state", max_length=2, blank=True)

    class Meta:
        verbose_name = ".gov domain"

    def __str__(self) -> str:
        return self.domain


class RegistryImport(models.Model):
    """One file of the .gov registry: kept until somebody has seen what it changes, then a note of its date."""

    as_of = models.DateField("date of the list")
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    content = models.TextField(blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    names = models.PositiveIntegerField(default=0)
    is_shipped = models.BooleanField("came with the portal", default=False, db_default=False)

    def __str__(self) -> str:
        return f".gov registry as of {self.as_of}"
