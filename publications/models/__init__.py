from publications.models.edition import Edition, Language, Revision
from publications.models.study import Study

__all__ = ["Edition", "Language", "Revision", "Study"]
