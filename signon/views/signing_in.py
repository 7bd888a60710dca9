"""Signing in at one's agency: the address, the way there, and the way back."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.account.views import ReauthenticateView
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.limits import too_often
from accounts.models import User
from accounts.signing import CAME_FROM_THERE
from accounts.standing import standing_of
from signon import actions, people, saml
from signon.answers import Answer, Refused
from signon.forms import AddressForm
from signon.models import AgencySignIn, Attempt, Identity
from signon.routing import TYPED, domain_of

NO_PROVIDER = "We don’t know a sign-in of an agency with this domain. Sign in with a password or a code instead."
BEGINNINGS, REFUSALS = "120/m/ip", "30/h/ip"


@require_http_methods(["GET", "HEAD", "POST"])
@access.public
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the address; where its domain has a sign-in, the way there. It tells nothing about accounts."""
    if request.method != "POST":
        typed = request.session.get(TYPED, "")
        return _start_page(request, AddressForm(initial={"email": typed}), is_demanded=bool(typed))
    if limited := too_often(request, action="signon", rates=BEGINNINGS):
        return limited
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _start_page(request, form, status=400)
    provider = AgencySignIn.objects.for_domain(domain_of(form.cleaned_data["email"]))
    if provider is None:
        form.add_error("email", NO_PROVIDER)
        return _start_page(request, form, status=400)
    request.session.pop(TYPED, None)
    return begin_page(request, provider, Attempt.Purpose.SIGN_IN, hint=form.cleaned_data["email"])


def _start_page(
    request: HttpRequest, form: AddressForm, *, is_demanded: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "is_demanded": is_demanded, "next": _next(request)}
    return render(request, "signon/start.html", context, status=status)


def begin_page(request: HttpRequest, provider: AgencySignIn, purpose: str, *, hint: str = "") -> HttpResponse:
    """The page with the link there: a link, because a form may not lead to other hosts (see the content policy)."""
    url = actions.begin(request, provider, purpose=purpose, next_url=_next(request), hint=hint)
    return render(request, "signon/continue.html", {"provider": provider, "url": url, "purpose": purpose})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if get_adapter().is_safe_url(wanted) else ""


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def confirm(request: SignedInRequest) -> HttpResponse:
    """Show anew who one is, at one's agency."""
    mine = Identity.objects.filter(user=request.user, provider__in=AgencySignIn.objects.on())
    identity = mine.select_related("provider__agency").first()
    if identity is None:
        return redirect("account_reauthenticate")
    if request.method == "POST":
        return begin_page(request, identity.provider, Attempt.Purpose.CONFIRM)
    others = [way for way in get_adapter().get_reauthentication_methods(request.user) if way["id"] != people.METHOD]
    query = urlencode({"next": _next(request)})
    ways = [{**way, "url": f"{way['url']}?{query}"} for way in others]
    context = {"provider": identity.provider, "next": _next(request), "reauthentication_alternatives": ways}
    return render(request, "signon/confirm.html", context)


@require_safe
@access.public
def callback(request: HttpRequest, key: str) -> HttpResponse:
    """Back from an OpenID Connect provider."""
    provider = _provider(key, AgencySignIn.Kind.OIDC)
    given = {name: request.GET.get(name, "") for name in ("code", "error", "state")}
    if "iss" in request.GET:
        given["iss"] = request.GET["iss"]
    return _finish(request, provider, given["state"], given)


@csrf_exempt
@require_POST
@access.public
def consume(request: HttpRequest, key: str) -> HttpResponse:
    """An answer by SAML comes as a form of another site, so without our cookies: kept until the browser asks for it.

    SECURITY: csrf_exempt, as no page of ours sends it. It signs nobody in; finish() does, for the browser that began.
    """
    provider = _provider(key, AgencySignIn.Kind.SAML)
    word, answer = request.POST.get("RelayState", ""), request.POST.get("SAMLResponse", "")
    try:
        attempt = actions.attempt_of(provider, word)
        if not answer or len(answer) > saml.MOST_BYTES * 2:
            raise Refused("unreadable", "Your agency’s sign-in sent nothing that we can read.")
        actions.keep_answer(attempt, answer)
    except Refused as refused:
        return _refused(request, provider, refused)
    answer_page = redirect(f"{reverse('signon:finish', args=[key])}?{urlencode({'state': word})}")
    answer_page.status_code = 303
    return answer_page


