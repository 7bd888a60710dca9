from django.urls import path

from publications.views import machines, pages

app_name = "publications"

urlpatterns = [
    path("", pages.studies, name="list"),
    path("feed.atom", machines.feed, name="feed"),
    path("<slug:study>/", pages.study, name="study"),
    path("<slug:study>/<slug:edition>/", pages.edition, name="edition"),
    path("<slug:study>/<slug:edition>/<int:number>/", pages.revision, name="revision"),
    path("<slug:study>/<slug:edition>/<int:number>/citation.bib", machines.bibtex_file, name="bibtex"),
    path("<slug:study>/<slug:edition>/<int:number>/citation.ris", machines.ris_file, name="ris"),
]
