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
    current = Membership.objects.not_ended().select_related("agency__state")
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
        "membership": _membership(account),
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
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            wanted.apply(request.user, account, reason)
        except actions.ActionRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{wanted.done}: {account}.")
        return redirect("accounts:person", pk=account.pk)
    return render(request, "accounts/change_person.html", {"account": account, "change": wanted, "form": form})


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


def _membership(account: User) -> Membership | None:
    return account.memberships.not_ended().select_related("agency__state", "request").first()


def _current(account: User) -> Membership:
    membership = _membership(account)
    if membership is None:
        raise actions.ActionRefused(f"{account} has no membership now.")
    return membership


def _has_role(role: str) -> Callable[[User], bool]:
    def fits(account: User) -> bool:
        membership = _membership(account)
        return membership is not None and membership.tier == Membership.Tier.MEMBER and membership.role == role

    return fits


def _can_be_restored(account: User) -> bool:
    membership = _membership(account)
    return membership is not None and membership.suspended_at is not None and not account.approved_email


def _is_administrator(account: User) -> bool:
    return account.groups.filter(audience__kind=Audience.Kind.ADMINISTRATORS).exists()


CHANGES = (
    Change(
        "editor",
        "Make EV lead",
        ("Can edit and share all of the agency’s documents.", "Takes effect on the next page they open."),
        "Now an EV lead for the agency",
        _has_role(Membership.Role.READER),
        lambda by, account, _: actions.change_role(membership=_current(account), role=Membership.Role.EDITOR, by=by),
    ),
    Change(
        "reader",
        "Remove as EV lead",
        ("Can still read, and share their own documents.", "Can no longer edit colleagues’ documents."),
        "No longer an EV lead",
        _has_role(Membership.Role.EDITOR),
        lambda by, account, _: actions.change_role(membership=_current(account), role=Membership.Role.READER, by=by),
    ),
    Change(
        "restore",
        "Restore access",
        ("Has access again right away, with the same roles.", "Is asked to confirm the membership again in a year."),
        "Access restored",
        _can_be_restored,
        lambda by, account, _: actions.restore_membership(membership=_current(account), by=by),
    ),
    Change(
        "end",
        "End membership",
        (
            "Loses access right away, leaves every working group, and is signed out everywhere.",
            "Documents they shared stay shared. You can then name who takes over their work.",
            "We email them your reason, and it stays in the activity log. They can ask to join again.",
        ),
        "Membership ended",
        lambda account: _membership(account) is not None,
        lambda by, account, reason: actions.end_membership(membership=_current(account), by=by, reason=reason),
        asks_reason=True,
        danger=True,
    ),
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
