from gaps.models.listing import Listing, ReadRequest
from gaps.models.request import Asker, DocumentRequest
from gaps.models.review import ReviewDate

__all__ = ["Asker", "DocumentRequest", "Listing", "ReadRequest", "ReviewDate"]
