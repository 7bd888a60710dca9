from django.urls import path

from publications.views import comparing, editing, machines, pages, records

app_name = "publications"

urlpatterns = [
    path("", pages.studies, name="list"),
    path("feed.atom", machines.feed, name="feed"),
    path("new/", editing.new_study, name="new_study"),
    path("<slug:study>/", pages.study, name="study"),
    path("<slug:study>/edit/", editing.edit_study, name="edit_study"),
    path("<slug:study>/add/", editing.add_edition, name="add_edition"),
    path("<slug:study>/add-record/", records.add_record, name="add_record"),
    path("<slug:study>/<slug:edition>/", pages.edition, name="edition"),
    path("<slug:study>/<slug:edition>/edit/", editing.edit_edition, name="edit_edition"),
    path("<slug:study>/<slug:edition>/record/", records.edit_record, name="edit_record"),
    path("<slug:study>/<slug:edition>/remove/", editing.remove_edition, name="remove_edition"),
    path("<slug:study>/<slug:edition>/compare/", comparing.compare_revisions, name="compare"),
    path("<slug:study>/<slug:edition>/add/", editing.add_revision, name="add_revision"),
    path("<slug:study>/<slug:edition>/<int:number>/", pages.revision, name="revision"),
    path("<slug:study>/<slug:edition>/<int:number>/edit/", editing.edit_revision, name="edit_revision"),
    path("<slug:study>/<slug:edition>/<int:number>/citation.bib", machines.bibtex_file, name="bibtex"),
    path("<slug:study>/<slug:edition>/<int:number>/citation.ris", machines.ris_file, name="ris"),
]
