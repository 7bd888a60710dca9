from workforce.models.clause import ClauseSearch, FoundClause
from workforce.models.lists import Credential, Requirement, Support
from workforce.models.pair import Goal, Milestone, Pair, PairPartner, PairYear
from workforce.models.pathway import Pathway, PathwayStep, PathwayWage
from workforce.models.provider import Provider, ProviderImport, ProviderQuerySet, TrainedYear
from workforce.models.resource import Challenge, LinkCheck, Resource
from workforce.models.space import SpaceAdministrator, SpaceInvitation

__all__ = [
    "Challenge",
    "ClauseSearch",
    "Credential",
    "FoundClause",
    "Goal",
    "LinkCheck",
    "Milestone",
    "Pair",
    "PairPartner",
    "PairYear",
    "Pathway",
    "PathwayStep",
    "PathwayWage",
    "Provider",
    "ProviderImport",
    "ProviderQuerySet",
    "Requirement",
    "Resource",
    "SpaceAdministrator",
    "SpaceInvitation",
    "Support",
    "TrainedYear",
]
