from django.urls import path

from announcements.views import reading, writing

app_name = "announcements"

urlpatterns = [
    path("", reading.announcements, name="list"),
    path("new/", writing.new, name="new"),
    path("<str:key>/", reading.announcement, name="announcement"),
    path("<str:key>/edit/", writing.edit, name="edit"),
    path("<str:key>/send/", writing.send, name="send"),
    path("<str:key>/html/", writing.html, name="html"),
    path("<str:key>/try/", writing.try_on_oneself, name="try"),
    path("<str:key>/discard/", writing.discard, name="discard"),
    path("<str:key>/withdraw/", writing.withdraw, name="withdraw"),
]
