from phasemap.models.place import Place
from phasemap.models.scheme import Phase, PhaseScheme

__all__ = ["Phase", "PhaseScheme", "Place"]
