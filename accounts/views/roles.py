from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access, roles


@require_safe
@access.administrator
def roles_page(request: HttpRequest) -> HttpResponse:
    """Every role, what it lets people do, and who holds it."""
    return render(request, "accounts/roles.html", {"rows": roles.rows()})
