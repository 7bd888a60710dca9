from django.contrib import admin
from django.urls import include, path

from accounts.views.seeing import who_can_see
from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("regions/", views.regions, name="regions"),
    path("contact/", views.contact, name="contact"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("who-can-see/<slug:kind>/<slug:key>/", who_can_see, name="who_can_see"),
    path("", include("gaps.urls")),  # one of its pages stands under documents/
    path("documents/", include("documents.urls")),
    path("api/v1/", include("documents.api_urls")),
    path("groups/", include("workinggroups.urls")),
    path("meetings/", include("meetings.urls")),
    path("questions/", include("contacts.urls")),
    path("directory/", include("directory.urls")),
    path("publications/", include("publications.urls")),
    path("workforce/", include("workforce.urls")),
    path("map/", include("phasemap.urls")),
    path("inquiries/", include("inquiries.urls")),
    path("reuse/", include("reuse.urls")),
    path("announcements/", include("announcements.urls")),
    path("news/", include("following.urls")),
    path("i/", include("inquiries.table_urls")),
    path("states/", include("states.urls")),
    path("people/", include("accounts.urls")),
    path("account/agency/", include("signon.urls")),
    path("account/", include("allauth.urls")),
    path("data/login/", views.admin_login, name="admin_login"),
    path("data/", admin.site.urls),
]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler429 = "portal.views.too_many_tries"  # asked for by allauth
handler500 = "portal.views.server_error"
