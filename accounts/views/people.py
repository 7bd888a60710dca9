"""People, for administrators: the list, one person, and the changes to a person."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access, actions
from accounts.access import SignedInRequest
from accounts.forms import EndForm, PeopleFilter
from accounts.models import Audience, AuditEvent, HandOver, Membership, User
from accounts.views.profile import shared_with
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keyset import page_by_key

PAGE_SIZE = 50


@require_safe
@access.administrator
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, by name; searched by name, e-mail or agency."""
    form = PeopleFilter(request.GET)
    rows = _filtered(form.cleaned_data["q"], form.cleaned_data["show"]) if form.is_valid() else User.objects.none()
    current = Membership.objects.not_ended().select_related("agency__state").main_first()
    rows = rows.prefetch_related(Prefetch("memberships", current, to_attr="current"), "groups__audience")
    page = page_by_key(rows, ("name", "pk"), request.GET.get("page", ""), PAGE_SIZE)
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(request, "accounts/people.html", {"form": form, "page": page, "kept": kept.urlencode()})


@require_safe
@access.administrator
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: account, membership, requests, and what can be changed."""
    account = get_object_or_404(User, pk=pk)
    requests = account.membership_requests.select_related("agency", "state", "decided_by").order_by("-pk")
    events = AuditEvent.objects.filter(object_type="accounts.user", object_id=str(account.pk))
    context = {
        "account": account,
        "memberships": _memberships(account),
        "requests": requests[:10],
        "shared_with": shared_with(account),
        "hand_overs": HandOver.objects.visible_to(request.user).waiting().filter(membership__user=account),
        "sessions": UserSession.objects.filter(user=account).count(),
        "events": events.order_by("-pk")[:10],
        "changes": [] if account.pk == request.user.pk else [change for change in CHANGES if change.fits(account)],
    }
    return render(request, "accounts/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
@access.fresh_sign_in
def change_person(request: SignedInRequest, pk: int, change: str) -> HttpResponse:
    """Ask, then make one change to a person."""
    account = get_object_or_404(User, pk=pk)
    wanted = next((entry for entry in CHANGES if entry.slug == change), None)
    if wanted is None:
        raise Http404
    form = EndForm(request.POST or None) if wanted.asks_reason else None
    shown = ",".join(str(membership.pk) for membership in _memberships(account))
    if request.method == "POST" and request.POST.get("memberships", shown) != shown:
        # SECURITY: of two memberships the second may have become the main one since the page was shown.
        messages.warning(request, f"The memberships of {account} have changed. Look again, then decide.")
        return redirect("accounts:person", pk=account.pk)
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            wanted.apply(request.user, account, reason)
        except actions.ActionRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{wanted.done}: {account}.")
        return redirect("accounts:person", pk=account.pk)
    context = {"account": account, "change": wanted, "form": form, "kept": [("memberships", shown)]}
    return render(request, "accounts/change_person.html", context)


@dataclass(frozen=True)
class Change:
    """One thing an administrator may do to a person: how it is asked, said and done."""

    slug: str
    label: str
    points: tuple[str, ...]
    done: str
    fits: Callable[[User], bool]
    apply: Callable[[User, User, str], object]
    asks_reason: bool = False
    danger: bool = False


def _memberships(account: User) -> list[Membership]:
    rows = account.memberships.not_ended().select_related("agency__state", "request", "user")
    return list(rows.main_first())


def _membership(account: User, *, is_main: bool) -> Membership | None:
    return next((membership for membership in _memberships(account) if membership.is_main == is_main), None)


def _of_membership(*, is_main: bool) -> tuple[Change, ...]:
    """What may be done to one of a person's memberships: the main one, or the one at a second agency."""
    prefix, there = ("", "") if is_main else ("second-", " at second agency")

    def fits(holds: Callable[[Membership], bool]) -> Callable[[User], bool]:
        def of_account(account: User) -> bool:
            membership = _membership(account, is_main=is_main)
            return membership is not None and holds(membership)

        return of_account

    def current(account: User) -> Membership:
        membership = _membership(account, is_main=is_main)
        if membership is None:
            raise actions.ActionRefused(f"{account} has no membership{there} now.")
        return membership

    def has_role(role: str) -> Callable[[User], bool]:
        return fits(lambda membership: membership.tier == Membership.Tier.MEMBER and membership.role == role)

    editor, reader = Membership.Role.EDITOR, Membership.Role.READER
    return (
        Change(
            f"{prefix}editor",
            f"Make EV lead{there}",
            ("Can edit and share all of the agency’s documents.", "Takes effect on the next page they open."),
            f"Now an EV lead{there or ' for the agency'}",
            has_role(reader),
            lambda by, account, _: actions.change_role(membership=current(account), role=editor, by=by),
        ),
        Change(
            f"{prefix}reader",
            f"Remove as EV lead{there}",
            ("Can still read, and share their own documents.", "Can no longer edit colleagues’ documents."),
            f"No longer an EV lead{there}",
            has_role(editor),
            lambda by, account, _: actions.change_role(membership=current(account), role=reader, by=by),
        ),
        Change(
            f"{prefix}restore",
            f"Restore access{there}",
            (
                "Has access again right away, with the same roles.",
                "Is asked to confirm the membership again in a year.",
            ),
            f"Access restored{there}",
            fits(lambda membership: bool(membership.suspended_at) and not membership.user.approved_email),
            lambda by, account, _: actions.restore_membership(membership=current(account), by=by),
        ),
        Change(
            f"{prefix}end",
            f"End membership{there}",
            (
                "Loses access right away, leaves every working group, and is signed out everywhere."
                if is_main
                else "Loses what only the second agency gives, and is signed out everywhere.",
                "Documents they shared stay shared. You can then name who takes over their work.",
                "We email them your reason, and it stays in the activity log. They can ask to join again.",
                *(("If they serve a second agency, that becomes the main one.",) if is_main else ()),
            ),
            f"Membership ended{there}",
            fits(lambda membership: True),
            lambda by, account, reason: actions.end_membership(membership=current(account), by=by, reason=reason),
            asks_reason=True,
            danger=True,
        ),
    )


