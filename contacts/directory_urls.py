from django.urls import path

from contacts.views import directory

app_name = "directory"

urlpatterns = [
    path("", directory.people, name="people"),
    path("export/", directory.export, name="export"),
    path("<slug:key>/", directory.person, name="person"),
]
