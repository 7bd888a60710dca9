from django.urls import path

from phasemap import views

app_name = "phasemap"

urlpatterns = [
    path("", views.phase_map, name="map"),
    path("phases.geojson", views.phases, name="phases"),
    path("corridors/<slug:slug>/", views.corridor, name="corridor"),
]
