from django.urls import path

from meetings.views import detail, lists

app_name = "meetings"

urlpatterns = [
    # Finding: addresses without a meeting's key stand before those with one
    path("", lists.meeting_list, name="list"),
    # One meeting
    path("<slug:key>/", detail.detail, name="detail"),
]
