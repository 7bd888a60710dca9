"""What pathways and providers have in common: who may change one, and taking it off its list and back."""

from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.access import SignedInRequest
from workforce.actions.entering import NOT_YOURS, EntryRefused, remove, restore
from workforce.models import Pathway, Provider

Entry = TypeVar("Entry", Pathway, Provider)


def editable(model: type[Entry], request: SignedInRequest, key: str) -> Entry:
    """404 for what one may not see, 403 for what one may only read."""
    shown: Entry = get_object_or_404(model.objects.visible_to(request.user).select_related("state"), key=key)
    if not model.objects.editable_by(request.user).filter(pk=shown.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return shown


def taken_off(thing: Pathway | Provider, request: SignedInRequest) -> HttpResponse:
    """Take it off its list."""
    remove(thing=thing, by=request.user)
    messages.success(request, f"You removed {thing} from the list. You can put it back on its page.")
    return redirect(thing)


def put_back(thing: Pathway | Provider, request: SignedInRequest) -> HttpResponse:
    """Put it back, unless another of its name has come meanwhile."""
    try:
        restore(thing=thing, by=request.user)
    except EntryRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{thing} is back on the list.")
    return redirect(thing)
