from django.urls import path

from meetings.views import (
    answers,
    calendar,
    calendar_files,
    detail,
    feeds,
    lists,
    materials,
    organizing,
    plan,
    registrants,
    registration,
    reports,
    series,
    summary,
)

app_name = "meetings"

urlpatterns = [
    # Finding: addresses without a meeting's key stand before those with one
    path("", lists.meeting_list, name="list"),
    path("action-items/", lists.my_items, name="my_items"),
    path("plan/", plan.plan, name="plan"),
    path("calendar/", calendar.calendar, name="calendar"),
    # One's own calendar program
    path("feed/", feeds.feed_page, name="feed_page"),
    path("feed/make/", feeds.feed_make, name="feed_make"),
    path("feed/remove/", feeds.feed_remove, name="feed_remove"),
    path("feed/<str:token>.ics", feeds.feed, name="feed"),
    # Series of calls
    path("series/of/<slug:slug>/", series.series_plan, name="series_plan"),
    path("series/<slug:key>/", series.series, name="series"),
    path("series/<slug:key>/answer/", answers.series_answer, name="series_answer"),
    path("series/<slug:key>/extend/", series.series_extend, name="series_extend"),
    path("series/<slug:key>/skip/", series.series_skip, name="series_skip"),
    path("series/<slug:key>/end/", series.series_end, name="series_end"),
    # A year in one report
    path("reports/series/<slug:key>/<int:year>/", reports.series_report, name="series_report"),
    path("reports/series/<slug:key>/<int:year>/report.docx", reports.series_report_file, name="series_report_file"),
    path("reports/<slug:slug>/<int:year>/", reports.group_report, name="group_report"),
    path("reports/<slug:slug>/<int:year>/report.docx", reports.group_report_file, name="group_report_file"),
    # One meeting
    path("<slug:key>/", detail.detail, name="detail"),
    path("<slug:key>/calendar.ics", calendar_files.calendar_file, name="calendar_file"),
    path("<slug:key>/answer/", answers.answer, name="answer"),
    # Taking care of it
    path("<slug:key>/edit/", plan.edit, name="edit"),
    path("<slug:key>/following/", series.following, name="following"),
    path("<slug:key>/cancel/", plan.cancel, name="cancel"),
    path("<slug:key>/restore/", plan.restore, name="restore"),
    path("<slug:key>/completed/", plan.complete, name="complete"),
    path("<slug:key>/speakers/", materials.speakers, name="speakers"),
    path("<slug:key>/documents/", materials.materials, name="materials"),
    path("<slug:key>/documents/remove/", materials.remove, name="remove_document"),
    path("<slug:key>/summary/", summary.summary, name="summary"),
    path("<slug:key>/attendance/", summary.attendance, name="attendance"),
    path("<slug:key>/tick/", summary.tick, name="tick"),
    # Coming to an event
    path("<slug:key>/register/", registration.register_page, name="register"),
    path("<slug:key>/register/cancel/", registration.cancel_page, name="register_cancel"),
    # Organizing an event
    path("<slug:key>/registration/", organizing.registration_settings, name="registration_settings"),
    path("<slug:key>/organizers/", organizing.organizers, name="organizers"),
    path("<slug:key>/invitations/", organizing.invitation_list, name="invitations"),
    path(
        "<slug:key>/invitations/<slug:invitation>/withdraw/", organizing.invitation_withdraw, name="invitation_withdraw"
    ),
    path("<slug:key>/registrants/", registrants.registrants, name="registrants"),
    path("<slug:key>/registrants/file/", registrants.registrants_csv, name="registrants_csv"),
    path("<slug:key>/registrants/<slug:registration>/remove/", registrants.registrant_remove, name="registrant_remove"),
]
