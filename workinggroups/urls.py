from django.urls import path

from workinggroups import views

app_name = "workinggroups"

urlpatterns = [
    path("", views.group_list, name="list"),
    path("add/", views.add, name="add"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/join/", views.join, name="join"),
    path("<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:slug>/leave/", views.leave, name="leave"),
    path("<slug:slug>/edit/", views.edit, name="edit"),
    path("<slug:slug>/states/", views.states, name="states"),
    path("<slug:slug>/people/", views.people, name="people"),
    path("<slug:slug>/people/add/", views.add_person, name="add_person"),
    path("<slug:slug>/people/<uuid:key>/remove/", views.remove, name="remove"),
    path("<slug:slug>/people/<uuid:key>/role/", views.change_role, name="change_role"),
    path("<slug:slug>/requests/", views.requests, name="requests"),
    path("<slug:slug>/requests/<slug:key>/", views.request, name="request"),
    path("<slug:slug>/requests/<slug:key>/approve/", views.approve, name="approve"),
    path("<slug:slug>/requests/<slug:key>/decline/", views.decline, name="decline"),
]
