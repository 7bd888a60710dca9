"""What others see of a document, for those who may change it: the whole portal as somebody else is administrators'."""

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.audit import write_access
from accounts.models import Audience
from accounts.standing import standing_of
from accounts.viewing import AS_AUDIENCE, OPTIONS, stand_in
from documents.finding.rows import crumbs_to
from documents.models import Document, DocumentVersion
from documents.sharing import grants
from documents.views.editable import editable_or_error


class SeenAsForm(forms.Form):
    """As whom: anybody of a kind, or of an audience that the person knows by its name."""

    wanted = forms.ChoiceField(label="See this document as", choices=())

    def __init__(self, request: HttpRequest, document: Document) -> None:
        super().__init__(request.GET or None)
        keys = list(standing_of(request.user).reader_keys)
        granted = [audience.pk for audience in grants.audiences_of(document)]
        known = Audience.objects.filter(Q(pk__in=[key for key in keys if key > 0]) | Q(pk__in=granted))
        rows = known.filter(kind__in=AS_AUDIENCE).order_by("label", "pk")
        field = self.fields["wanted"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*OPTIONS.items(), *((str(row.pk), row.label) for row in rows)]


@require_safe
@access.approved
def seen_as(request: SignedInRequest, key: str) -> HttpResponse:
    """Whether they can open it, and which versions; asked of the querysets that answer them."""
    document = editable_or_error(request, key)
    form = SeenAsForm(request, document)
    context: dict[str, object] = {
        "crumbs": [*crumbs_to(document), {"label": "What others see"}],
        "document": document,
        "form": form,
    }
    found = stand_in(form.cleaned_data["wanted"]) if form.is_valid() else None
    if found:
        viewer, words = found
        versions = DocumentVersion.objects.visible_to(viewer).readable().filter(document=document)
        context |= {
            "words": words,
            "opens": Document.objects.visible_to(viewer).filter(pk=document.pk).exists(),
            "versions": list(versions.select_related("status").order_by("-status__number")),
        }
        sentence = f"{request.user} looked at what {words} sees of “{document}.”"
        write_access("viewing.document", by=request.user, about=document, sentence=sentence)
    return render(request, "documents/seen_as.html", context, status=400 if form.errors else 200)
