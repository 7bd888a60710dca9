"""By how many other states a document was reused: read with each row of a list, from the app above that keeps uses."""

from collections.abc import Callable

from django.db.models import Expression, IntegerField, Value

from clearinghouse.lib.slots import Slot

# The name of the field that says which document a row is of → the number. SECURITY: whoever can see a document may know
# how many states reused it, and a list reads it of no other documents.
REUSED: Slot[Callable[[str], Expression]] = Slot()


def reused(document: str = "pk") -> Expression:
    """The number, within the statement that reads the rows; zero while no app keeps uses."""
    counts = [count(document) for count in REUSED]
    return counts[0] if counts else Value(0, output_field=IntegerField())
