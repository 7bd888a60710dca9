from django.urls import path

from gaps.views import coverage, requests

app_name = "gaps"

urlpatterns = [
    path("", coverage.coverage, name="coverage"),
    path("export/", coverage.export, name="export"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.ask_for_document, name="ask"),
    path("requests/<slug:key>/", requests.document_request, name="request"),
    path("requests/<slug:key>/join/", requests.join, name="join"),
    path("requests/<slug:key>/withdraw/", requests.withdraw_request, name="withdraw"),
    path("requests/<slug:key>/answer/", requests.answer_request, name="answer"),
    path("requests/<slug:key>/assign/", requests.pass_request_on, name="pass_on"),
]
