from django.urls import path

from meetings.views import detail, lists, materials, plan, summary

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
    path("<slug:key>/speakers/", materials.speakers, name="speakers"),
    path("<slug:key>/documents/", materials.materials, name="materials"),
    path("<slug:key>/documents/remove/", materials.remove, name="remove_document"),
    path("<slug:key>/summary/", summary.summary, name="summary"),
    path("<slug:key>/attendance/", summary.attendance, name="attendance"),
    path("<slug:key>/tick/", summary.tick, name="tick"),
]
