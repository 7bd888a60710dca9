from django.urls import path

from directory import views

app_name = "directory"

urlpatterns = [
    path("", views.people, name="people"),
    path("export/", views.export, name="export"),
    path("messages/<slug:key>/", views.answer, name="answer"),
    path("<slug:key>/", views.person, name="person"),
    path("<slug:key>/write/", views.write, name="write"),
]
