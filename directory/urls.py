from django.urls import path

from directory import views

app_name = "directory"

urlpatterns = [
    path("", views.people, name="people"),
    path("export/", views.export, name="export"),
    path("<slug:key>/", views.person, name="person"),
]
