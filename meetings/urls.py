from django.urls import path

from meetings.views import detail, lists, plan

app_name = "meetings"

urlpatterns = [
    # Finding: addresses without a meeting's key stand before those with one
    path("", lists.meeting_list, name="list"),
    path("plan/", plan.plan, name="plan"),
    # One meeting
    path("<slug:key>/", detail.detail, name="detail"),
    # Taking care of it
    path("<slug:key>/edit/", plan.edit, name="edit"),
    path("<slug:key>/cancel/", plan.cancel, name="cancel"),
    path("<slug:key>/held/", plan.held, name="held"),
]
