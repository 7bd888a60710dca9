from django.urls import path

from states import importing, views

app_name = "states"

urlpatterns = [
    path("", views.states, name="list"),
    path("export/", views.export, name="export"),
    path("compare/", views.comparison, name="compare"),
    path("compare/export/", views.export_comparison, name="export_comparison"),
    path("facts/import/", importing.import_page, name="import_facts"),
    path("<slug:code>/", views.profile, name="profile"),
]
