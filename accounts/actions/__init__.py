"""What changes people's membership and posts. Each is atomic, checks the actor's right and writes one audit line."""

from accounts.actions.addresses import confirm_address
from accounts.actions.approving import NeedsReason, approve_request, decline_request
from accounts.actions.confirming import ask_for_link, confirm_by_word, confirm_membership
from accounts.actions.ending import end_membership
from accounts.actions.leaving import close_hand_over, hand_over_to, leave_agency, report_left
from accounts.actions.people import (
    ActionRefused,
    change_role,
    deactivate_person,
    end_sessions,
    make_administrator,
    reactivate_person,
    remove_administrator,
)
from accounts.actions.requests import (
    AlreadyDecided,
    NewAgency,
    RequestChanged,
    RequestRefused,
    answer_question,
    ask_applicant,
    change_request,
    request_membership,
    withdraw_request,
)
from accounts.actions.suspending import restore_membership, suspend_at_domain

__all__ = [
    "ActionRefused",
    "AlreadyDecided",
    "NeedsReason",
    "NewAgency",
    "RequestChanged",
    "RequestRefused",
    "answer_question",
    "approve_request",
    "ask_applicant",
    "ask_for_link",
    "change_request",
    "change_role",
    "close_hand_over",
    "confirm_address",
    "confirm_by_word",
    "confirm_membership",
    "deactivate_person",
    "decline_request",
    "end_membership",
    "end_sessions",
    "hand_over_to",
    "leave_agency",
    "make_administrator",
    "reactivate_person",
    "remove_administrator",
    "report_left",
    "request_membership",
    "restore_membership",
    "suspend_at_domain",
    "withdraw_request",
]
