from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from accounts.models.membership import Membership, is_suspended
from accounts.passwords import normal
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.zones import ZONE_NAMES


def with_guest_mark(name: str, *, is_guest: bool) -> str:
    """A name as others read it, wherever it stands: pages, mails, files, and both logs say who is a guest."""
    return f"{name} (guest)" if is_guest else name


class UserQuerySet(models.QuerySet["User"]):
    """People."""

    def with_access(self) -> Self:
        """Those whose account is open and whose membership, if they have one, is not suspended."""
        return self.filter(~is_suspended("pk"), is_active=True)

    def with_unchecked_address(self) -> Self:
        """Those whose address changed since it was approved, and no administrator has looked at the new one."""
        return self.filter(is_active=True).exclude(approved_email="")

    def to_look_at(self) -> Self:
        """Those about whom an administrator must decide: a new address, or a suspended membership.

        Each has waiting_since.
        """
        suspended = Membership.objects.to_look_at().filter(user=OuterRef("pk"))
        since = Coalesce("email_changed_at", Subquery(suspended.values("suspended_at")[:1]))
        found = self.filter(~Q(approved_email="") | Q(Exists(suspended)), is_active=True)
        return found.annotate(waiting_since=since)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; nobody is made a superuser for daily work."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in with this address; without a password they sign in by code or passkey."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """For break-glass use; see docs/operate.md."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    email = models.EmailField(max_length=254)
    approved_email = models.EmailField(
        max_length=254,
        blank=True,
        default="",
        db_default="",
        help_text="The address that was approved, while an administrator has yet to look at the one that replaced it.",
    )
    email_changed_at = models.DateTimeField(null=True, blank=True, help_text="Since when the new address waits.")
    name = models.CharField(max_length=120, blank=True)
    sort_name = models.GeneratedField(
        expression=Func(F("name"), function="accounts_sort_name"),
        output_field=models.CharField(max_length=250),
        db_persist=True,
    )
    is_active = models.BooleanField(default=True)
    is_guest = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Noted by the database: a guest of the Collaborative or of events, and no member.",
    )
    given_post_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Noted by the database: when the person was last given what may ask for two factors.",
    )
    is_staff = models.BooleanField("can edit reference data", default=False)
    time_zone = models.CharField(max_length=40, blank=True, help_text="Empty means the portal’s time zone.")
    time_zone_confirmed = models.BooleanField(
        default=False, db_default=False, help_text="Whether the person chose it; else home asks."
    )
    is_sample = models.BooleanField(default=False)
    sample_note = models.CharField(max_length=200, blank=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    # What a name is put together from; who reads only some columns of a person reads these.
    SHOWN_NAME = ("name", "is_guest")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_lower_case"),
            # Every page of the person is shown in this zone; one that nobody knows would break them all.
            models.CheckConstraint(condition=models.Q(time_zone__in=["", *ZONE_NAMES]), name="time_zone_is_known"),
        ]

    def __str__(self) -> str:
        return with_guest_mark(self.name or self.email, is_guest=self.is_guest)

    @property
    def shown_name(self) -> str:
        """As others read it; empty where there is none, so that no address stands in for it."""
        return with_guest_mark(self.name, is_guest=self.is_guest) if self.name else ""

    def set_password(self, raw_password: str | None) -> None:
        """As Django, but for how letters are put together, so that another keyboard signs in too."""
        super().set_password(None if raw_password is None else normal(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """As Django. SECURITY: hashed once, or the time would tell known accounts from unknown ones."""
        return super().check_password(None if raw_password is None else normal(raw_password))

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()
