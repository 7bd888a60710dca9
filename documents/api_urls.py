from django.urls import path

from documents import api

app_name = "api"

urlpatterns = [
    path("documents", api.documents, name="documents"),
    path("documents/<slug:key>", api.document, name="document"),
    path("pages", api.pages, name="pages"),
]
