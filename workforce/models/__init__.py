from workforce.models.lists import Credential, Requirement, Support
from workforce.models.pathway import Pathway, PathwayStep, PathwayWage
from workforce.models.provider import Provider, ProviderImport, ProviderQuerySet, TrainedYear
from workforce.models.space import SpaceAdministrator, SpaceInvitation

__all__ = [
    "Credential",
    "Pathway",
    "PathwayStep",
    "PathwayWage",
    "Provider",
    "ProviderImport",
    "ProviderQuerySet",
    "Requirement",
    "SpaceAdministrator",
    "SpaceInvitation",
    "Support",
    "TrainedYear",
]
