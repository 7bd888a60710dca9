from django.urls import path

from accounts.views import (
    activity,
    addresses,
    join,
    people,
    preferences,
    profile,
    queue,
    registry,
    second_factor,
    session,
    system,
    unsubscribe,
)

app_name = "accounts"

urlpatterns = [
    path("", people.people, name="people"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/<slug:change>/", people.change_person, name="change_person"),
    path("join/", join.join, name="join"),
    path("request/", join.ask, name="request"),
    path("request/mine/", join.my_request, name="my_request"),
    path("request/<int:pk>/answer/", join.answer, name="answer"),
    path("request/<int:pk>/withdraw/", join.withdraw, name="withdraw"),
    path("approvals/", queue.queue, name="queue"),
    path("approvals/addresses/<int:pk>/", addresses.address, name="address"),
    path("approvals/<int:pk>/", queue.decision, name="decision"),
    path("approvals/<int:pk>/question/", queue.ask_applicant, name="ask_applicant"),
    path("approvals/<int:pk>/approve/", queue.approve, name="approve"),
    path("approvals/<int:pk>/decline/", queue.decline, name="decline"),
    path("activity/", activity.activity, name="activity"),
    path("activity/export/", activity.export, name="export_activity"),
    path("system/registry/", registry.upload, name="registry"),
    path("system/registry/<int:pk>/", registry.registry_import, name="registry_import"),
    path("system/", system.system, name="system"),
    path("me/", profile.profile, name="profile"),
    path("me/second-factor/", second_factor.second_factor_page, name="second_factor"),
    path("me/session/", session.session, name="session"),
    path("me/preferences/", preferences.preferences, name="preferences"),
    path("unsubscribe/<str:secret>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("me/time-zone/", preferences.time_zone, name="time_zone"),
    path("sample/<int:pk>/", profile.sample_sign_in, name="sample_sign_in"),
]
