from accounts.models.audience import Audience
from accounts.models.audit import AccessEvent, AuditEvent
from accounts.models.handover import HandOver
from accounts.models.invitation import JoinInvitation
from accounts.models.link import LinkQuestion
from accounts.models.mail import OutboxMail, SuppressedAddress
from accounts.models.membership import Membership, MembershipRequest, RequestMessage, Vouch, is_paused_in, is_suspended
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
from accounts.models.returned import DomainPace, MailReport, PausedAddress
from accounts.models.user import User, with_guest_mark

__all__ = [
    "AccessEvent",
    "Agency",
    "AgencyDomain",
    "Audience",
    "AuditEvent",
    "DomainNote",
    "DomainPace",
    "HandOver",
    "JoinInvitation",
    "LinkQuestion",
    "MailReport",
    "Membership",
    "MembershipRequest",
    "OutboxMail",
    "PausedAddress",
    "Preferences",
    "Region",
    "RegionScheme",
    "RegistryDomain",
    "RegistryImport",
    "RequestMessage",
    "State",
    "SuppressedAddress",
    "User",
    "Vouch",
    "is_paused_in",
    "is_suspended",
    "with_guest_mark",
]
