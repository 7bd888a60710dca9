from django.urls import path

from gaps.views import coverage, listed, queues, requests

app_name = "gaps"

urlpatterns = [
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/export/", coverage.export, name="export"),
    path("coverage/queues/", queues.queues, name="queues"),
    path("coverage/review/<slug:key>/", listed.set_review, name="set_review"),
    path("coverage/requests/", requests.requests, name="requests"),
    path("coverage/requests/new/", requests.ask_for_document, name="ask"),
    path("coverage/requests/<slug:key>/", requests.document_request, name="request"),
    path("coverage/requests/<slug:key>/join/", requests.join, name="join"),
    path("coverage/requests/<slug:key>/withdraw/", requests.withdraw_request, name="withdraw"),
    path("coverage/requests/<slug:key>/answer/", requests.answer_request, name="answer"),
    path("coverage/requests/<slug:key>/assign/", requests.pass_request_on, name="pass_on"),
    path("coverage/listings/<slug:key>/", listed.set_listed, name="list_document"),
    path("coverage/reading/<slug:key>/", listed.reading, name="reading"),
    path("coverage/reading/<slug:key>/decide/", listed.decide_reading, name="decide"),
    path("coverage/reading/<slug:key>/withdraw/", listed.withdraw_read_request, name="withdraw_reading"),
    path("coverage/reading/<slug:key>/end/", listed.stop_read_request, name="stop_reading"),
    path("documents/listed/", listed.listed, name="listed"),
    path("documents/listed/<slug:key>/", listed.ask, name="ask_to_read"),
]
