from django.urls import path

from inquiries.views import submitting

app_name = "tables"

# Short, because people type them from a sheet of paper. The log writes no code: see clearinghouse.middleware.
urlpatterns = [
    path("<str:secret>/", submitting.at_table, name="answer"),
    path("<str:secret>/thanks/", submitting.table_thanks, name="thanks"),
    path("<str:secret>/notes/", submitting.table_notes, name="notes"),
    path("<str:secret>/notes/<str:key>/", submitting.table_note, name="note"),
]
