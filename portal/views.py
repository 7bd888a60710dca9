"""The public pages, the home page, health checks and error handlers."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from accounts import access, unsent
from accounts.standing import standing_of
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.errors import Reader, error_page
from portal import geography, readiness, whom_to_ask
from portal.context import menu_of
from portal.home import member_home, newcomer_home, public_home
from portal.sitemap import sitemap_xml
from publications.listing import as_public
from states.views import tabs
from workinggroups.models import WorkingGroup


@require_safe
@access.audience
def home(request: HttpRequest) -> HttpResponse:
    """What the Clearinghouse is, for the public; where a request stands; or what is new, for members and guests."""
    standing = standing_of(request.user)
    if not standing.user_id:
        return render(request, "portal/home.html", public_home(request.user))
    if not standing.is_approved:
        return render(request, "portal/newcomer.html", newcomer_home(request.user))
    return render(request, "portal/dashboard.html", member_home(request.user))


@require_safe
@access.audience
def regions(request: HttpRequest) -> HttpResponse:
    """The six regions on a map and as lists, and how AASHTO and others divide the country."""
    schemes = geography.schemes()
    entries = geography.regions_of(schemes)
    groups = {group.region.slug: group for group in WorkingGroup.objects.regional() if group.region}
    context = {
        "tabs": tabs("regions"),
        "sees_more": standing_of(request.user).is_approved,
        "map_states": geography.region_map(entries),
        "areas": [(entry, groups.get(entry.slug)) for entry in entries],
        "other_schemes": [scheme for scheme in schemes if scheme.slug != geography.MAP_SCHEME],
    }
    return render(request, "portal/regions.html", context)


@require_safe
@access.audience
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask about what."""
    groups = list(WorkingGroup.objects.in_order().select_related("region").prefetch_related("topics"))
    context = {
        "shows_names": standing_of(request.user).is_approved,
        "contacts": whom_to_ask.contacts(request.user),
        "group_contacts": whom_to_ask.group_contacts(groups, request.user),
        "security_contact": settings.SECURITY_CONTACT,
    }
    return render(request, "portal/contact.html", context)


@require_safe
@access.public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/accessibility.html", {"contact": whom_to_ask.general_contact(request.user).alone()})


@require_safe
@access.public
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal keeps about people."""
    context = {
        "contact": whom_to_ask.general_contact(request.user).alone(),
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "idle_minutes_of_administrators": settings.SESSION_IDLE_SECONDS_OF_ADMINISTRATORS // 60,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "portal/privacy.html", context)


@require_safe
@access.public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with sample content; in development only."""
    if not settings.DEVELOPMENT:
        raise Http404
    return render(request, "styleguide.html")


@require_safe
@access.public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive."""
    return JsonResponse({"status": "alive"})


@require_safe
@access.public
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, storage and worker answer; 503 names what does not, without details.

    How far this host's search index has followed stands beside them: without one search still answers, more slowly.
    """
    states = readiness.check_all()
    search = readiness.search_index(database=states["database"])
    return JsonResponse(
        {**states, "search": search}, status=200 if all(state == "ok" for state in states.values()) else 503
    )


@require_safe
@access.public
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read the public pages."""
    lines = [
        "User-agent: *",
        "Disallow: /account/",
        "Disallow: /people/",
        "Disallow: /api/",
        "Disallow: /data/",
        f"Sitemap: {absolute_url(reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@access.audience
def sitemap(request: HttpRequest) -> HttpResponse:
    """Addresses of what the public may read; the same for whoever asks."""
    return HttpResponse(sitemap_xml(as_public(request.user)), content_type="application/xml; charset=utf-8")


@require_safe
@access.public
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        f"Expires: {readiness.a_year_from_now():%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@access.public
def admin_login(request: HttpRequest) -> HttpResponse:
    """The data administration has no sign-in of its own: everybody signs in at the one place."""
    standing = standing_of(request.user)
    if standing.is_administrator:
        return access.second_factor_first(request) or forbidden(request)
    if standing.user_id:
        return forbidden(request)
    return redirect_to_login("/data/")


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 in words."""
    return error_page(request, 400, menu=menu_of(request))


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 in words; the sentence of the refusal when there is one."""
    return error_page(request, 403, sentence=str(exception or ""), reader=_reader(request), menu=menu_of(request))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same bytes for what is hidden and what never was."""
    return error_page(request, 404, reader=_reader(request), menu=menu_of(request))


def _reader(request: HttpRequest) -> Reader:
    """Costs no statement: the middleware has looked at the person, unless it never came so far."""
    if not hasattr(request, "user"):
        return Reader.ANYBODY
    return Reader.SIGNED_IN if request.user.is_authenticated else Reader.SIGNED_OUT


@requires_csrf_token
def too_many_tries(request: HttpRequest) -> HttpResponse:
    """429 in words."""
    return error_page(request, 429, menu=menu_of(request))


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference to the log."""
    return error_page(request, 500, menu=menu_of(request))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or sent from another site."""
    if unsent.can_be_shown(request):
        is_signed_out = _reader(request) == Reader.SIGNED_OUT
        return unsent.page(request, sign_in_first=is_signed_out and access.needs_sign_in(request))
    return error_page(
        request,
        403,
        sentence="This form was open too long, or your browser doesn’t accept cookies.",
        advice="Nothing was changed. Go back, reload the page, and send it again. What you typed is still there.",
    )
