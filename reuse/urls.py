from django.urls import path

from reuse.views import uses

app_name = "reuse"

urlpatterns = [
    path("documents/<str:key>/", uses.document, name="document"),
    path("documents/<str:key>/add/", uses.add, name="add"),
    path("uses/<str:key>/", uses.edit, name="edit"),
    path("uses/<str:key>/remove/", uses.remove, name="remove"),
]