def _is_administrator(account: User) -> bool:
    return account.groups.filter(audience__kind=Audience.Kind.ADMINISTRATORS).exists()


CHANGES = (
    *_of_membership(is_main=True),
    *_of_membership(is_main=False),
    Change(
        "sign-out",
        "Sign out everywhere",
        ("Signs this person out of every browser.", "They can sign in again."),
        "Signed out everywhere",
        lambda account: account.is_active,
        lambda by, account, _: actions.end_sessions(person=account, by=by),
    ),
    Change(
        "deactivate",
        "Deactivate account",
        (
            "Can’t sign in. Every session ends right away.",
            "Gets no more email.",
            "Their name stays on their past activity. You can reactivate the account.",
        ),
        "Account deactivated",
        lambda account: account.is_active,
        lambda by, account, _: actions.deactivate_person(person=account, by=by),
        danger=True,
    ),
    Change(
        "reactivate",
        "Reactivate account",
        ("Can sign in again.", "Can see what their membership allows again, if it hasn’t ended."),
        "Account reactivated",
        lambda account: not account.is_active,
        lambda by, account, _: actions.reactivate_person(person=account, by=by),
    ),
    Change(
        "administrator",
        "Make administrator",
        (
            "Can see every document and decide on every request.",
            "Can change people, agencies, and reference data.",
            "Is signed out and must sign in again.",
        ),
        "Now an administrator",
        lambda account: account.is_active and not _is_administrator(account),
        lambda by, account, _: actions.make_administrator(person=account, by=by),
    ),
    Change(
        "no-administrator",
        "Remove as administrator",
        ("Keeps their membership, if they have one.", "Is signed out and must sign in again."),
        "No longer an administrator",
        _is_administrator,
        lambda by, account, _: actions.remove_administrator(person=account, by=by),
        danger=True,
    ),
)


def _filtered(words: str, show: str) -> QuerySet[User]:
    current = Membership.objects.not_ended().filter(user=OuterRef("pk"))
    rows = User.objects.all()
    if words:
        at = Q(agency__name__icontains=words) | Q(agency__abbreviation__iexact=words)
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words) | Exists(current.filter(at)))
    match show:
        case "members" | "guests":
            return rows.filter(Exists(current.filter(tier=show.removesuffix("s"))), is_active=True)
        case "administrators":
            return rows.filter(groups__audience__kind=Audience.Kind.ADMINISTRATORS, is_active=True)
        case "without":
            return rows.filter(~Exists(current), is_active=True)
        case "deactivated":
            return rows.filter(is_active=False)
    return rows
