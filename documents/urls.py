from django.urls import path

from documents.views import browse, detail, download, reader, search

app_name = "documents"

urlpatterns = [
    # Finding
    path("", browse.browse, name="browse"),
    path("search/", search.search, name="search"),
    # Sharing: routes without a document's key stand before those with one
    # One document
    path("<slug:key>/", detail.detail, name="detail"),
    path("<slug:key>/download/", download.download_current, name="download"),
    path("<slug:key>/thumbnail/", reader.thumbnail, name="thumbnail"),
    path("<slug:key>/pages/", reader.turn, name="pages"),
    path("<slug:key>/pages/<int:number>/", reader.current_page, name="page"),
    path("<slug:key>/versions/<slug:version_key>/download/", download.download_version, name="download_version"),
    path("<slug:key>/versions/<slug:version_key>/pages/", reader.turn_version, name="version_pages"),
    path("<slug:key>/versions/<slug:version_key>/pages/<int:number>/", reader.version_page, name="version_page"),
    path("<slug:key>/versions/<slug:version_key>/pages/<int:number>/image/", reader.page_image, name="page_image"),
    # Changing a document
]
