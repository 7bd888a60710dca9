"""Columns as the search words that PostgreSQL makes of them, for an index and for queries that use it.

The function search_words() is the one of documents; migrations that name it depend on documents.
"""

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, GeneratedField


def search_words(*columns: str) -> Func:
    """All of these text columns together; none of them may be null."""
    return Func(
        *columns,
        # In the order of a migration's: Django takes another order for another index.
        arg_joiner=" || ' ' || ",
        output_field=SearchVectorField(),
        template="search_words(%(expressions)s)",
    )


def kept_words(title: str, text: str) -> GeneratedField:
    """A column of the search words of two others: those of the title weigh most, those of the text least."""
    return GeneratedField(
        expression=Func(
            Func(title, template="setweight(search_words(%(expressions)s), 'A')"),
            Func(text, template="setweight(search_words(%(expressions)s), 'D')"),
            template="(%(expressions)s)",
            arg_joiner=" || ",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
