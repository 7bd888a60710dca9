"""The public pages, the home page, health checks and error handlers."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from accounts import access
from accounts.models import RegionScheme
from accounts.standing import standing_of
from clearinghouse import readiness
from clearinghouse.errors import error_page
from clearinghouse.lib.us_map import map_shapes
from documents.models import Document
from workinggroups.models import WorkingGroup


@require_safe
@access.audience
def home(request: HttpRequest) -> HttpResponse:
    """What the Clearinghouse is, for the public; what is new, for members."""
    standing = standing_of(request.user)
    if standing.is_approved:
        return render(request, "clearinghouse/dashboard.html", dashboard(request))
    groups = WorkingGroup.objects.order_by("position", "pk")
    context = {
        "map": map_shapes(),
        "regions": regions_of("naseo"),
        "topical_groups": [group for group in groups if group.kind == WorkingGroup.Kind.TOPICAL],
        "publications": Document.objects.visible_to(request.user).published().newest().for_rows()[:3],
    }
    return render(request, "clearinghouse/home.html", context)


def dashboard(request: HttpRequest) -> dict[str, Any]:
    """A member's home: the newest they may see, and their own documents that still need them."""
    mine = Document.objects.visible_to(request.user).filter(owner=request.user)
    return {
        "newest": Document.objects.visible_to(request.user).published().newest().for_rows()[:8],
        "unfinished": mine.exclude(status__in=["published", "withdrawn"]).order_by("-created_at", "-pk")[:5],
        "membership": request.user.memberships.current().select_related("agency__state").first(),
    }


def regions_of(scheme: str) -> list[dict[str, Any]]:
    """The regions of a scheme with their states, both by name."""
    rows = RegionScheme.objects.get(slug=scheme).regions.prefetch_related("states").order_by("pk")
    return [{"region": region, "states": sorted(region.states.all(), key=lambda state: state.name)} for region in rows]


@require_safe
@access.audience
def regions(request: HttpRequest) -> HttpResponse:
    """The six regions on a map and as lists, and how AASHTO and others divide the country."""
    others = RegionScheme.objects.exclude(slug="naseo").order_by("pk")
    context = {
        "map": map_shapes(),
        "regions": regions_of("naseo"),
        "other_schemes": [{"scheme": scheme, "regions": regions_of(scheme.slug)} for scheme in others],
    }
    return render(request, "clearinghouse/regions.html", context)


@require_safe
@access.audience
def publications(request: HttpRequest) -> HttpResponse:
    """Publications everybody may see, editions of one study together."""
    rows = Document.objects.visible_to(request.user).published().publications().for_rows()
    return render(request, "clearinghouse/publications.html", {"publications": rows.order_by("study", "page_count")})


@require_safe
@access.public
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask about what."""
    groups = WorkingGroup.objects.order_by("position", "pk")
    return render(request, "clearinghouse/contact.html", {"groups": groups})


@require_safe
@access.public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "clearinghouse/accessibility.html")


@require_safe
@access.public
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal keeps about people."""
    return render(request, "clearinghouse/privacy.html")


@require_safe
@access.public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with sample content; in development only."""
    if not settings.DEVELOPMENT:
        raise Http404
    return render(request, "styleguide.html", {"map": map_shapes()})


@require_safe
@access.public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive."""
    return JsonResponse({"status": "alive"})


@require_safe
@access.public
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, storage and worker answer; 503 names what does not, without details."""
    states = readiness.check_all()
    return JsonResponse(states, status=200 if all(state == "ok" for state in states.values()) else 503)


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
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


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
    if standing_of(request.user).user_id:
        return error_page(request, 403)
    return redirect_to_login("/data/")


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 in words."""
    return error_page(request, 400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 in words; the sentence of the refusal when there is one."""
    return error_page(request, 403, sentence=str(exception or ""))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same bytes for what is hidden and what never was."""
    return error_page(request, 404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference to the log."""
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or sent from another site."""
    return error_page(
        request,
        403,
        sentence="This form was open too long, or your browser keeps no cookies.",
        advice="Nothing was changed. Go back, reload the page and send it again; what you typed is still there.",
    )
