from django.urls import path

from workforce.views import space

app_name = "workforce"

urlpatterns = [
    path("", space.overview, name="overview"),
]
