from gaps.models.request import Asker, DocumentRequest

__all__ = ["Asker", "DocumentRequest"]
