from django.db import migrations

# A search looks at the words of thousands of pages. Kept beside the row and not in a table of their own, they are
# read four times as fast; the text, which only twenty hits need, moves out instead. New rows only; a table that was
# filled before follows with VACUUM FULL or as its pages are written again.
INLINE = "ALTER TABLE documents_page ALTER COLUMN vector SET STORAGE MAIN"
AS_USUAL = "ALTER TABLE documents_page ALTER COLUMN vector SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_reader_facets")]

    operations = [migrations.RunSQL(INLINE, AS_USUAL)]
