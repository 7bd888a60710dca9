from django.urls import path

from reuse.views import reports, uses

app_name = "reuse"

urlpatterns = [
    path("report/", reports.report, name="report"),
    path("report/file/", reports.report_file, name="report_file"),
    path("report/publish/", reports.publish, name="publish"),
    path("report/years/<str:slug>/", reports.year, name="report_year"),
    path("report/years/<str:slug>/file/", reports.year_file, name="report_year_file"),
    path("documents/<str:key>/", uses.document, name="document"),
    path("documents/<str:key>/add/", uses.add, name="add"),
    path("uses/<str:key>/", uses.edit, name="edit"),
    path("uses/<str:key>/remove/", uses.remove, name="remove"),
]
