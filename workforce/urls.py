from django.urls import path

from workforce.views import (
    importing,
    pathways,
    people,
    providers,
    space,
    states,
)

app_name = "workforce"

urlpatterns = [
    path("", space.overview, name="overview"),
    path("pathways/", pathways.pathways, name="pathways"),
    path("pathways/export/", pathways.export_pathways, name="pathways_export"),
    path("pathways/add/", pathways.add, name="pathway_add"),
    path("pathways/<str:key>/", pathways.pathway, name="pathway"),
    path("pathways/<str:key>/edit/", pathways.edit, name="pathway_edit"),
    path("pathways/<str:key>/remove/", pathways.remove_pathway, name="pathway_remove"),
    path("pathways/<str:key>/restore/", pathways.restore_pathway, name="pathway_restore"),
    path("providers/", providers.providers, name="providers"),
    path("providers/map/", providers.provider_map, name="provider_map"),
    path("providers/export/", providers.export_providers, name="providers_export"),
    path("providers/due/", providers.due, name="providers_due"),
    path("providers/add/", providers.add, name="provider_add"),
    path("providers/import/", importing.upload, name="provider_import"),
    path("providers/import/<str:key>/", importing.check, name="provider_import_check"),
    path("providers/<str:key>/", providers.provider, name="provider"),
    path("providers/<str:key>/edit/", providers.edit, name="provider_edit"),
    path("providers/<str:key>/confirm/", providers.confirm, name="provider_confirm"),
    path("providers/<str:key>/remove/", providers.remove_provider, name="provider_remove"),
    path("providers/<str:key>/restore/", providers.restore_provider, name="provider_restore"),
    path("states/<str:code>/", states.state, name="state"),
    path("people/", people.people, name="people"),
    path("people/administrators/add/", people.name_administrator, name="name_administrator"),
    path("people/administrators/<int:pk>/remove/", people.end_administrator, name="end_administrator"),
    path("people/invitations/", people.invitations, name="invitations"),
    path("people/invitations/<str:key>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
]
