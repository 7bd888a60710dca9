from gaps.models.listing import Listing, ReadRequest
from gaps.models.request import Asker, DocumentRequest

__all__ = ["Asker", "DocumentRequest", "Listing", "ReadRequest"]
