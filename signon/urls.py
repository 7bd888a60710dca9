from django.urls import path

from signon.views import setup, signing_in

app_name = "signon"

urlpatterns = [
    path("", signing_in.start, name="start"),
    path("confirm/", signing_in.confirm, name="confirm"),
    path("links/<int:pk>/remove/", setup.unlink, name="unlink"),
    path("setup/", setup.providers, name="providers"),
    path("setup/add/", setup.add, name="add"),
    path("setup/<slug:key>/", setup.provider, name="provider"),
    path("setup/<slug:key>/edit/", setup.edit, name="edit"),
    path("setup/<slug:key>/try/", setup.try_out, name="try_out"),
    path("setup/<slug:key>/switch/", setup.switch, name="switch"),
    path("<slug:key>/callback/", signing_in.callback, name="callback"),
    path("<slug:key>/answer/", signing_in.consume, name="consume"),
    path("<slug:key>/finish/", signing_in.finish, name="finish"),
    path("<slug:key>/metadata/", signing_in.metadata, name="metadata"),
]
