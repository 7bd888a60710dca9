from django.urls import path

from documents.views import (
    accessibility,
    browse,
    contents,
    detail,
    download,
    edit,
    hidden,
    many,
    mine,
    openings,
    reader,
    reading,
    search,
    share,
    tus,
    versions,
)

app_name = "documents"

urlpatterns = [
    # Finding
    path("", browse.browse, name="browse"),
    path("search/", search.search, name="search"),
    # Sharing: routes without a document's key stand before those with one
    path("share/", share.share, name="share"),
    path("share/many/", many.share_many, name="share_many"),
    path("share/table/", many.share_table, name="share_table"),
    path("share/table/template/", many.share_template, name="share_template"),
    path("mine/", mine.mine, name="mine"),
    path("uploads/", tus.create, name="tus"),
    path("uploads/<uuid:upload_id>/", tus.upload, name="tus_upload"),
    path("accessibility/", accessibility.overview, name="accessibility_overview"),
    # One document
    path("<slug:key>/", detail.detail, name="detail"),
    path("<slug:key>/download/", download.download_current, name="download"),
    path("<slug:key>/accessibility/", accessibility.report, name="accessibility"),
    path("<slug:key>/openings/", openings.openings, name="openings"),
    path("<slug:key>/thumbnail/", reader.thumbnail, name="thumbnail"),
    path("<slug:key>/pages/", reader.turn, name="pages"),
    path("<slug:key>/pages/<int:number>/", reader.current_page, name="page"),
    path("<slug:key>/contents/", contents.contents, name="contents"),
    path("<slug:key>/versions/<slug:version_key>/download/", download.download_version, name="download_version"),
    path("<slug:key>/versions/<slug:version_key>/pages/", reader.turn_version, name="version_pages"),
    path("<slug:key>/versions/<slug:version_key>/pages/<int:number>/", reader.version_page, name="version_page"),
    path("<slug:key>/versions/<slug:version_key>/pages/<int:number>/image/", reader.page_image, name="page_image"),
    path("<slug:key>/versions/<slug:version_key>/pages/<int:number>/marks/", reader.page_marks, name="page_marks"),
    path("<slug:key>/versions/<slug:version_key>/contents/", contents.version_contents, name="version_contents"),
    path("<slug:key>/versions/<slug:version_key>/compare/<slug:other_key>/", versions.compare_versions, name="compare"),
    # Changing a document
    path("<slug:key>/versions/<slug:version_key>/note/", versions.version_note, name="version_note"),
    path("<slug:key>/versions/<slug:version_key>/hidden/", hidden.hidden_parts, name="hidden"),
    path("<slug:key>/versions/<slug:version_key>/reading/", reading.reading_report, name="reading"),
    path("<slug:key>/describe/", share.describe, name="describe"),
    path("<slug:key>/status/", share.status, name="status"),
    path("<slug:key>/try-again/", share.try_again, name="try_again"),
    path("<slug:key>/discard/", share.discard, name="discard"),
    path("<slug:key>/new-version/", share.new_version, name="new_version"),
    path("<slug:key>/uploads/", tus.create_version, name="tus_version"),
    path("<slug:key>/edit/", edit.edit, name="edit"),
    path("<slug:key>/history/", edit.history, name="history"),
    path("<slug:key>/withdraw/", edit.withdraw, name="withdraw"),
    path("<slug:key>/restore/", edit.restore, name="restore"),
]
