"""How documents are sorted: families, kinds, topics, guidance eras, and the words search treats as equal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Family(models.Model):
    """A family of kinds: Solicitations, Contracts and agreements, Plans and roadmaps, ..."""

    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField("order in lists", default=0, help_text="Lower numbers come first.")

    class Meta:
        verbose_name = "category of document types"
        verbose_name_plural = "categories of document types"

    def __str__(self) -> str:
        return self.name


class Kind(models.Model):
    """What a document is: RFP, addendum, contract, NEVI plan, ..."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="kinds", verbose_name="category")
    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("order in lists", default=0, help_text="Lower numbers come first.")

    class Meta:
        verbose_name = "document type"

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a document is about."""

    slug = models.SlugField("name in web addresses", unique=True, max_length=80)
    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveSmallIntegerField("order in lists", default=0, help_text="Lower numbers come first.")

    def __str__(self) -> str:
        return self.name


class Era(models.Model):
    """A period of federal guidance; a document belongs to the era in force on its date."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=80)
    starts_on = models.DateField("in effect from", unique=True)
    summary = models.CharField(max_length=300)

    class Meta:
        verbose_name = "guidance era"

    def __str__(self) -> str:
        return f"{self.name} (from {self.starts_on:%B %Y})"


class SynonymSet(models.Model):
    """Words and phrases that search treats as one: EVSE, DCFC, NACS = J3400."""

    BETWEEN = " = "  # the audit log keeps a deleted set under this name: reference.py reads its terms there

    terms = ArrayField(
        models.CharField(max_length=80),
        verbose_name="words that mean the same",
        help_text="Separate them with commas. Search finds a page by any of them.",
    )
    one_way = ArrayField(
        models.CharField(max_length=80),
        verbose_name="words that find these, but not the other way around",
        help_text="Separate them with commas. For a word with other meanings, such as lighting in “light-duty”.",
        default=list,
        db_default=[],
        blank=True,
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "search synonym"

    def __str__(self) -> str:
        return self.BETWEEN.join(self.terms)


class SampleQuery(models.Model):
    """A search that administrators try changed sets of synonyms on, with the pages that answer it if they know them."""

    query = models.CharField(max_length=200, unique=True)
    answers = models.TextField(
        "pages that answer it",
        blank=True,
        help_text="Web addresses of pages that the search should find, one per line. "
        "They let a trial show whether results get better or worse.",
    )

    class Meta:
        verbose_name = "sample search"
        verbose_name_plural = "sample searches"

    def __str__(self) -> str:
        return self.query