@require_safe
@access.public
def finish(request: HttpRequest, key: str) -> HttpResponse:
    """The browser comes for the answer that SAML brought."""
    return _finish(request, _provider(key, AgencySignIn.Kind.SAML), request.GET.get("state", ""), {})


@require_safe
@access.public
def metadata(request: HttpRequest, key: str) -> HttpResponse:
    """Ours, for the agency's IT office. There is nothing secret in it."""
    return HttpResponse(
        saml.metadata(_provider(key, AgencySignIn.Kind.SAML)), content_type="application/samlmetadata+xml"
    )


def _provider(key: str, kind: str) -> AgencySignIn:
    return get_object_or_404(AgencySignIn.objects.select_related("agency"), key=key, kind=kind)


def _finish(request: HttpRequest, provider: AgencySignIn, word: str, given: dict[str, str]) -> HttpResponse:
    answer: Answer | None = None
    try:
        attempt = actions.attempt_of(provider, word)
        if not provider.is_on and attempt.purpose != Attempt.Purpose.TRY:
            raise Refused("off", "Your agency’s sign-in is turned off here. Sign in with a password or a code.")
        answer = actions.finish(request, attempt, word, given)
        match attempt.purpose:
            case Attempt.Purpose.TRY:
                return _tried(request, attempt, answer)
            case Attempt.Purpose.CONFIRM:
                return _confirmed(request, attempt, answer)
        person, is_new = people.person_of(provider, answer)
    except Refused as refused:
        return _refused(request, provider, refused, answer)
    people.record(request, person, provider, answer)
    setattr(request, CAME_FROM_THERE, True)
    return perform_login(
        request, person, email_verification="none", redirect_url=attempt.next_url or None, signup=is_new
    )


def _confirmed(request: HttpRequest, attempt: Attempt, answer: Answer) -> HttpResponse:
    """The same person as signed in here; then what they had asked for is done."""
    people.checked_address(attempt.provider, answer)
    person = request.user
    is_theirs = Identity.objects.filter(provider=attempt.provider, subject=answer.subject, user=person.pk).exists()
    if not isinstance(person, User) or attempt.user_id != person.pk or not is_theirs:
        raise Refused("other_person", "You’re signed in here as someone else than at your agency.")
    people.record(request, person, attempt.provider, answer, again=True)
    request.GET = QueryDict(urlencode({"next": attempt.next_url}))  # where allauth looks for the page
    view = ReauthenticateView()
    view.setup(request)
    # Of its parent, which goes on with what was asked for; its own form_valid() would note a password.
    return super(ReauthenticateView, view).form_valid(AddressForm())


def _tried(request: HttpRequest, attempt: Attempt, answer: Answer) -> HttpResponse:
    """What came, for the administrator who tries it; nobody is signed in."""
    person = request.user
    if not isinstance(person, User) or attempt.user_id != person.pk or not standing_of(person).is_administrator:
        raise Http404
    problem = ""
    try:
        people.checked_address(attempt.provider, answer)
    except Refused as refused:
        problem = str(refused)
    else:
        actions.note_tried(provider=attempt.provider, by=person)
    context = {"provider": attempt.provider, "answer": answer, "problem": problem}
    return render(request, "signon/tried.html", context)


def _refused(
    request: HttpRequest, provider: AgencySignIn, refused: Refused, answer: Answer | None = None
) -> HttpResponse:
    # Whoever opens made-up addresses, or sends answers by the thousand, fills no log that nobody can empty.
    word = request.POST.get("RelayState") or request.GET.get("state", "")
    is_one = request.method == "POST" or actions.is_known(provider, word)
    if is_one and too_often(request, action="signon_refused", rates=REFUSALS) is None:
        by = request.user if isinstance(request.user, User) else None
        actions.note_refusal(provider, refused, by=by, email=answer.email if answer else "")
    context = {"provider": provider, "sentence": str(refused)}
    return render(request, "signon/refused.html", context, status=400)
