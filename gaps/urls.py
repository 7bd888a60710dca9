from django.urls import path

from gaps.views import coverage

app_name = "gaps"

urlpatterns = [
    path("", coverage.coverage, name="coverage"),
    path("export/", coverage.export, name="export"),
]
