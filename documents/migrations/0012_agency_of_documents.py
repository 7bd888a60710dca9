from django.db import migrations

# A file without an agency is its owner's agency's: where they worked when it came, or else where they work now, or
# worked last. Records of publications have no file and stay without; so do files of administrators without an agency.
FILL_IN = """
UPDATE documents_document d SET agency_id = (
    SELECT m.agency_id FROM accounts_membership m WHERE m.user_id = d.owner_id
    ORDER BY (m.started_at <= d.created_at AND (m.ended_at IS NULL OR m.ended_at > d.created_at)) DESC,
             (m.ended_at IS NULL) DESC, m.started_at DESC, m.id DESC
    LIMIT 1
)
WHERE d.agency_id IS NULL
  AND EXISTS (SELECT FROM documents_documentversion v WHERE v.document_id = d.id)
  AND EXISTS (SELECT FROM accounts_membership m WHERE m.user_id = d.owner_id);
"""


class Migration(migrations.Migration):
    """An owner's rights are about to follow their membership in the document's agency, so it has to be known."""

    dependencies = [("documents", "0011_words"), ("accounts", "0005_wants_requests")]

    operations = [migrations.RunSQL(FILL_IN, migrations.RunSQL.noop)]
