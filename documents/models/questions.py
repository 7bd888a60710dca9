"""What analysts ask of many documents: sets of questions, each answered by pages with certain words."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Agency, Audience, Membership
from accounts.standing import Standing, Viewer, standing_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.keys import random_key


def _is_shared() -> Q:
    """Shared with some audience."""
    return Q(Exists(QuestionSet.audiences.through.objects.filter(questionset_id=OuterRef("pk"))))


def _is_own(standing: Standing) -> Q:
    """The person's own: what they never shared, and what they shared while they work for that agency."""
    # SECURITY: rights end with the membership. Its agency may have changed a shared set since its owner left.
    at_home = Membership.objects.current().filter(user_id=standing.user_id, agency=OuterRef("agency"))
    stays_theirs = ~_is_shared() | Q(agency__isnull=True) | Q(Exists(at_home))
    return Q(owner_id=standing.user_id) & stays_theirs


class QuestionSetQuerySet(models.QuerySet["QuestionSet"]):
    """Question sets."""

    def visible_to(self, user: Viewer) -> Self:
        """Their own, what is shared with an audience of theirs, and to administrators everything that is shared.

        A private set is its owner's alone, while they are approved; nobody else meets it, whoever leaves.
        """
        standing = standing_of(user)
        if not standing.is_approved:
            return self.none()
        with_them = QuestionSet.audiences.through.objects.filter(
            questionset_id=OuterRef("pk"), audience_id__in=standing.reader_keys
        )
        shared = _is_shared() if standing.is_administrator else Q(Exists(with_them))
        return self.filter(shared | _is_own(standing))

    def editable_by(self, user: Viewer) -> Self:
        """Their own; of what is shared also that of their agency, for its editors, and all for administrators."""
        return self.visible_to(user).filter(_may_change(standing_of(user)))

    def with_may_change(self, user: Viewer) -> Self:
        """Adds may_change, for sets the person may see: the same condition as editable_by()."""
        is_theirs = models.ExpressionWrapper(_may_change(standing_of(user)), output_field=models.BooleanField())
        return self.annotate(may_change=is_theirs)


def _may_change(standing: Standing) -> Q:
    if standing.is_administrator:
        return _is_own(standing) | _is_shared()
    if standing.has_unchecked_address:
        return _is_own(standing)
    # SECURITY: one Exists on one membership row; role and agency must be of the same membership.
    editor_here = Membership.objects.current().filter(
        user_id=standing.user_id, role=Membership.Role.EDITOR, agency=OuterRef("agency")
    )
    return _is_own(standing) | (_is_shared() & Q(Exists(editor_here)))


class QuestionSet(models.Model):
    """Questions that belong together. Without an audience it is private to its owner."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    name = models.CharField(max_length=120)
    about = models.TextField(max_length=1000, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="question_sets")
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where its owner worked when they shared it. Empty: an administrator without a membership.",
    )
    audiences = models.ManyToManyField(Audience, blank=True, related_name="+")
    revision = models.PositiveIntegerField(
        default=1, help_text="Counts edits, so that no one overwrites another person’s changes."
    )
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "name"], name="question_set_by_owner")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("documents:question_set", self.key)


class Question(models.Model):
    """One question: a page answers it that has a word or phrase of each group."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(help_text="Lower numbers come first.")
    name = models.CharField(max_length=160)
    category = models.CharField(max_length=80, blank=True)
    groups = models.JSONField(help_text="Lists of words and phrases; a page has one of each list.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="one_question_at_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> list[list[str]]:
        """Its groups."""
        groups: Any = self.groups
        return [list(map(str, group)) for group in groups]
