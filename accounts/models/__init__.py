from accounts.models.audience import Audience
from accounts.models.audit import AuditEvent
from accounts.models.mail import OutboxMail, SuppressedAddress
from accounts.models.membership import Membership, MembershipRequest, RequestMessage
from accounts.models.place import (
    Agency,
    AgencyDomain,
    DomainNote,
    Region,
    RegionScheme,
    RegistryDomain,
    RegistryImport,
    State,
)
from accounts.models.preferences import Preferences
from accounts.models.user import User

__all__ = [
    "Agency",
    "AgencyDomain",
    "Audience",
    "AuditEvent",
    "DomainNote",
    "Membership",
    "MembershipRequest",
    "OutboxMail",
    "Preferences",
    "Region",
    "RegionScheme",
    "RegistryDomain",
    "RegistryImport",
    "RequestMessage",
    "State",
    "SuppressedAddress",
    "User",
]
